/* title.c -- what another process reads of a program's arguments, which it may have
 * changed, and of its environment.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static size_t read_file(pid_t pid, const char *name, char *to, size_t room)
{
    char path[64];

    snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, name);
    int fd = open(path, O_RDONLY);
    size_t used = 0;
    for (ssize_t got; used < room && (got = read(fd, to + used, room - used)) > 0;)
        used += (size_t)got;
    close(fd);
    return used;
}

/* From the program's name on: before it there may be that of a program of many. */
static void print_arguments(pid_t pid)
{
    static const char first[] = "title";
    static char text[100000];
    size_t size = read_file(pid, "cmdline", text, sizeof text);
    const char *at = memmem(text, size, first, sizeof first);

    for (; at && at < text + size; at += strlen(at) + 1)
        printf(" [%s]", at);
    printf("\n");
}

static int same_environment(pid_t pid)
{
    static char text[1000000];
    size_t size = read_file(pid, "environ", text, sizeof text);
    const char *at = text;

    for (char **e = environ; *e; e++, at += strlen(at) + 1)
        if (at >= text + size || strcmp(at, *e))
            return 0;
    return at == text + size;
}

static void look_from_child(void)
{
    pid_t parent = getpid(), child = fork();

    if (child == 0) {
        print_arguments(parent);
        printf("environment %d\n", same_environment(parent));
        _exit(0);
    }
    waitpid(child, NULL, 0);
}

int main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IONBF, 0);
    look_from_child();
    memcpy(argv[1], "worker", 6);
    look_from_child();
    print_arguments(getpid());
    return argc != 3;
}

/* programs.c -- executing this program again by each of its names, scripts and programs
 * of the host, and what is none.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char *const environment[] = {"KEPT=yes", "PATH=/usr/bin:/bin", NULL};

static void child(const char *path, char *const *arguments)
{
    int status;

    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        execve(path, arguments, environment);
        printf("%s\n", strerror(errno));
        fflush(stdout);
        _exit(9);
    }
    waitpid(pid, &status, 0);
    printf("status %d\n", WEXITSTATUS(status));
}

static void script(const char *name, const char *first, const char *rest)
{
    FILE *file = fopen(name, "w");
    fprintf(file, "%s%s\n", first, rest);
    fclose(file);
    chmod(name, 0700);
}

static int again(int argc, char **argv)
{
    for (int i = 2; i < argc; i++)
        printf("[%s]", argv[i][0] == '/' ? "path" : argv[i]);
    printf(" %s %s\n", getenv("KEPT"), getenv("GUEST_TEST") ? "inherited" : "own");
    return 40 + argc;
}

int main(int argc, char **argv)
{
    char path[4096] = {0}, line[5000];

    for (int i = 1; i < argc; i++)
        if (!strcmp(argv[i], "again"))
            return again(argc, argv);
    if (readlink("/proc/self/exe", path, sizeof path - 1) < 0)
        return 1;
    child("/proc/self/exe",
          (char *[]){"programs", "programs", "again", "a b", "", NULL});
    child(path, (char *[]){"other name", "programs", "again", "c", NULL});
    script("one", "#!", path);
    child("./one", (char *[]){"one", NULL});
    script("two", "#! /bin/sh", "\necho \"$0 $# $1 $KEPT\"; exit 3");
    child("./two", (char *[]){"ignored", "x y", NULL});
    snprintf(line, sizeof line, "%s programs", path);
    script("three", "#!", line);
    child("./three", (char *[]){"three", "again", NULL});
    script("none", "\177ELF", "not really");
    child("./none", (char *[]){"none", NULL});
    child("./absent", (char *[]){"none", NULL});
    chmod("two", 0600);
    child("./two", (char *[]){"none", NULL});
    unlink("one"), unlink("two"), unlink("three"), unlink("none");
    int fd = open("/bin/sh", O_RDONLY | O_CLOEXEC), status;
    fflush(stdout);
    if (fork() == 0) {
        fexecve(fd, (char *[]){"sh", "-c", "echo by descriptor $KEPT", NULL},
                environment);
        _exit(8);
    }
    wait(&status);
    printf("status %d\n", WEXITSTATUS(status));
    return 0;
}

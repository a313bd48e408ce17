/* exec_descriptor.c -- executing this program by a descriptor of its file or folder.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* What it was called, without the number of the descriptor; and that none stays open.
 */
static int again(int lowest)
{
    char *name = (char *)getauxval(AT_EXECFN), *rest = name + strlen("/dev/fd/");
    int next = dup(0);

    strtol(rest, &rest, 10);
    printf("%.8s %s, left open %d\n", name, strchr(rest, '/') ? "below" : "itself",
           next - lowest);
    return 6;
}

/* The lowest descriptor that is free after an exec. */
static int lowest_free(void)
{
    for (int fd = 0;; fd++) {
        int flags = fcntl(fd, F_GETFD);
        if (flags < 0 || flags & FD_CLOEXEC)
            return fd;
    }
}

static void run(const char *what, int fd, const char *name, int flags)
{
    char lowest[16];
    int status;

    printf("%s: ", what);
    fflush(stdout);
    if (fork() == 0) {
        snprintf(lowest, sizeof lowest, "%d", lowest_free());
        char *arguments[] = {"other", "exec_descriptor", lowest, NULL};
        syscall(SYS_execveat, fd, name, arguments, environ, flags);
        perror(what);
        _exit(9);
    }
    wait(&status);
    if (WEXITSTATUS(status) != 6)
        printf("status %#x\n", status);
}

static int copy_of(int file)
{
    struct stat about;
    int copy = memfd_create("copy", MFD_CLOEXEC);

    fstat(file, &about);
    for (off_t done = 0; done < about.st_size;)
        if (sendfile(copy, file, &done, about.st_size - done) <= 0)
            return -1;
    return copy;
}

int main(int argc, char **argv)
{
    char path[4096] = {0}, folder[4096];

    if (argc > 1)
        return again(atoi(argv[1]));
    if (readlink("/proc/self/exe", path, sizeof path - 1) < 0)
        return 1;
    char *name = strrchr(path, '/');
    snprintf(folder, sizeof folder, "%.*s", (int)(name - path), path);
    int file = open(path, O_RDONLY | O_CLOEXEC), place = open(path, O_PATH | O_CLOEXEC);
    int kept = open(folder, O_RDONLY | O_DIRECTORY);
    run("file", file, "", AT_EMPTY_PATH);
    run("place", place, "", AT_EMPTY_PATH);
    run("folder", kept, name + 1, 0);
    run("copy", copy_of(file), "", AT_EMPTY_PATH);
    symlink(path, "link");
    int here = open(".", O_RDONLY | O_DIRECTORY);
    run("link", here, "link", 0);
    run("no link", here, "link", AT_SYMLINK_NOFOLLOW);
    unlink("link");
    return 0;
}

/* locks.c -- fcntl: locks, flags, duplicates; flock.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#define _FILE_OFFSET_BITS 64
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

static void flags(int fd)
{
    printf("flags %o\n", fcntl(fd, F_GETFL) & (O_ACCMODE | O_APPEND | O_NONBLOCK));
    fcntl(fd, F_SETFL, O_APPEND | O_NONBLOCK);
    printf("flags %o\n", fcntl(fd, F_GETFL) & (O_ACCMODE | O_APPEND | O_NONBLOCK));
    int other = fcntl(fd, F_DUPFD_CLOEXEC, 50);
    printf("duplicate %d, on exec %d %d\n", other, fcntl(other, F_GETFD),
           fcntl(fd, F_GETFD));
    close(other);
    printf("directory %s\n",
           open("locked", O_RDONLY | O_DIRECTORY) < 0 ? strerror(errno) : "");
    symlink("locked", "link");
    printf("link %s\n", open("link", O_RDONLY | O_NOFOLLOW) < 0 ? strerror(errno) : "");
    printf("path %d\n", open("link", O_PATH | O_NOFOLLOW | O_CLOEXEC) >= 0);
}

static void ask(int fd, off_t start)
{
    struct flock lock = {
        .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = start, .l_len = 5};
    int result = fcntl(fd, F_GETLK, &lock);

    printf("ask %d type %d start %lld length %lld owner %d\n", result, lock.l_type,
           (long long)lock.l_start, (long long)lock.l_len, lock.l_pid == getppid());
    lock.l_type = F_RDLCK, lock.l_whence = SEEK_SET, lock.l_start = start,
    lock.l_len = 1;
    result = fcntl(fd, F_SETLK, &lock);
    printf("set %d %s\n", result, result ? strerror(errno) : "");
    fflush(stdout);
}

static void locks(int fd)
{
    struct flock lock = {
        .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0x123456789ll, .l_len = 10};

    printf("lock %d\n", fcntl(fd, F_SETLK, &lock));
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        ask(fd, 0x12345678bll);
        ask(fd, 0);
        _exit(0);
    }
    waitpid(child, NULL, 0);
    lock.l_type = F_UNLCK;
    printf("unlock %d\n", fcntl(fd, F_SETLKW, &lock));
    int other = open("locked", O_RDONLY);
    printf("flock %d", flock(fd, LOCK_EX));
    printf(" %d", flock(other, LOCK_SH | LOCK_NB));
    printf(" %s\n", strerror(errno));
}

int main(void)
{
    int fd = open("locked", O_RDWR | O_CREAT, 0600);

    flags(fd);
    locks(fd);
    unlink("link");
    unlink("locked");
    return 0;
}

/* own_file.c -- the file of this program, by each of its names: the guest's, whole.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern const ElfW(Ehdr) __ehdr_start;

/* Is it the file that the headers in memory were read from? */
static const char *kind(int fd)
{
    ElfW(Ehdr) header;

    if (pread(fd, &header, sizeof header, 0) != sizeof header)
        return "too short";
    return memcmp(&header, &__ehdr_start, sizeof header) ? "another" : "mine";
}

/* The section headers are at the end of what the linker writes. */
static const char *whole(int fd, off_t size)
{
    off_t end = __ehdr_start.e_shoff + (off_t)__ehdr_start.e_shnum * sizeof(ElfW(Shdr));
    ElfW(Shdr) first;

    if (end > size || lseek(fd, __ehdr_start.e_shoff, SEEK_SET) < 0 ||
        read(fd, &first, sizeof first) != sizeof first)
        return "cut short";
    return first.sh_type == SHT_NULL && first.sh_size == 0 ? "whole" : "strange";
}

static void look(const char *what, int fd)
{
    struct stat by_fd, by_name;
    off_t size = lseek(fd, 0, SEEK_END);

    if (fd < 0) {
        printf("%s: %s\n", what, strerror(errno));
        return;
    }
    fstat(fd, &by_fd);
    stat("/proc/self/exe", &by_name);
    printf("%s: %s, %s, size %s, the same file: %s, mode %o, flags %o\n", what,
           kind(fd), whole(fd, size),
           by_fd.st_size == size && by_name.st_size == size ? "right" : "wrong",
           by_fd.st_ino == by_name.st_ino && by_fd.st_dev == by_name.st_dev ? "yes"
                                                                            : "no",
           by_fd.st_mode & (S_IFMT | 0111), fcntl(fd, F_GETFL) & O_ACCMODE);
    char *map = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
    printf("  mapped: %s\n",
           map != MAP_FAILED && !memcmp(map, &__ehdr_start, sizeof __ehdr_start)
               ? "mine"
               : "no");
    munmap(map, size);
    int written = (int)write(fd, "x", 1);
    printf("  written: %d %s\n", written, strerror(errno));
    char link[64], path[2][4096] = {{0}};
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    readlink(link, path[0], sizeof path[0] - 1);
    readlink("/proc/self/exe", path[1], sizeof path[1] - 1);
    printf("  the link of its descriptor: %s\n",
           strcmp(path[0], path[1]) ? "wrong" : "right");
    close(fd);
}

static void look_at_names(const char *own)
{
    char path[4096] = {0}, name[64];
    struct stat followed, link;

    readlink("/proc/self/exe", path, sizeof path - 1);
    look("exe", open("/proc/self/exe", O_RDONLY));
    snprintf(name, sizeof name, "/proc/%d/exe", (int)getpid());
    look("by number", openat(AT_FDCWD, name, O_RDONLY | O_CLOEXEC));
    look("path", open(path, O_RDONLY));
    look("argument", open(own, O_RDONLY));
    look("execfn", open((char *)getauxval(AT_EXECFN), O_RDONLY));
    symlink(path, "link");
    look("link", open("link", O_RDONLY));
    unlink("link");
    int place = open("/proc/self/exe", O_PATH);
    fstat(place, &followed);
    snprintf(name, sizeof name, "/proc/self/fd/%d", place);
    look("place", open(name, O_RDONLY));
    printf("size of the place %s\n",
           followed.st_size > (off_t)__ehdr_start.e_shoff ? "right" : "wrong");
    close(place);
    lstat("/proc/self/exe", &link);
    printf("a link: %d, access %d\n", S_ISLNK(link.st_mode),
           access("/proc/self/exe", R_OK | X_OK));
}

/* Positions are one's own; what is duplicated or inherited shares them. */
static void look_at_positions(void)
{
    int first = open("/proc/self/exe", O_RDONLY),
        second = open("/proc/self/exe", O_RDONLY);
    int same = dup(first), status;
    char bytes[4];

    lseek(first, 1, SEEK_SET);
    read(same, bytes, 3);
    if (fork() == 0) {
        read(first, bytes, 1);
        _exit(0);
    }
    wait(&status);
    printf("positions %d %d %d, numbers %d %d, read %.3s\n",
           (int)lseek(first, 0, SEEK_CUR), (int)lseek(same, 0, SEEK_CUR),
           (int)lseek(second, 0, SEEK_CUR), second - first, same - second, bytes);
    close(first), close(second), close(same);
}

static int run(int fd, const char *path, int flags)
{
    int status;

    fflush(stdout);
    if (fork() == 0) {
        char *arguments[] = {"other name", "own_file", "again", NULL};
        syscall(SYS_execveat, fd, path, arguments, environ, flags);
        perror("execveat");
        _exit(9);
    }
    wait(&status);
    return WEXITSTATUS(status);
}

int main(int argc, char **argv)
{
    int fd;

    if (argc > 1 && !strcmp(argv[1], "again")) {
        fd = open("/proc/self/exe", O_RDONLY);
        printf("again: %s, %s\n", argv[0], kind(fd));
        return 6;
    }
    look_at_names((char *)getauxval(AT_EXECFN));
    look_at_positions();
    fd = open("/proc/self/exe", O_RDONLY);
    printf("status %d\n", run(AT_FDCWD, "/proc/self/exe", 0));
    printf("status %d\n", run(fd, "", AT_EMPTY_PATH));
    close(fd);
    return 0;
}

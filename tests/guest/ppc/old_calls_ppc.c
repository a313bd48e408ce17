/* old_calls_ppc.c -- the calls of C libraries before Linux 2.0, against today's.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

enum { OLD_STAT = 18, OLD_FSTAT = 28, OLD_OLD_UNAME = 59, OLD_LSTAT = 84 };
enum { READDIR = 89, OLD_UNAME = 109 };

struct old_stat {
    unsigned short dev, ino, mode, nlink, uid, gid, rdev;
    unsigned size, atime, mtime, ctime;
};

struct old_entry {
    unsigned inode, offset;
    unsigned short length;
    char name[256];
};

static int same(const struct old_stat *old, const struct stat *st)
{
    return old->ino == st->st_ino && old->mode == st->st_mode &&
           old->nlink == st->st_nlink && old->size == st->st_size &&
           old->mtime == st->st_mtime &&
           old->uid == (st->st_uid > 65535 ? 65534 : st->st_uid);
}

/* What does not fit is an overflow: inodes, mostly. */
static void compare(const char *what, int error, const struct old_stat *old,
                    const struct stat *st)
{
    int fits = st->st_ino < 65536 && st->st_nlink < 65536 && st->st_size >= 0;

    if (fits ? error || !same(old, st) : error != EOVERFLOW)
        printf("%s: %d, inode %llu\n", what, error, (unsigned long long)st->st_ino);
}

/* As the file is before and after the old call: the links of /proc are processes. */
static void stats(const char *path)
{
    struct old_stat old[3];
    struct stat before, st, link;
    int error[3];
    int fd = open(path, O_RDONLY);

    do {
        stat(path, &before);
        error[0] = syscall(OLD_STAT, path, &old[0]) ? errno : 0;
        error[1] = syscall(OLD_FSTAT, fd, &old[1]) ? errno : 0;
        error[2] = syscall(OLD_LSTAT, path, &old[2]) ? errno : 0;
        lstat(path, &link);
        stat(path, &st);
    } while (before.st_nlink != st.st_nlink);
    compare(path, error[0], &old[0], &st);
    compare(path, error[1], &old[1], &st);
    compare(path, error[2], &old[2], &link);
    close(fd);
}

static void names(void)
{
    static char old[5][65], oldest[5][9];
    struct utsname now;

    uname(&now);
    printf("uname %ld", syscall(OLD_UNAME, old));
    printf(" %d %d %s\n", !strcmp(old[1], now.nodename), !strcmp(old[2], now.release),
           old[4]);
    printf("older %ld", syscall(OLD_OLD_UNAME, oldest));
    printf(" %d %d %s\n", !strncmp(oldest[1], now.nodename, 8),
           !strncmp(oldest[3], now.version, 8), oldest[4]);
    long result = syscall(OLD_UNAME, 8);
    printf("nowhere %ld %d\n", result, errno == EFAULT);
}

/* The same names as readdir of the C library finds, in the same order. */
static void entries(const char *path)
{
    struct old_entry old;
    struct dirent *entry;
    DIR *folder = opendir(path);
    int fd = open(path, O_RDONLY), count = 0, bad = 0;
    unsigned third = 0;
    char name[256] = "";

    while ((entry = readdir(folder))) {
        long result = syscall(READDIR, fd, &old, 1);
        bad += result != 1 || strcmp(old.name, entry->d_name) ||
               old.length != strlen(old.name);
        if (++count == 3) {
            third = old.offset;
            strcpy(name, old.name);
        }
    }
    printf("entries %d bad %d, end %ld\n", count > 3, bad,
           syscall(READDIR, fd, &old, 1));
    lseek(fd, third, SEEK_SET);
    syscall(READDIR, fd, &old, 1);
    printf("again %d\n", !strcmp(old.name, name));
    closedir(folder);
    close(fd);
    printf("bad %ld\n", syscall(READDIR, -1, &old, 1));
}

int main(void)
{
    stats("/proc");
    stats("/etc/passwd");
    stats("/");
    names();
    entries("/etc");
    return 0;
}

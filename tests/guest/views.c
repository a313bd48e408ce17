/* views.c -- /proc/self shows this program: its memory, its file, its status; positions
 * in directories fit words; locks, attributes and handles of files.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _FILE_OFFSET_BITS 64
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

static void check(const char *what, long got)
{
    if (got < 0)
        printf("%s: %s\n", what, strerror(errno));
    else
        printf("%s: %ld\n", what, got);
}

/* The value behind a name in a file of lines. */
static long value_of(const char *path, const char *name, int base)
{
    char line[256];
    long value = -1;
    FILE *file = fopen(path, "r");
    while (fgets(line, sizeof line, file))
        if (!strncmp(line, name, strlen(name)))
            value = strtol(line + strlen(name), NULL, base);
    fclose(file);
    return value;
}

static void nothing(int signal)
{
}

static void status(void)
{
    struct stat by_path, by_name;
    char path[4096] = {0}, text[64] = {0}, *environment = NULL;
    size_t room = 0;

    signal(SIGUSR2, nothing);
    signal(SIGHUP, SIG_IGN);
    printf("caught %lx ignored %lx\n",
           value_of("/proc/self/status", "SigCgt:", 16) & 0xfff,
           value_of("/proc/self/status", "SigIgn:", 16) & 0xfff);
    printf("size %d pid %d\n", value_of("/proc/self/status", "VmSize:", 10) < 200000,
           value_of("/proc/self/status", "Pid:", 10) == getpid());
    readlink("/proc/self/exe", path, sizeof path - 1);
    check("stat", stat("/proc/self/exe", &by_path));
    check("stat", stat(path, &by_name));
    printf("same file %d\n", by_path.st_ino == by_name.st_ino);
    check("link", lstat("/proc/self/exe", &by_path));
    printf("is a link %d\n", S_ISLNK(by_path.st_mode));
    check("access", access("/proc/self/exe", X_OK));
    FILE *file = fopen("/proc/self/environ", "r");
    int found = 0;
    while (getdelim(&environment, &room, 0, file) > 0)
        found += !strcmp(environment, "GUEST_TEST=x");
    fclose(file);
    printf("environment %d\n", found);
    file = fopen("/proc/self/stat", "r");
    unsigned long size = 0;
    fscanf(file,
           "%*d %63s %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d "
           "%*d %*d %*d %*u %lu",
           text, &size);
    fclose(file);
    printf("stat %d %d\n", text[0] == '(', size > 4096 && size < 200000000);
}

/* A file's pages are listed with its name and offset. */
static void maps(void)
{
    char line[4096], rights[8], name[4096], file[] = "mapped-XXXXXX";
    unsigned long start, end, offset, inode;
    int fd = mkstemp(file);
    struct stat status;

    ftruncate(fd, 0x5000);
    fstat(fd, &status);
    char *at = mmap(NULL, 0x3000, PROT_READ, MAP_SHARED, fd, 0x1000);
    mprotect(at + 0x1000, 0x1000, PROT_READ | PROT_WRITE);
    FILE *list = fopen("/proc/self/maps", "r");
    while (fgets(line, sizeof line, list))
        if (sscanf(line, "%lx-%lx %7s %lx %*s %lu %4095s", &start, &end, rights,
                   &offset, &inode, name) == 6 &&
            start >= (unsigned long)at && end <= (unsigned long)at + 0x3000)
            printf("%lx %lx %s %lx %d %d\n", start - (unsigned long)at,
                   end - (unsigned long)at, rights, offset, inode == status.st_ino,
                   strstr(name, "/mapped-") != NULL);
    fclose(list);
    unlink(file);
}

static void memory(void)
{
    static volatile int there = 0x1234;
    int fd = open("/proc/self/mem", O_RDWR), value = 0;

    check("pread", pread(fd, &value, sizeof value, (off_t)(unsigned long)&there));
    printf("%x\n", value);
    value = 0x5678;
    check("pwrite", pwrite(fd, &value, sizeof value, (off_t)(unsigned long)&there));
    printf("%x\n", there);
    printf("seek %d\n", lseek(fd, (off_t)(unsigned long)&there, SEEK_SET) ==
                            (off_t)(unsigned long)&there);
    value = 0;
    check("read", read(fd, &value, sizeof value));
    printf("%x at %d\n", value,
           (int)(lseek(fd, 0, SEEK_CUR) - (off_t)(unsigned long)&there));
    check("nothing there", pread(fd, &value, sizeof value, 16));
    close(fd);
}

/* Back to a place in a directory, whose file system may have 64 bits for it. */
static void positions(void)
{
    char name[32], tenth[256] = {0};
    long at = 0;

    mkdir("many", 0700);
    for (int i = 0; i < 40; i++) {
        sprintf(name, "many/file-%d", i);
        close(open(name, O_CREAT | O_WRONLY, 0600));
    }
    DIR *directory = opendir("many");
    for (int i = 0; i < 10; i++) {
        at = telldir(directory);
        strcpy(tenth, readdir(directory)->d_name);
    }
    int rest = 0;
    while (readdir(directory))
        rest++;
    seekdir(directory, at);
    printf("rest %d again %d\n", rest, !strcmp(readdir(directory)->d_name, tenth));
    closedir(directory);
    for (int i = 0; i < 40; i++) {
        sprintf(name, "many/file-%d", i);
        unlink(name);
    }
    check("rmdir", rmdir("many"));
}

static void locks(void)
{
    struct flock64 lock = {.l_type = F_WRLCK, .l_start = 5ll << 32, .l_len = 10}, found;
    int fd = open("locked", O_RDWR | O_CREAT, 0600), other = open("locked", O_RDWR);

    check("lock", fcntl(fd, F_OFD_SETLK, &lock));
    found = lock;
    check("test", fcntl(other, F_OFD_GETLK, &found));
    printf("%d at %lld of %lld by %d\n", found.l_type == F_WRLCK,
           (long long)found.l_start, (long long)found.l_len, (int)found.l_pid);
    check("taken", fcntl(other, F_OFD_SETLK, &lock));
    check("flock", flock(fd, LOCK_EX));
    check("flock", flock(other, LOCK_EX | LOCK_NB));
    lock.l_type = F_UNLCK;
    check("unlock", fcntl(fd, F_OFD_SETLK, &lock));
    close(other);
    unlink("locked");
    close(fd);
}

static void copies(void)
{
    int in = open("in", O_RDWR | O_CREAT, 0600),
        out = open("out", O_RDWR | O_CREAT, 0600);
    int through[2], copies[2];
    loff_t from = 6, to = 2;
    char text[32] = {0};

    write(in, "some words to move", 18);
    check("copy", copy_file_range(in, &from, out, &to, 5, 0));
    printf("%lld %lld\n", (long long)from, (long long)to);
    pipe(through), pipe(copies);
    from = 0;
    check("splice", splice(in, &from, through[1], NULL, 10, 0));
    check("tee", tee(through[0], copies[1], 10, 0));
    check("splice", splice(through[0], NULL, out, NULL, 4, 0));
    check("read", read(copies[0], text, sizeof text));
    puts(text);
    check("pread", pread(out, text, sizeof text, 0));
    printf("%.7s\n", text);
    struct iovec part = {"vectors", 7};
    check("vmsplice", vmsplice(copies[1], &part, 1, 0));
    check("read", read(copies[0], text, sizeof text));
    unlink("in"), unlink("out");
}

int main(void)
{
    status();
    maps();
    memory();
    positions();
    locks();
    copies();
    check("no such call", syscall(9999));
    check("no such ioctl", ioctl(0, 0x12345678));
    return 0;
}

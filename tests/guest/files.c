/* files.c -- open, read, write, seek, stat, truncate, rename, link, unlink.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#define _FILE_OFFSET_BITS 64
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static void check(const char *what, long long got)
{
    printf("%s %lld\n", what, got < 0 ? -errno : got);
}

static void descriptors(void)
{
    char text[64] = {0};
    int fd = open("file", O_RDWR | O_CREAT | O_EXCL, 0640);
    check("write", write(fd, "0123456789", 10));
    check("seek", lseek(fd, -4, SEEK_END));
    check("read", read(fd, text, sizeof text));
    puts(text);
    check("pwrite", pwrite(fd, "XY", 2, 3));
    check("pread", pread(fd, text, 6, 1));
    puts(text);
    struct iovec parts[] = {{"ab", 2}, {"cde", 3}};
    check("writev", writev(fd, parts, 2));
    check("truncate", ftruncate(fd, 12));
    struct stat info;
    fstat(fd, &info);
    printf("size %lld mode %o links %d\n", (long long)info.st_size,
           (unsigned)info.st_mode & 07777, (int)info.st_nlink);
    check("seek far", lseek(fd, 5000000000LL, SEEK_SET));
    check("exists", open("file", O_CREAT | O_EXCL | O_WRONLY, 0600));
    check("close", close(fd));
    check("closed", read(fd, text, 1));
}

static void names(void)
{
    char text[64] = {0};
    struct stat info;
    check("link", link("file", "other"));
    check("rename", rename("file", "renamed"));
    check("symlink", symlink("renamed", "pointer"));
    check("readlink", readlink("pointer", text, sizeof text));
    puts(text);
    check("lstat", lstat("pointer", &info));
    printf("is link %d\n", S_ISLNK(info.st_mode));
    check("access", access("gone", F_OK));
    check("chmod", chmod("other", 0400));
    check("unlink", unlink("other") | unlink("renamed") | unlink("pointer"));
}

static void streams(void)
{
    FILE *file = fopen("stream", "w+");
    for (int i = 0; i < 1000; i++)
        fprintf(file, "line %d\n", i);
    fseek(file, -9, SEEK_END);
    char line[32];
    while (fgets(line, sizeof line, file))
        fputs(line, stdout);
    rewind(file);
    int lines = 0;
    for (int c; (c = getc(file)) != EOF;)
        lines += c == '\n';
    printf("%d lines, %ld bytes\n", lines, ftell(file));
    fclose(file);
    unlink("stream");
}

int main(void)
{
    char folder[] = "/tmp/guest_XXXXXX";
    if (!mkdtemp(folder) || chdir(folder))
        return 1;
    umask(022);
    descriptors();
    names();
    streams();
    check("left", chdir("/") | rmdir(folder));
    return 0;
}

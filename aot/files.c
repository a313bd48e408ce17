/* files.c -- whole files, read and written at once.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* Returns how many of `size` bytes could be read; -1 for an error. */
static ssize_t read_all(int fd, u8 *bytes, size_t size)
{
    size_t got = 0;

    while (got < size) {
        ssize_t n = read(fd, bytes + got, size - got);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        if (n == 0)
            break;
        got += (size_t)n;
    }
    return (ssize_t)got;
}

static u8 *read_open(int fd, size_t *size)
{
    struct stat st;

    if (fstat(fd, &st) < 0)
        return NULL;
    if (!S_ISREG(st.st_mode)) {
        errno = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
        return NULL;
    }
    u8 *bytes = base_alloc((size_t)st.st_size + 1);
    ssize_t got = read_all(fd, bytes, (size_t)st.st_size);
    if (got < 0) {
        base_free(bytes);
        return NULL;
    }
    *size = (size_t)got;
    return bytes;
}

u8 *files_read(const char *path, size_t *size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (fd < 0)
        return NULL;
    u8 *bytes = read_open(fd, size);
    int error = errno;
    close(fd);
    errno = error;
    return bytes;
}

bool files_write(const char *path, const void *bytes, size_t size)
{
    FILE *f = fopen(path, "we");
    bool fine = f && fwrite(bytes, 1, size, f) == size;
    int error = errno;

    if (f && fclose(f) != 0 && fine) {
        fine = false;
        error = errno;
    }
    errno = error;
    return fine;
}

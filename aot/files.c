/* files.c -- whole files, read and written at once.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char *read_all(int fd, size_t *size)
{
    size_t room = 4096;
    char *text = base_alloc(room);
    ssize_t n;

    *size = 0;
    while ((n = read(fd, text + *size, room - *size - 1)) > 0) {
        *size += (size_t)n;
        if (*size + 1 == room)
            text = base_resize(text, room *= 2);
    }
    text[*size] = 0;
    if (n == 0)
        return text;
    base_free(text);
    return NULL;
}

char *files_read(const char *path, size_t *size)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    char *text = fd >= 0 ? read_all(fd, size) : NULL;
    int error = errno;

    if (fd >= 0)
        close(fd);
    errno = error;
    return text;
}

const char *files_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
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

/* proc_lines.c -- reading a file of the host's line by line.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <string.h>

#include "runtime/linux/host.h"
#include "runtime/linux/file/proc_text.h"
#include "runtime/base/sys.h"

bool lines_open(LineReader *lines, const char *path)
{
    lines->fd =
        sys_call4(__NR_openat, (u64)AT_FDCWD, (u64)path, O_RDONLY | O_CLOEXEC, 0);
    lines->used = lines->filled = 0;
    return lines->fd >= 0;
}

static char *find_end(char *from, u32 size)
{
    for (u32 i = 0; i < size; i++)
        if (from[i] == '\n')
            return from + i;
    return NULL;
}

/* Moves the unread bytes to the front and reads more; returns false at the end of the
 * file. */
static bool fill(LineReader *lines)
{
    u32 left = lines->filled - lines->used;

    memmove(lines->buffer, lines->buffer + lines->used, left);
    i64 got = sys_call3(__NR_read, (u64)lines->fd, (u64)lines->buffer + left,
                        sizeof(lines->buffer) - 1 - left);
    lines->used = 0;
    lines->filled = left + (got > 0 ? (u32)got : 0);
    return got > 0;
}

char *lines_next(LineReader *lines)
{
    for (;;) {
        char *line = lines->buffer + lines->used;
        char *end = find_end(line, lines->filled - lines->used);
        if (end) {
            *end = 0;
            lines->used = (u32)(end + 1 - lines->buffer);
            return line;
        }
        if (!fill(lines))
            break;
    }
    sys_call1(__NR_close, (u64)lines->fd);
    return NULL;
}

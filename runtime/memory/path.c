/* path.c -- paths that are gone through part by part.  path_resolution(7).
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/memory/path.h"

#include <string.h>

u64 path_part_length(const char *path)
{
    u64 length = 0;

    while (path[length] && path[length] != '/')
        length++;
    return length;
}

bool path_append(char *at, u64 *used, const char *part, u64 length)
{
    if (*used + length + 2 > ROOT_ROOM)
        return false;
    at[*used] = '/';
    memcpy(at + *used + 1, part, length);
    *used += length + 1;
    at[*used] = 0;
    return true;
}

void path_up(char *at, u64 *used, u64 base)
{
    while (*used > base && at[--*used] != '/')
        ;
    at[*used] = 0;
}

/* tools.c -- files beside this program and in PATH.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/tools.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FOLDER_ROOM = 4096 };

static bool usable(char *path, size_t room, const char *folder, int length,
                   const char *name, int mode)
{
    int n = snprintf(path, room, "%.*s/%s", length, folder, name);

    return n > 0 && (size_t)n < room && access(path, mode) == 0;
}

bool tools_beside(char *path, size_t room, const char *name, int mode)
{
    char own[FOLDER_ROOM];
    ssize_t n = readlink("/proc/self/exe", own, sizeof own);

    while (n > 0 && own[n - 1] != '/')
        n--;
    return n > 0 && usable(path, room, own, (int)n - 1, name, mode);
}

bool tools_in_path(char *path, size_t room, const char *name, int mode)
{
    const char *folders = getenv("PATH");

    while (folders && *folders) {
        int length = (int)strcspn(folders, ":");

        if (length && usable(path, room, folders, length, name, mode))
            return true;
        folders += length;
        folders += *folders == ':';
    }
    return false;
}

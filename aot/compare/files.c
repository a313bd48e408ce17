/* files.c -- reading what the other tools have written.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/compare/files.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "aot/files.h"

/* Strings of these files may hold the character 0 as \u0000. */
enum { HOW = JSON_ALLOW_NUL };

static json_t *take_lines(const char *path, char *bytes, char *error, size_t room)
{
    json_t *all = json_array();
    unsigned number = 1;

    for (char *at = bytes, *end; *at; at = end, number++) {
        json_error_t about;
        end = at + strcspn(at, "\n");
        json_t *line = json_loadb(at, (size_t)(end - at), HOW, &about);
        if (*end)
            end++;
        if (json_array_append_new(all, line) == 0)
            continue;
        snprintf(error, room, "%s: line %u: %s", path, number, about.text);
        json_decref(all);
        return NULL;
    }
    return all;
}

json_t *file_json_lines(const char *path, char *error, size_t room)
{
    size_t size;
    char *bytes = files_read(path, &size);

    if (!bytes) {
        snprintf(error, room, "%s: %s", path, strerror(errno));
        return NULL;
    }
    json_t *all = take_lines(path, bytes, error, room);
    base_free(bytes);
    return all;
}

bool files_are_equal(const char *path, const char *other)
{
    size_t size = 0, other_size = 0;
    char *bytes = files_read(path, &size),
         *other_bytes = files_read(other, &other_size);
    bool equal = bytes && other_bytes && size == other_size &&
                 memcmp(bytes, other_bytes, size) == 0;

    base_free(bytes);
    base_free(other_bytes);
    return equal;
}

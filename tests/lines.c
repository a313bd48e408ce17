/* lines.c -- tests read from text files, one fact a line.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdio.h>
#include <string.h>

#include "tests/lines.h"

char *lines_read(const char *path)
{
    FILE *file = fopen(path, "rb");
    char *text;
    long size;

    if (!file)
        panic("cannot open %s", path);
    if (fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) < 0 ||
        fseek(file, 0, SEEK_SET) != 0)
        panic("cannot tell the size of %s", path);
    text = base_alloc((size_t)size + 1);
    if (fread(text, 1, (size_t)size, file) != (size_t)size)
        panic("cannot read %s", path);
    fclose(file);
    return text;
}

u32 lines_each(const char *path, void (*check)(const char *where, char *line))
{
    char *text = lines_read(path), *line = text, where[200];
    u32 number = 1, count = 0;

    for (; line; number++) {
        char *end = strchr(line, '\n');

        if (end)
            *end = 0;
        if (*line && *line != ';') {
            base_format(where, sizeof(where), "%s:%u", path, number);
            check(where, line);
            count++;
        }
        line = end ? end + 1 : NULL;
    }
    base_free(text);
    return count;
}

char *lines_split(char *line, const char *mark)
{
    char *at = strstr(line, mark), *rest;

    if (!at)
        return NULL;
    rest = at + strlen(mark);
    while (at > line && at[-1] == ' ')
        at--;
    *at = 0;
    return rest + strspn(rest, " ");
}

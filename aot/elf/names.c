/* names.c -- names of symbols, which may be any bytes, made printable and short.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/elf/names.h"

#include <stdlib.h>
#include <string.h>

static bool is_plain(char c)
{
    return c > ' ' && c < 0x7f && c != '\\';
}

static bool is_clean(const char *name)
{
    for (u32 i = 0; name[i]; i++)
        if (i == NAME_MOST || !is_plain(name[i]))
            return false;
    return true;
}

/* Writes one byte of a name; returns the end. */
static char *put(char *to, char c)
{
    static const char digits[] = "0123456789abcdef";
    u8 byte = (u8)c;

    if (is_plain(c)) {
        *to++ = c;
        return to;
    }
    *to++ = '\\';
    if (c == '\\') {
        *to++ = c;
        return to;
    }
    *to++ = 'x';
    *to++ = digits[byte >> 4];
    *to++ = digits[byte & 15];
    return to;
}

static void keep(Names *names, char *name)
{
    if (names->count == names->capacity) {
        names->capacity = names->capacity ? 2 * names->capacity : 16;
        names->item = base_resize(names->item, names->capacity * sizeof *names->item);
    }
    names->item[names->count++] = name;
}

const char *names_clean(Names *names, const char *name)
{
    static const char more[] = "...";
    char *clean, *end;

    if (is_clean(name))
        return name;
    clean = end = base_alloc(NAME_MOST + sizeof more);
    while (*name && end < clean + NAME_MOST - 4)
        end = put(end, *name++);
    memcpy(end, *name ? more : "", *name ? sizeof more : 1);
    keep(names, clean);
    return clean;
}

void names_free(Names *names)
{
    for (u32 i = 0; i < names->count; i++)
        base_free(names->item[i]);
    base_free(names->item);
    *names = (Names){0};
}

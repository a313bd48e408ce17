/* escape.c -- text of the guest, of paths and of errors as JSON and HTML may have it.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/report/escape.h"

#include <string.h>

static const char replacement[] = "\xef\xbf\xbd"; /* U+FFFD */

/* Leading bytes of UTF-8, by the length of what they lead, and the least character that
 * takes so many bytes. */
static const struct {
    u8 mask, bits;
    u32 least;
} leads[] = {
    {0x80, 0x00, 0}, {0xe0, 0xc0, 0x80}, {0xf0, 0xe0, 0x800}, {0xf8, 0xf0, 0x10000}};

/* Sets *c to the character that `text` begins with.  Returns its length in bytes; 0 if
 * it is none. */
static u32 take(const char *text, u32 *c)
{
    u8 lead = (u8)text[0];

    for (u32 n = 0; n < ARRAY_LEN(leads); n++) {
        if ((lead & leads[n].mask) != leads[n].bits)
            continue;
        *c = lead & (u8)~leads[n].mask;
        for (u32 i = 1; i <= n; i++) {
            if (((u8)text[i] & 0xc0) != 0x80)
                return 0;
            *c = *c << 6 | ((u8)text[i] & 0x3f);
        }
        bool valid = *c >= leads[n].least && *c <= 0x10ffff && (*c & ~0x7ffu) != 0xd800;
        return valid ? n + 1 : 0;
    }
    return 0;
}

char *escape_utf8(const char *text)
{
    size_t length = 0;
    u32 c, n;
    char *copy = base_alloc(strlen(text) * (sizeof replacement - 1) + 1);

    for (; *text; text += n ? n : 1) {
        n = take(text, &c);
        u32 bytes = n ? n : sizeof replacement - 1;
        memcpy(copy + length, n ? text : replacement, bytes);
        length += bytes;
    }
    return copy;
}

json_t *escape_json(const char *text)
{
    if (!text)
        return json_null();
    char *clean = escape_utf8(text);
    json_t *string = json_string(clean);
    base_free(clean);
    return string;
}

/* Ranges of characters that show nothing of their own: controls (C0, C1), and what
 * formats, such as marks and overrides of the direction (Unicode, category Cf). */
static const struct {
    u32 first, last;
} hidden[] = {
    {0x00, 0x1f},     {0x7f, 0x9f},       {0xad, 0xad},     {0x61c, 0x61c},
    {0x200b, 0x200f}, {0x2028, 0x202e},   {0x2060, 0x206f}, {0xfeff, 0xfeff},
    {0xfff9, 0xfffb}, {0xe0000, 0xe007f},
};

static bool is_hidden(u32 c)
{
    for (size_t i = 0; i < ARRAY_LEN(hidden); i++)
        if (c >= hidden[i].first && c <= hidden[i].last)
            return true;
    return false;
}

static const char *entity(u32 c)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return NULL;
    }
}

void escape_html(const char *text, FILE *to)
{
    u32 c = 0, n;

    for (; *text; text += n ? n : 1) {
        n = take(text, &c);
        const char *name = n ? entity(c) : replacement;
        if (name)
            fputs(name, to);
        else if (is_hidden(c))
            fprintf(to, "\\u%04x", c);
        else
            fwrite(text, 1, n, to);
    }
}

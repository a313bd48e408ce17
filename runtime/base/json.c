/* json.c -- printing JSON (RFC 8259).
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/base/json.h"

void json_string(Out *out, const char *text)
{
    out_printf(out, "\"");
    for (; *text; text++) {
        u8 c = (u8)*text;
        if (c == '"' || c == '\\')
            out_printf(out, "\\%c", c);
        else if (c < ' ' || c > '~')
            out_printf(out, "\\u%04x", c);
        else
            out_printf(out, "%c", c);
    }
    out_printf(out, "\"");
}

void json_string_or_null(Out *out, const char *text)
{
    if (text)
        json_string(out, text);
    else
        out_printf(out, "null");
}

/* Blocks are many and long: this does without out_printf for each byte. */
void json_hex(Out *out, const u8 *bytes, size_t size)
{
    static const char digit[] = "0123456789abcdef";
    char text[256];
    size_t used = 0;

    out->write(out, "\"", 1);
    for (size_t i = 0; i < size; i++) {
        text[used++] = digit[bytes[i] >> 4];
        text[used++] = digit[bytes[i] & 15];
        if (used == sizeof text || i + 1 == size) {
            out->write(out, text, used);
            used = 0;
        }
    }
    out->write(out, "\"", 1);
}

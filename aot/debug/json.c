/* json.c -- texts from a guest's file in JSON.  RFC 8259, 8.1.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/debug/json.h"

#include "ir/base.h"

json_t *json_text(const char *text, size_t length)
{
    json_t *string = json_stringn(text, length);

    if (string)
        return string;
    char *utf8 = base_alloc(2 * length + 1);
    size_t n = 0;
    for (size_t i = 0; i < length; i++) {
        u8 byte = (u8)text[i];

        if (byte >= 0x80)
            utf8[n++] = (char)(0xc0 | byte >> 6);
        utf8[n++] = (char)(byte < 0x80 ? byte : 0x80 | (byte & 0x3f));
    }
    string = json_stringn(utf8, n);
    base_free(utf8);
    return string;
}

/* texts.c -- a list of strings, which it owns.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/modules/texts.h"

#include <stdarg.h>

const char *texts_add(Texts *texts, const char *format, ...)
{
    va_list list;

    va_start(list, format);
    size_t room = (size_t)base_vformat(NULL, 0, format, list) + 1;
    va_end(list);
    char *text = base_alloc(room);
    va_start(list, format);
    base_vformat(text, room, format, list);
    va_end(list);
    texts->item = base_resize(texts->item, (texts->count + 1) * sizeof *texts->item);
    return texts->item[texts->count++] = text;
}

void texts_free(Texts *texts)
{
    for (u32 i = 0; i < texts->count; i++)
        base_free(texts->item[i]);
    base_free(texts->item);
    *texts = (Texts){0};
}

/* text.c -- a text in memory that grows, and writing a text.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/base/text.h"

#include <string.h>

#include "runtime/base/sys.h"

static void append(Out *out, const char *piece, size_t length)
{
    Text *text = out->to;

    if (text->length + length > text->room) {
        text->room = 2 * (text->length + length);
        text->text = base_resize(text->text, text->room);
    }
    memcpy(text->text + text->length, piece, length);
    text->length += length;
}

Out text_out(Text *text)
{
    return (Out){append, text};
}

i64 text_write(i64 fd, const char *text, size_t length)
{
    while (length) {
        i64 done = sys_call3(__NR_write, (u64)fd, (u64)text, length);
        if (done == -EINTR)
            continue;
        if (done <= 0)
            return done ? done : -EIO;
        text += done;
        length -= (size_t)done;
    }
    return 0;
}

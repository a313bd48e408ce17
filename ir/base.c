/* base.c -- base.h for tools and tests, from the C library.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ir/base.h"

static char last_panic[600];

void panic_at(const char *file, int line, const char *fmt, ...)
{
    va_list ap;
    int length =
        snprintf(last_panic, sizeof last_panic, "%s:%d: internal error: ", file, line);

    va_start(ap, fmt);
    vsnprintf(last_panic + length, sizeof last_panic - (size_t)length, fmt, ap);
    va_end(ap);
    fprintf(stderr, "%s\n", last_panic);
    abort();
}

const char *base_last_panic(void)
{
    return last_panic;
}

extern char *program_invocation_short_name; /* of the C library */

/* Ends the process as bad input does: it prints one line, and exit handlers remove
 * temporary files. */
static _Noreturn void out_of_memory(void)
{
    fprintf(stderr, "%s: out of memory; raise ulimit -v or -d, or end other programs\n",
            program_invocation_short_name);
    exit(1);
}

void *base_alloc(size_t size)
{
    void *p = calloc(1, size ? size : 1);

    if (!p)
        out_of_memory();
    return p;
}

void *base_resize(void *p, size_t size)
{
    void *moved = realloc(p, size ? size : 1);

    if (!moved)
        out_of_memory();
    return moved;
}

void base_free(void *p)
{
    free(p);
}

char *base_copy(const char *text, size_t length)
{
    return memcpy(base_alloc(length + 1), text, length);
}

int base_vformat(char *text, size_t room, const char *fmt, va_list ap)
{
    return vsnprintf(text, room, fmt, ap);
}

int base_format(char *text, size_t room, const char *fmt, ...)
{
    va_list ap;
    int length;

    va_start(ap, fmt);
    length = base_vformat(text, room, fmt, ap);
    va_end(ap);
    return length;
}

void out_printf(Out *out, const char *fmt, ...)
{
    char text[512];
    size_t length;
    va_list ap;

    va_start(ap, fmt);
    length = (size_t)base_vformat(text, sizeof(text), fmt, ap);
    va_end(ap);
    out->write(out, text, length < sizeof(text) ? length : sizeof(text) - 1);
}

/* string.c -- the memory and string functions that compilers and `ir` call.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <string.h>

#include "runtime/host/x86_64/cpu.h"

/* From this many bytes on the host's string instructions are faster. */
enum { STRING_MIN = 64 };

void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
    u8 *t = to;
    const u8 *f = from;

    if (size >= STRING_MIN) {
        cpu_copy(to, from, size);
        return to;
    }
    for (; size >= 8; size -= 8, t += 8, f += 8)
        __builtin_memcpy(t, f, 8);
    for (; size; size--)
        *t++ = *f++;
    return to;
}

void *memmove(void *to, const void *from, size_t size)
{
    u8 *t = to;
    const u8 *f = from;

    if ((u64)t - (u64)f >= size)
        return memcpy(to, from, size);
    while (size--)
        t[size] = f[size];
    return to;
}

void *memset(void *to, int value, size_t size)
{
    u8 *t = to;

    if (size >= STRING_MIN) {
        cpu_fill(to, value, size);
        return to;
    }
    for (u64 word = (u8)value * 0x0101010101010101ull; size >= 8; size -= 8, t += 8)
        __builtin_memcpy(t, &word, 8);
    for (; size; size--)
        *t++ = (u8)value;
    return to;
}

int memcmp(const void *a, const void *b, size_t size)
{
    const u8 *p = a, *q = b;

    for (; size; size--, p++, q++)
        if (*p != *q)
            return *p - *q;
    return 0;
}

size_t strlen(const char *text)
{
    const char *end = text;

    while (*end)
        end++;
    return (size_t)(end - text);
}

int strcmp(const char *a, const char *b)
{
    for (; *a && *a == *b; a++, b++)
        ;
    return (u8)*a - (u8)*b;
}

int strncmp(const char *a, const char *b, size_t size)
{
    for (; size && *a && *a == *b; a++, b++, size--)
        ;
    return size ? (u8)*a - (u8)*b : 0;
}

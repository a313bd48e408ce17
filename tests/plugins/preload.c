/* preload.c -- for LD_PRELOAD: takes the place of two of the C library's functions.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static unsigned lengths;

/* The wrong length, so that one sees who is asked. */
size_t strlen(const char *text)
{
    const char *end = text;

    while (*end)
        end++;
    lengths++;
    return (size_t)(end - text) + 1;
}

void qsort(void *base, size_t count, size_t size,
           int (*compare)(const void *, const void *))
{
    static void (*next)(void *, size_t, size_t, int (*)(const void *, const void *));

    if (!next)
        *(void **)&next = dlsym(RTLD_NEXT, "qsort");
    next(base, count - 1, size, compare);
}

__attribute__((destructor)) static void end(void)
{
    static const char words[] = "preloaded\n";

    if (lengths)
        (void)!write(1, words, sizeof words - 1);
}

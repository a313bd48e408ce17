/* plugin.c -- one of five plugins, NUMBER 0 to 4, that differ in what they compute.
 * With another SALT its contents differ, but not its size.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "plugins.h"

#include <stdlib.h>
#include <string.h>

static __thread unsigned calls = NUMBER;
static unsigned started;
static const char *volatile names[] = {"zero", "one", "two", "three", "four"};

static int ascending(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

static int descending(const void *a, const void *b)
{
    return ascending(b, a);
}

/* Only relocated words lead to these functions. */
static int (*const orders[])(const void *, const void *) = {ascending, descending};

__attribute__((constructor)) static void start(void)
{
    started = 100 + NUMBER + SALT;
    host_counts(1);
}

__attribute__((destructor)) static void end(void)
{
    host_counts(-1);
}

static unsigned mixed(unsigned x)
{
    switch (x % 7) {
    case 0: return x * 3 + NUMBER;
    case 1: return x ^ 0x55;
    case 2: return x << 3 | NUMBER;
    case 3: return x - NUMBER * 11;
    case 4: return ~x;
    case 5: return x / (NUMBER + 1);
    }
    return x + 1;
}

unsigned plugin_work(unsigned seed)
{
    int numbers[16];
    char text[16];
    unsigned sum = started + ++calls - calls;

    for (int i = 0; i < 16; i++)
        numbers[i] = (int)(seed = seed * 1103515245 + 12345) >> 16;
    qsort(numbers, 16, sizeof *numbers, orders[NUMBER & 1]);
    for (int i = 0; i < 16; i++)
        sum = sum * 31 + mixed((unsigned)numbers[i]);
    strcpy(text, names[NUMBER]);
    return sum + (unsigned)strlen(text) * 1000;
}

/* allocate.c -- malloc, realloc and free in disorder, with contents checked.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 500, ROUNDS = 1000 };

static unsigned char *block[SLOTS];
static size_t length[SLOTS];

static unsigned next(void)
{
    static uint32_t seed = 7;
    seed = seed * 1664525u + 1013904223u;
    return seed >> 8;
}

static int intact(unsigned i)
{
    for (size_t j = 0; j < length[i]; j++)
        if (block[i][j] != (unsigned char)(i + j))
            return 0;
    return 1;
}

static void fill(unsigned i, size_t from)
{
    for (size_t j = from; j < length[i]; j++)
        block[i][j] = (unsigned char)(i + j);
}

int main(void)
{
    unsigned bad = 0, grown = 0;
    for (unsigned round = 0; round < ROUNDS; round++) {
        unsigned i = next() % SLOTS;
        size_t size = next() % (round % 100 ? 300 : 200000);
        bad += block[i] && !intact(i);
        if (block[i] && next() % 3) {
            free(block[i]);
            block[i] = NULL;
            continue;
        }
        size_t kept = block[i] ? length[i] : 0;
        block[i] = realloc(block[i], size + 1);
        length[i] = size + 1;
        fill(i, kept < size + 1 ? kept : size + 1);
        grown += kept < size;
    }
    for (unsigned i = 0; i < SLOTS; i++)
        free(block[i]);
    int *zero = calloc(10000, sizeof *zero);
    unsigned sum = 0;
    for (int i = 0; i < 10000; i++)
        sum |= (unsigned)zero[i];
    void *aligned = aligned_alloc(256, 1024);
    printf("bad %u grown %u zero %u aligned %u\n", bad, grown, sum,
           (unsigned)((uintptr_t)aligned % 256));
    return 0;
}

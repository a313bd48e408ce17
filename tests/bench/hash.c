/* hash.c -- an open hash table: multiply, mask, probe.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "bench.h"

enum { SLOTS = 1 << 14, KEYS = 10000 };

typedef struct {
    uint32_t key, value;
} Slot;

static Slot table[SLOTS];

NOINLINE static Slot *find(uint32_t key)
{
    uint32_t at = (key * 2654435761u) >> 18;
    while (table[at].key != key && table[at].key != 0)
        at = (at + 1) & (SLOTS - 1);
    return &table[at];
}

int main(int argc, char **argv)
{
    unsigned count = bench_count(argc, argv);
    uint32_t sum = 0;
    for (unsigned i = 0; i < count; i++) {
        uint32_t seed = i % 8 + 1;
        memset(table, 0, sizeof table);
        for (int j = 0; j < KEYS; j++) {
            uint32_t key = bench_random(&seed) | 1;
            Slot *slot = find(key);
            slot->key = key;
            slot->value += key ^ (uint32_t)j;
        }
        seed = i % 8 + 1;
        for (int j = 0; j < KEYS; j++)
            sum += find(bench_random(&seed) | (uint32_t)(j & 1))->value;
    }
    return bench_result(sum);
}

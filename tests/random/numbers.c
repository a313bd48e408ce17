/* numbers.c -- random numbers and fields.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "tests/random/numbers.h"

#include <stdio.h>

static u64 random_state;

void random_begin(u64 seed)
{
    random_state = 88172645463325252ull ^ seed << 20;
}

u32 random32(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (u32)(random_state >> 16);
}

u32 below(u32 n)
{
    return random32() % n;
}

u32 random_value(void)
{
    static const u32 special[] = {0,          1,      0xffffffff, 0x7fffffff,
                                  0x80000000, 0x8000, 0xffff8000, 0x55555555};

    switch (below(4)) {
    case 0: return special[below(ARRAY_LEN(special))] + below(3) - 1;
    case 1: return random32() >> below(32);
    case 2: return (u32)((i32)random32() >> below(32));
    }
    return random32();
}

void set_field(const Pattern *p, u32 *word, char letter, u32 value)
{
    for (int i = p->num_runs - 1; i >= 0; i--) {
        u32 ones = (1u << p->run[i].length) - 1;
        if (p->run[i].letter != (u8)letter)
            continue;
        *word &= ~(ones << p->run[i].shift);
        *word |= (value & ones) << p->run[i].shift;
        value >>= p->run[i].length;
    }
}

bool has_field(const Pattern *p, char letter)
{
    for (int i = 0; i < p->num_runs; i++)
        if (p->run[i].letter == (u8)letter)
            return true;
    return false;
}

void show_difference(const char *name, u32 n, u64 before, u64 ours, u64 theirs)
{
    if (ours != theirs)
        printf("    %s%u: before %llx, ours %llx, theirs %llx\n", name, n,
               (unsigned long long)before, (unsigned long long)ours,
               (unsigned long long)theirs);
}

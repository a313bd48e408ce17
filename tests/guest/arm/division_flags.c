/* division_flags.c -- what libgcc's division leaves in registers and flags besides its
 * result: where it is done in another way, too.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdint.h>
#include <stdio.h>

static uint32_t seed = 1;

static uint32_t next(void)
{
    seed = seed * 1664525u + 1013904223u;
    uint32_t x = seed;
    seed = seed * 1664525u + 1013904223u;
    return x >> (seed >> 27);
}

/* Everything that such a call may change, but where it jumped to. */
typedef struct {
    uint32_t r0, r1, more, flags;
} Left;

#define CALL(function, kept, lost)                                                     \
    static Left call##function(uint32_t x, uint32_t y)                                 \
    {                                                                                  \
        register uint32_t r0 __asm__("r0") = x, r1 __asm__("r1") = y;                  \
        register uint32_t more __asm__(kept) = 0;                                      \
        uint32_t flags;                                                                \
                                                                                       \
        __asm__ volatile("bl " #function "\n\tmrs %0, apsr"                            \
                         : "=r"(flags), "+r"(r0), "+r"(r1), "+r"(more)                 \
                         :                                                             \
                         : lost, "ip", "lr", "cc", "memory");                          \
        return (Left){r0, r1, more, flags >> 28};                                      \
    }
CALL(__udivsi3, "r2", "r3")
CALL(__divsi3, "r3", "r2")

static uint64_t mixed(uint64_t sum, Left left)
{
    sum = sum * 1000003 + left.r0;
    sum = sum * 1000003 + left.r1;
    sum = sum * 1000003 + left.more;
    return sum * 1000003 + left.flags;
}

int main(void)
{
    uint64_t sum = 0;

    for (int i = 0; i < 3000; i++) {
        uint32_t x = next(), y = next();
        if (y == 0)
            y = 1;
        sum = mixed(sum, call__udivsi3(x, y));
        sum = mixed(sum, call__divsi3(x, y));
        sum = mixed(sum, call__udivsi3(x * y, y));
        if (i % 300 == 0)
            printf("%d: %016llx\n", i, (unsigned long long)sum);
    }
    printf("all: %016llx\n", (unsigned long long)sum);
    return 0;
}

/* jump.c -- setjmp and longjmp: through many frames, in loops, with values kept.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <setjmp.h>
#include <stdio.h>

static jmp_buf out, inner;
static int depth_seen;

__attribute__((noinline)) static int dive(int depth)
{
    volatile int local = depth;
    if (depth == 0)
        longjmp(out, depth_seen + 1);
    return dive(depth - 1) + local;
}

__attribute__((noinline)) static int swing(int n)
{
    volatile double keep = n * 0.5;
    int got = setjmp(inner);
    if (got < n)
        longjmp(inner, got + 1);
    return (int)(keep * 2) + got;
}

int main(void)
{
    volatile int turns = 0;
    int got = setjmp(out);
    if (got < 3) {
        depth_seen = got;
        dive(1000 * (got + 1));
    }
    printf("through frames %d\n", got);
    if (setjmp(out) < 2000) {
        turns++;
        depth_seen = turns;
        dive(3);
    }
    printf("turns %d\n", turns);
    int sum = 0;
    for (int i = 0; i < 50; i++)
        sum += swing(i);
    printf("swing %d\n", sum);
    got = setjmp(out);
    if (!got)
        longjmp(out, 0);
    printf("zero becomes %d\n", got);
    return 0;
}

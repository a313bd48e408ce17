/*
 * generated_tails.c -- control that goes on for ever between the program's functions
 * and code that it makes: by tail calls both ways, and by longjmp out of both.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#pragma GCC optimize("O2") /* calls in tail position are jumps */
#include <setjmp.h>
#include <stdint.h>
#include <sys/mman.h>

#include "machine_code.h"
#include "never_returns.h"

typedef unsigned Function(unsigned n);
typedef struct Step Step;
typedef unsigned Turn(unsigned n, unsigned sum, const Step *step, void *next);

/* What is made: a jump to a Turn, which is `next`, and a call of a Function. */
struct Step {
    Turn *jump;
    unsigned (*call)(unsigned n, Function *);
};

static Step step;

/* Here, there, here again. */
NOINLINE static unsigned back_and_forth(unsigned n, unsigned sum, const Step *s,
                                        void *next)
{
    return n ? s->jump(n - 1, sum * 3 + 1, s, next) : sum;
}

static unsigned tails(unsigned turns)
{
    return back_and_forth(turns, 1, &step, back_and_forth);
}

/* With a call of what was made that comes back, and a frame. */
NOINLINE static unsigned twice(unsigned n)
{
    return 2 * n + 1;
}

NOINLINE static unsigned with_calls(unsigned n, unsigned sum, const Step *s, void *next)
{
    volatile unsigned kept = sum;

    if (!n)
        return sum;
    sum = s->call(n, twice);
    return s->jump(n - 1, sum ^ kept, s, next);
}

static unsigned calls(unsigned turns)
{
    return with_calls(turns, 1, &step, with_calls);
}

/* What was made calls what ends in a jump to what was made. */
static unsigned left;

NOINLINE static unsigned ends_there(unsigned n)
{
    return step.jump(left, n, &step, back_and_forth);
}

static unsigned nested(unsigned turns)
{
    unsigned sum = 0;

    left = 3;
    for (unsigned i = 0; i < turns; i++)
        sum = sum * 5 + step.call(i, ends_there);
    left = turns;
    return sum + step.call(1, ends_there);
}

static jmp_buf out;

NOINLINE static unsigned thrown(unsigned n)
{
    longjmp(out, (int)n);
    return n;
}

static unsigned jumps(unsigned turns)
{
    volatile unsigned n = 0, sum = 0;

    sum = sum * 3 + (unsigned)setjmp(out);
    if (n++ < turns)
        step.call(n, thrown);
    return sum;
}

int main(void)
{
    uint32_t *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    memcpy(at, jump_fourth, sizeof jump_fourth);
    memcpy(at + 16, call_second, sizeof call_second);
    announce(at, 256);
    step.jump = (Turn *)(uintptr_t)at;
    step.call = (unsigned (*)(unsigned, Function *))(uintptr_t)(at + 16);
    measure("tails", tails);
    measure("calls", calls);
    measure("nested", nested);
    measure("jumps", jumps);
    return 0;
}

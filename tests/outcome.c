/* outcome.c -- running blocks and comparing what they did.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _DEFAULT_SOURCE
#include "tests/outcome.h"

#include <fenv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

static u8 *ram;

int outcome_setup(void **unused)
{
    (void)unused;
    ram = mmap(NULL, 1ull << 32, PROT_READ | PROT_WRITE,
               MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return ram == MAP_FAILED;
}

Left run_interpreter(const Block *blk, void *state, u8 *memory)
{
    return ir_run(blk, random_names.helpers, state, memory);
}

void outcome_run(Outcome *outcome, Executor *executor, const Block *blk, Random rnd)
{
    memset(outcome, 0, sizeof(*outcome));
    random_state(&rnd, outcome->state, ram);
    feclearexcept(FE_ALL_EXCEPT);
    *fp_events() = 0;
    outcome->left = executor(blk, outcome->state, ram);
    outcome->flags = fetestexcept(FE_ALL_EXCEPT);
    outcome->events = *fp_events();
    memcpy(outcome->ram, ram + RANDOM_RAM, RANDOM_RAM_SIZE);
}

static void write_to_stderr(Out *out, const char *text, size_t length)
{
    (void)out;
    fwrite(text, 1, length, stderr);
}

void print_block(const char *title, const Block *blk)
{
    Out out = {write_to_stderr, NULL};

    fprintf(stderr, "--- %s\n", title);
    ir_print(blk, &random_names, &out);
}

static bool same_left(Left x, Left y)
{
    return x.pc == y.pc && x.by == y.by && x.raise == y.raise && x.ret == y.ret;
}

const char *outcome_difference(const Outcome *x, const Outcome *y)
{
    static char text[80];

    if (!same_left(x->left, y->left))
        return "leaves another way";
    for (u32 i = 0; i < RANDOM_STATE_SIZE; i += 8)
        if (memcmp(x->state + i, y->state + i, 8) != 0) {
            u64 a, b;

            memcpy(&a, x->state + i, 8);
            memcpy(&b, y->state + i, 8);
            base_format(text, sizeof(text), "slot %u is %#llx, not %#llx", i,
                        (unsigned long long)b, (unsigned long long)a);
            return text;
        }
    if (memcmp(x->ram, y->ram, RANDOM_RAM_SIZE) != 0)
        return "memory differs";
    if (x->flags != y->flags) {
        base_format(text, sizeof(text), "exception flags are %#x, not %#x", y->flags,
                    x->flags);
        return text;
    }
    return x->events != y->events ? "FP events differ" : NULL;
}

void outcome_expect_same(const Outcome *x, const Outcome *y, const Block *blk,
                         const Block *other, u64 seed)
{
    const char *what = outcome_difference(x, y);

    if (!what)
        return;
    print_block("block", blk);
    if (other)
        print_block("other block", other);
    fail_msg("seed %llu: %s", (unsigned long long)seed, what);
}

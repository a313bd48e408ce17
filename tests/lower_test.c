/* lower_test.c -- every op, and random blocks: LLVM does as the interpreter.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "aot/llvm/alone.h"
#include "tests/compiled.h"

static Alone alone; /* of the block that run_compiled runs */

static Left run_compiled(const Block *blk, void *state, u8 *ram)
{
    Left left;

    (void)blk;
    alone.run(state, ram, &left);
    return left;
}

/* LLVM may leave out operations whose results nobody uses, flags and all; the
 * sticky flags of the others must be there. */
static void compile(const Block *blk, u64 seed, unsigned variant)
{
    (void)variant;
    alone_free(&alone);
    alone = alone_compile(blk, random_names.helpers, seed & 4 ? 2 : 3);
}

static const Compiled llvm = {compile, run_compiled, run_interpreter, 1, NULL};

static u64 how_many(u64 by_default)
{
    return compiled_count("LOWER_TEST_BLOCKS", by_default);
}

static void every_op(void **unused)
{
    (void)unused;
    compiled_check_ops(&llvm, how_many(6), 40);
}

static void integer_blocks(void **unused)
{
    (void)unused;
    compiled_check_random(&llvm, &(RandomShape){.num_ops = 60}, 0, how_many(150), NULL);
}

static void float_blocks(void **unused)
{
    const RandomShape shape = {.num_ops = 60, .fp = true, .vectors = true};

    (void)unused;
    compiled_check_random(&llvm, &shape, 1000, how_many(150), NULL);
}

static int teardown(void **unused)
{
    (void)unused;
    alone_free(&alone);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_op),
        cmocka_unit_test(integer_blocks),
        cmocka_unit_test(float_blocks),
    };

    return cmocka_run_group_tests(tests, outcome_setup, teardown);
}

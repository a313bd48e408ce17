/* lower_test.c -- every op, and random blocks: LLVM does as the interpreter. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "aot/alone.h"
#include "tests/outcome.h"

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
static void check_block(const Block *blk, u64 seed, unsigned rounds)
{
    const char *complaint = ir_verify(blk);

    if (complaint) {
        print_block("block", blk);
        fail_msg("seed %llu: %s", (unsigned long long)seed, complaint);
    }
    alone = alone_compile(blk, random_names.helpers);
    for (unsigned k = 0; k < rounds; k++) {
        Outcome expected, got;

        outcome_run(&expected, run_interpreter, blk, random_from(seed * 64 + k));
        outcome_run(&got, run_compiled, blk, random_from(seed * 64 + k));
        outcome_expect_same(&expected, &got, blk, NULL, seed);
    }
    alone_free(&alone);
}

static void every_op(void **unused)
{
    Block blk = {0};

    (void)unused;
    for (unsigned code = 0; code < NUM_OPS; code++)
        for (u64 round = 0; op_info[code].pure && round < 6; round++) {
            u64 seed = code * 100 + round;
            Random rnd = random_from(seed);

            ir_clear(&blk);
            random_single(&blk, &rnd, (Opcode)code);
            check_block(&blk, seed, 60);
        }
    ir_free(&blk);
}

static void check_random(const RandomShape *shape, u64 first, u64 count)
{
    Block blk = {0};

    for (u64 seed = first; seed < first + count; seed++) {
        Random rnd = random_from(seed);

        ir_clear(&blk);
        random_block(&blk, &rnd, shape);
        if (seed & 1)
            ir_optimise(&blk, random_names.helpers, false);
        check_block(&blk, seed, 4);
    }
    ir_free(&blk);
}

static void integer_blocks(void **unused)
{
    (void)unused;
    check_random(&(RandomShape){.num_ops = 60}, 0, 150);
}

static void float_blocks(void **unused)
{
    (void)unused;
    check_random(&(RandomShape){.num_ops = 60, .fp = true, .vectors = true}, 1000, 150);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_op),
        cmocka_unit_test(integer_blocks),
        cmocka_unit_test(float_blocks),
    };

    return cmocka_run_group_tests(tests, outcome_setup, NULL);
}

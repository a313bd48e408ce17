/* optimise_random_test.c -- a random block does the same before and after passes.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/outcome.h"

static void copy_block(Block *to, const Block *from)
{
    ir_clear(to);
    to->pc = from->pc;
    for (u32 i = 0; i < from->count; i++)
        ir_emit(to, from->ops[i]);
}

/* Run both on a few states; complains and fails if they differ. */
static void check_same(const Block *plain, const Block *better, u64 seed)
{
    for (u64 k = 0; k < 4; k++) {
        Outcome expected, got;

        outcome_run(&expected, run_interpreter, plain, random_from(seed * 16 + k));
        outcome_run(&got, run_interpreter, better, random_from(seed * 16 + k));
        outcome_expect_same(&expected, &got, plain, better, seed);
    }
}

/* The block up to its `count`th memory op, as if that had faulted. */
static bool cut_before_memory(Block *to, const Block *from, u32 count)
{
    ir_clear(to);
    to->pc = from->pc;
    for (u32 i = 0; i < from->count; i++) {
        const Op *op = &from->ops[i];

        if (op->code == OP_store || op->code == OP_cas)
            if (count-- == 0) {
                ir_jump(to, 0x5000);
                return true;
            }
        ir_emit(to, *op);
    }
    return false;
}

/* With `precise` all state is exact wherever a store may fault. */
static void check_precise(u64 seed)
{
    Block plain = {0}, better = {0}, plain_cut = {0}, better_cut = {0};
    Random rnd = random_from(seed);

    random_block(&plain, &rnd, &(RandomShape){.num_ops = 80});
    copy_block(&better, &plain);
    ir_optimise(&better, random_names.helpers, PRECISE_MEMORY);
    for (u32 k = 0; cut_before_memory(&better_cut, &better, k); k++) {
        assert_true(cut_before_memory(&plain_cut, &plain, k));
        check_same(&plain_cut, &better_cut, seed);
    }
    ir_free(&plain);
    ir_free(&better);
    ir_free(&plain_cut);
    ir_free(&better_cut);
}

static void state_is_precise(void **unused)
{
    (void)unused;
    for (u64 seed = 30000; seed < 31000; seed++)
        check_precise(seed);
}

static void check_seed(u64 seed, const RandomShape *shape, u32 *before, u32 *after)
{
    Block plain = {0}, better = {0};
    Random rnd = random_from(seed);
    const char *complaint;

    random_block(&plain, &rnd, shape);
    complaint = ir_verify(&plain);
    if (complaint) {
        print_block("block", &plain);
        fail_msg("seed %llu: %s", (unsigned long long)seed, complaint);
    }
    copy_block(&better, &plain);
    ir_optimise(&better, random_names.helpers, seed & 3);
    complaint = ir_verify(&better);
    if (complaint) {
        print_block("block", &plain);
        print_block("optimised", &better);
        fail_msg("seed %llu: %s", (unsigned long long)seed, complaint);
    }
    check_same(&plain, &better, seed);
    *before += plain.count;
    *after += better.count;
    ir_free(&plain);
    ir_free(&better);
}

static void check_many(const RandomShape *shape, u64 first, u64 count)
{
    u32 before = 0, after = 0;

    for (u64 seed = first; seed < first + count; seed++)
        check_seed(seed, shape, &before, &after);
    assert_true(after < before * 3 / 4);
}

static void integer_blocks(void **unused)
{
    (void)unused;
    check_many(&(RandomShape){.num_ops = 40}, 0, 6000);
}

static void blocks_with_floats_and_vectors(void **unused)
{
    (void)unused;
    check_many(
        &(RandomShape){.num_ops = 60, .fp = true, .dead_fsets = true, .vectors = true},
        10000, 4000);
}

static void long_blocks(void **unused)
{
    (void)unused;
    check_many(&(RandomShape){.num_ops = 600, .fp = true, .dead_fsets = true}, 20000,
               200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integer_blocks),
        cmocka_unit_test(blocks_with_floats_and_vectors),
        cmocka_unit_test(long_blocks),
        cmocka_unit_test(state_is_precise),
    };

    return cmocka_run_group_tests(tests, outcome_setup, NULL);
}

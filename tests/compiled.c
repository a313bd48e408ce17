/* compiled.c -- blocks compiled by a back end do as the interpreter says.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "tests/compiled.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

u64 compiled_count(const char *variable, u64 by_default)
{
    const char *text = getenv(variable);

    return text ? strtoull(text, NULL, 10) : by_default;
}

static void check_variant(const Compiled *how, const Block *blk, u64 seed,
                          unsigned rounds, unsigned variant)
{
    how->compile(blk, seed, variant);
    for (unsigned k = 0; k < rounds; k++) {
        Outcome expected, got;

        outcome_run(&expected, how->interpret, blk, random_from(seed * 64 + k));
        outcome_run(&got, how->run, blk, random_from(seed * 64 + k));
        if (how->show_failure && outcome_difference(&expected, &got))
            how->show_failure(blk);
        outcome_expect_same(&expected, &got, blk, NULL, seed);
    }
}

void compiled_check(const Compiled *how, const Block *blk, u64 seed, unsigned rounds)
{
    const char *complaint = ir_verify(blk);

    if (complaint) {
        print_block("block", blk);
        fail_msg("seed %llu: %s", (unsigned long long)seed, complaint);
    }
    for (unsigned variant = 0; variant < how->num_variants; variant++)
        check_variant(how, blk, seed, rounds, variant);
}

void compiled_check_ops(const Compiled *how, u64 blocks, unsigned rounds)
{
    Block blk = {0};

    for (unsigned code = 0; code < NUM_OPS; code++)
        for (u64 i = 0; op_info[code].pure && i < blocks; i++) {
            u64 seed = code * 1000 + i;
            Random rnd = random_from(seed);

            ir_clear(&blk);
            random_single(&blk, &rnd, (Opcode)code);
            compiled_check(how, &blk, seed, rounds);
        }
    ir_free(&blk);
}

void compiled_check_random(const Compiled *how, const RandomShape *shape, u64 first,
                           u64 count, void (*vary)(Block *blk, Random *rnd, u64 seed))
{
    Block blk = {0};

    for (u64 seed = first; seed < first + count; seed++) {
        Random rnd = random_from(seed);

        ir_clear(&blk);
        random_block(&blk, &rnd, shape);
        if (vary)
            vary(&blk, &rnd, seed);
        if (seed & 1)
            ir_optimise(&blk, random_names.helpers, seed & 2);
        compiled_check(how, &blk, seed, 4);
    }
    ir_free(&blk);
}

/*
 * outcome.h -- all that running a random block changes, to compare two ways of it.
 *
 *      outcome_run(&expected, run_interpreter, &blk, random_from(seed));
 *      outcome_run(&got, run_other, &blk, random_from(seed));
 *      outcome_expect_same(&expected, &got, &blk, "seed 7");
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef TESTS_OUTCOME_H
#define TESTS_OUTCOME_H

#include "tests/random_block.h"

typedef struct {
    u8 state[RANDOM_STATE_SIZE], ram[RANDOM_RAM_SIZE];
    Left left;
    int flags;
    u32 events;
} Outcome;

/* A way to run a block, as ir_run. */
typedef Left Executor(const Block *blk, void *state, u8 *ram);
Left run_interpreter(const Block *blk, void *state, u8 *ram);

/* Map guest memory; a cmocka group setup. */
int outcome_setup(void **unused);
/* Run on a state and memory made of `rnd`. */
void outcome_run(Outcome *outcome, Executor *executor, const Block *blk, Random rnd);
/* NULL, or what differs; valid until the next call. */
const char *outcome_difference(const Outcome *x, const Outcome *y);
/* Print blocks and fail the test if they differ. `other` may be NULL. */
void outcome_expect_same(const Outcome *x, const Outcome *y, const Block *blk,
                         const Block *other, u64 seed);
void print_block(const char *title, const Block *blk);

#endif

/*
 * compiled.h -- blocks compiled by a back end do as the interpreter says.
 *
 *      static const Compiled jit = {compile, run, run_interpreter, 2, NULL};
 *      compiled_check_ops(&jit, 20, 40);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef TESTS_COMPILED_H
#define TESTS_COMPILED_H

#include "tests/outcome.h"

/* A back end. */
typedef struct {
    /* Makes `blk` what `run` runs, for host `variant`, 0 up to num_variants. */
    void (*compile)(const Block *blk, u64 seed, unsigned variant);
    Executor *run, *interpret;
    unsigned num_variants;
    void (*show_failure)(const Block *blk); /* or NULL */
} Compiled;

/* Run blk `rounds` times on states made of `seed`, both ways; fail if they differ. */
void compiled_check(const Compiled *how, const Block *blk, u64 seed, unsigned rounds);

/* Every pure op alone, in `blocks` blocks. */
void compiled_check_ops(const Compiled *how, u64 blocks, unsigned rounds);

/* Random blocks with seeds from `first`, half of them optimised; `vary` (or NULL) may
 * change them before. */
void compiled_check_random(const Compiled *how, const RandomShape *shape, u64 first,
                           u64 count, void (*vary)(Block *blk, Random *rnd, u64 seed));

/* The number in the environment, for longer runs by hand. */
u64 compiled_count(const char *variable, u64 by_default);

#endif

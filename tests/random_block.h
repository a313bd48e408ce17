/*
 * random_block.h -- random well-formed blocks, to run in two ways and compare.
 *
 *      Random rnd = random_from(seed);
 *      random_block(&blk, &rnd, &(RandomShape){.num_ops = 60, .fp = true});
 *      random_state(&rnd, state, ram);
 *      left = ir_run(&blk, random_names.helpers, state, ram);
 *
 * All loads and stores lie in the RANDOM_RAM_SIZE bytes from guest address
 * RANDOM_RAM; state is RANDOM_STATE_SIZE bytes.  The helpers change nothing else.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef TESTS_RANDOM_BLOCK_H
#define TESTS_RANDOM_BLOCK_H

#include "tests/awkward.h"

enum { RANDOM_STATE_SIZE = 256, RANDOM_RAM = 0x10000, RANDOM_RAM_SIZE = 0x1000 };

typedef struct {
    u32 num_ops;     /* about */
    bool fp;         /* also ops with the FP trait */
    bool vectors;    /* also v128 gets, puts, loads and stores, and vector ops */
    bool no_helpers; /* no helper ops */
    bool dead_fsets; /* also float compares whose results nobody uses; LLVM leaves
                        such out, and their exception flags */
} RandomShape;

extern const IrNames random_names; /* helpers only */

void random_block(Block *blk, Random *rnd, const RandomShape *shape);

/* Any op of the table alone: gets its operands from slots 0, 16 and 32, puts its
 * value in slot 48.  The operand types are random ones the op takes. */
void random_single(Block *blk, Random *rnd, Opcode code);

/* Awkward numbers in the state (as 8-byte slots) and in the guest memory that
 * blocks use; `ram` is the host address of guest address 0. */
void random_state(Random *rnd, u8 *state, u8 *ram);

#endif

/*
 * alone.h -- blocks through LLVM and into memory, to test the ops' lowering:
 *
 *      Alone alone = alone_compile(&block, helpers, 3);
 *      Left left;
 *      alone.run(state, ram, &left);       -- as ir_run(&block, helpers, state, ram)
 *      alone_free(&alone);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_LLVM_ALONE_H
#define AOT_LLVM_ALONE_H

#include "ir/ir.h"

/* Runs a block.  `state` is the guest's registers, `ram` the host address of guest
 * address 0; *left becomes where and how the block was left. */
typedef void AloneRun(void *state, u8 *ram, Left *left);

typedef struct {
    AloneRun *run;
    void *engine;
} Alone;

/* Compiles a block for the host level x86-64-v2 or v3 (`level` 2 or 3). */
Alone alone_compile(const Block *block, const Helper *helpers, unsigned level);
void alone_free(Alone *alone); /* nothing if it is all 0 */

/* The same for `count` blocks at once, in a fraction of the time; run[i] becomes the
 * code of block[i].  Returns what alone_free_all is to be called with. */
void *alone_compile_all(const Block *const *block, u32 count, const Helper *helpers,
                        unsigned level, AloneRun **run);
void alone_free_all(void *engine); /* nothing if NULL */

#endif

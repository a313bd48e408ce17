/*
 * alone.h -- one block through LLVM and into memory, to test the ops' lowering:
 *
 *      Alone alone = alone_compile(&block, helpers, 3);
 *      Left left;
 *      alone.run(state, ram, &left);       -- as ir_run(&block, helpers, state, ram)
 *      alone_free(&alone);
 */
#ifndef AOT_LLVM_ALONE_H
#define AOT_LLVM_ALONE_H

#include "ir/ir.h"

typedef struct {
    void (*run)(void *state, u8 *ram, Left *left);
    void *engine;
} Alone;

/* For the host level x86-64-v2 or v3. */
Alone alone_compile(const Block *block, const Helper *helpers, unsigned level);
void alone_free(Alone *alone); /* nothing if it is all 0 */

#endif

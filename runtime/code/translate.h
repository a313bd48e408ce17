/*
 * translate.h -- translates guest code: lifts, optimises and compiles one block.
 *
 *      TransBlock *b = blocks_new();
 *      if (translate(t, b, pc) != TRANSLATED)
 *          blocks_drop();
 *
 * What makes or compares a block is called under lock_code.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_CODE_TRANSLATE_H
#define RUNTIME_CODE_TRANSLATE_H

#include "runtime/code/blocks.h"
#include "runtime/thread.h"

typedef enum {
    TRANSLATED,
    TRANSLATE_NOT_CODE, /* the guest may not execute there */
    /* there is no room for the code or the exits: flush and try again */
    TRANSLATE_FULL,
} TranslateResult;

/* Makes the compiler for blocks of this guest.  Called once, before the first block is
 * made. */
void translate_init(const Guest *guest);

/* Translates the guest code at `pc` and fills in `b`.  The host code is written where
 * code_next says, and taken.  The guest's pages are watched from before they are read
 * (pages_watch). */
TranslateResult translate(Thread *t, TransBlock *b, u32 pc);
/* Makes the block's check and sets `check`; returns false if there is no room.  The
 * check has a description of its own. */
bool translate_check(TransBlock *b);
/* Returns true if the guest may execute the block's bytes and they are what they were
 * when it was made.  Their pages are watched from now on. */
bool translate_holds(const TransBlock *b);
/* Fills in `b` with glue that enters the ahead-of-time function at `pc`. */
TranslateResult translate_glue(TransBlock *b, u32 pc);

/* translate_float_precisely makes blocks that are translated from now on keep the
 * registers exact where floating-point exceptions may trap, too; it returns false if
 * blocks have been so already. translate_floats_are_precise returns true if they are
 * so. */
bool translate_float_precisely(void);
bool translate_floats_are_precise(void);

/* Logs what -d exec and -d cpu show before block `b` is entered. */
void translate_show(Thread *t, const TransBlock *b);

#endif

/* translate.h -- guest code to a translation block.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_CODE_TRANSLATE_H
#define RUNTIME_CODE_TRANSLATE_H

#include "runtime/code/blocks.h"
#include "runtime/thread.h"

typedef enum {
    TRANSLATED,
    TRANSLATE_NOT_CODE, /* the guest may not execute there */
    TRANSLATE_FULL,     /* no room for code or exits */
} TranslateResult;

void translate_init(const Guest *guest);

/* Fill in `b`, whose code is the next of code.h. */
TranslateResult translate(Thread *t, TransBlock *b, u32 pc);
/* Makes the check of a block; false: no room. */
bool translate_check(TransBlock *b);
/* Are the block's guest bytes what they were when it was made, and executable?  From
 * now on they are watched. */
bool translate_holds(const TransBlock *b);
/* A block that enters the ahead-of-time function at pc. */
TranslateResult translate_glue(TransBlock *b, u32 pc);

/* Blocks made from now on have exact registers where floating point may trap, too.
 * False: so have those there are. */
bool translate_float_precisely(void);
bool translate_floats_are_precise(void);

/* -d exec and cpu, before a block is entered. */
void translate_show(Thread *t, const TransBlock *b);

#endif

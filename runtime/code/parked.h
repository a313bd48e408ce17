/*
 * parked.h -- keeps blocks that were invalidated until the guest has their code again.
 *
 *      parked_put(b);
 *      TransBlock *b = parked_take(pc);        some time later
 *
 * Calls are made under lock_code, or while the world is stopped.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_CODE_PARKED_H
#define RUNTIME_CODE_PARKED_H

#include "runtime/code/blocks.h"

/* Keeps block `b`, which must be in no other list.  Of the blocks at one pc the latest
 * four are kept. */
void parked_put(TransBlock *b);
/* Takes out and returns a block at `pc` whose guest bytes are in memory now; NULL if
 * there is none.  Their pages are watched (pages_watch). */
TransBlock *parked_take(u32 pc);
/* Forgets all parked blocks, when the code cache is flushed. */
void parked_forget_all(void);

#endif

/*
 * parked.h -- blocks that were invalidated, till the guest has their code again.
 *
 *      parked_put(b);
 *      TransBlock *b = parked_take(pc);        some time later
 *
 * All under lock_code.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_CODE_PARKED_H
#define RUNTIME_CODE_PARKED_H

#include "runtime/code/blocks.h"

/* Keeps a block that is in no list.  Of those at one pc only the latest few are kept.
 */
void parked_put(TransBlock *b);
/* Takes out a block that translates what the guest has at pc now; NULL: there is none.
 * Its bytes are watched. */
TransBlock *parked_take(u32 pc);
void parked_forget_all(void);

#endif

/* image.h -- the ahead-of-time code in this file, if there is any.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_CODE_IMAGE_H
#define RUNTIME_CODE_IMAGE_H

#include "runtime/thread.h"

/* The flat table; dispatch.S reads it too.  code_size 0: there is none. */
extern u32 image_code_start, image_code_size, image_code_shift;
extern i32 *image_table;

void image_init(const AotImage *image); /* may be NULL */

/* Is there (still) ahead-of-time code for a function at pc? */
bool image_has(u32 pc);
/* The function whose host code a host pc is in; its guest entry in *pc. */
bool image_function_at(u64 host_pc, u32 *pc);
/* Functions with guest bytes in the range are not entered till they are revived; true
 * if there are any.  Under lock_code. */
bool image_invalidate(u32 address, u64 size);
/* A function at pc was invalidated, and its guest bytes are as before: from now on
 * image_has(pc) again.  Under lock_code. */
bool image_revive(u32 pc);
/* Where a thread goes on that came to a function which was forgotten while several
 * threads ran: host pc `trap` is after the instruction that traps.  0: it is not. */
u64 image_leave_at(u64 trap);
/* There were so many of these that it pays to make jumps of all traps.  The world is
 * stopped. */
bool image_wants_jumps(void);
void image_make_jumps(void);
/* Are the guest's registers exact where its accesses to memory fault? */
bool image_is_precise(void);
/* From now on only the dynamic translator runs: forget all functions.  False: there
 * was none.  The world is stopped. */
bool image_retire(void);
/* Since the thread's last call of image_changed: did functions go of which it may have
 * host frames? */
bool image_is_stale(const Thread *t);
bool image_changed(Thread *t);

#endif

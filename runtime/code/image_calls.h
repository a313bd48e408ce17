/*
 * image_calls.h -- the calls of stubs in ahead-of-time code, which know the function
 * that they lead to (AotCall).
 *
 *      host = image_calls_bind(call, pc);      by rt_call_stub
 *      ...
 *      image_calls_drop(pc);                   the function at pc is not used any more
 *
 * An AotCall leads only to a function that the table (image_table.h) may lead to.
 * Whatever removes functions from the table makes such calls empty, too.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_CODE_IMAGE_CALLS_H
#define RUNTIME_CODE_IMAGE_CALLS_H

#include "runtime/abi.h"

/* Returns the host address of the function at guest address `pc`, and has the call lead
 * there; 0 if the table does not have it.  Takes lock_code. */
u64 image_calls_bind(AotCall *call, u32 pc);
/* Makes the calls empty that lead to guest address `pc`; all calls.  Under
 * lock_code. */
void image_calls_drop(u32 pc);
void image_calls_drop_all(void);

#endif

/* image_patch.h -- changing ahead-of-time code while it may run.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_CODE_IMAGE_PATCH_H
#define RUNTIME_CODE_IMAGE_PATCH_H

#include "ir/base.h"

enum { IMAGE_PATCH = 5 }; /* bytes of host code */

/* Makes host code at `at` go to `target`. */
void image_jump(u64 at, u64 target);
/* The same for code in the middle of which a thread may be: it traps, and the fault
 * handler goes on at the target. */
void image_trap(u64 at);
/* Puts back what was there. */
void image_restore(u64 at, const u8 before[IMAGE_PATCH]);

#endif

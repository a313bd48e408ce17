/*
 * image_patch.h -- patches the start of an ahead-of-time function while it may run.
 *
 *      image_jump(body, leave);
 *      ...
 *      image_restore(body, before);
 *
 * A patched copy takes the place of the pages by one call (views.h), so no page is ever
 * writable and executable.  All addresses are the host's.  All functions end the
 * process if the host does not permit it.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_CODE_IMAGE_PATCH_H
#define RUNTIME_CODE_IMAGE_PATCH_H

#include "ir/base.h"

enum { IMAGE_PATCH = 5 }; /* bytes of host code that a patch may change */

/* Writes a jump to `target` over the IMAGE_PATCH bytes at `at`.  No thread may be in
 * the middle of them. */
void image_jump(u64 at, u64 target);
/* Writes an int3 over the first byte at `at`.  Threads may be in the middle of the
 * IMAGE_PATCH bytes.  The fault handler sends a thread that meets it on by
 * image_leave_at. */
void image_trap(u64 at);
/* Writes back the bytes that were there before. */
void image_restore(u64 at, const u8 before[IMAGE_PATCH]);

#endif

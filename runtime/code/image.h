/*
 * image.h -- the ahead-of-time functions in this file, if there are any: finding,
 * invalidating and reviving them.
 *
 *      if (image_has(pc))
 *          ...                 enter it by rt_enter_aot
 *
 * They are found by a table (image_table.h).  A function that is invalidated
 * leaves the table, and its body is patched to go to the dispatcher (image_patch.h). It
 * is revived when the guest has its bytes again.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_CODE_IMAGE_H
#define RUNTIME_CODE_IMAGE_H

#include "runtime/code/images.h"
#include "runtime/thread.h"

/* Takes note of the program's image and of its modules; NULL: there is none. */
void image_init(const AotImage *image);
/* Begins to use the program's functions, whose guest bytes are mapped now, unless a log
 * asks for none. */
void image_start(void);

/* Begins to use the functions of a module: the guest has their bytes mapped, executable
 * and not writable.  Returns false if no ahead-of-time code is used.  Call it under
 * lock_code. */
bool image_go_live(Image *module);

/* Returns true if a function at guest address `pc` may be entered; it is in the table
 * then.  May take lock_code. */
bool image_has(u32 pc);
/* Returns the host address of the body of the function at guest address `pc`; NULL if
 * none may be entered there.  May take lock_code. */
const void *image_body(u32 pc);
/* Returns true if guest address `pc` is in the range of a function that has code. */
bool image_covers(u32 pc);
/* Returns true if it is in the range of a function that has, or had, code. */
bool image_made(u32 pc);
/* Sets *pc to the guest entry of the function whose code, by its host address,
 * `host_pc` is in; returns false if it is in none. */
bool image_function_at(u64 host_pc, u32 *pc);
/* Invalidates the functions with guest bytes in the range: none is entered before
 * image_revive.  If much of a module is in it, or bytes that are no functions', none of
 * the module's functions is used before image_go_live.  Returns true if any function
 * was invalidated.  Call it under lock_code. */
bool image_invalidate(u32 address, u64 size);
/* Revives a function at `pc` that was invalidated, if its guest bytes are as they were
 * and its pages not PAGE_CHECKED.  Returns true if image_has(pc) from now on.  Call it
 * under lock_code. */
bool image_revive(u32 pc);
/* Returns the host address at which a thread goes on that met the trap in the body of
 * an invalidated function.  `trap` is the host pc after the int3.  Returns 0 if the
 * trap is none of these. */
u64 image_leave_at(u64 trap);
/* image_wants_jumps returns true if threads met so many of these traps that it pays to
 * stop the world. image_make_jumps replaces each such trap by a jump; the world must be
 * stopped. */
bool image_wants_jumps(void);
void image_make_jumps(void);
/* Returns true if there is ahead-of-time code, and all of it can go on after a fault of
 * an access to guest memory (AOT_RESUMES). */
bool image_resumes(void);
/* Returns true if it is known how many instructions ahead-of-time code executes: it
 * counts them (--count), or there is none. */
bool image_counts(void);
/* Retires all functions for good: from now on only the fallback runs (fallback.h).
 * Returns false if there was none.  If the world is not stopped, threads that are in
 * such functions, or about to enter one, leave at their next poll. */
bool image_retire(void);
/* Both return true if functions were invalidated or retired since the thread's last
 * call of image_changed: it may have host frames of them. image_changed marks the
 * changes as seen. */
bool image_is_stale(const Thread *t);
bool image_changed(Thread *t);

#endif

/*
 * cache.h -- the code cache: translation blocks of guest code that is met at run time.
 *
 *      const void *host = cache_find(t, pc);     translates if need be
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_CODE_CACHE_H
#define RUNTIME_CODE_CACHE_H

#include "runtime/jit/jit.h"
#include "runtime/thread.h"

/* Bytes of a thread's cache of indirect branches. */
enum { JUMP_CACHE_BYTES = JUMP_CACHE_SIZE * sizeof(JumpCacheEntry) };

/* Sets up the thread's cache of indirect branches in the host memory `cache`:
 * JUMP_CACHE_BYTES, zeroed. */
void cache_init_thread(Thread *t, u64 cache);
/* Makes the memory for code, unless there is some.  Returns false if the process is to
 * make no executable memory.  Call it under lock_code. */
bool cache_start(Thread *t);
/* Called before a fork, and after it in parent and child: see code.h. */
void cache_before_fork(void);
void cache_after_fork(bool child);

/* Returns the code of the block at the guest address `pc`, to be entered as a block
 * (dispatch.h); translates it if need be.  Enters it in the thread's cache of indirect
 * branches.  Returns NULL if the guest may not execute there, or
 * the process makes no executable memory.  Call it at a safe point:
 * a full cache stops the world and is flushed. */
const void *cache_find(Thread *t, u32 pc);
/* The same for the block exit `exit`, which is chained to the block. */
const void *cache_chain(Thread *t, JitExit *exit, u32 pc);

/*
 * Invalidates the blocks with any of these guest bytes: none is entered before it was
 * found again, which takes that its bytes are as they were when it was made.  Returns
 * false if there was none.
 */
bool cache_invalidate(u32 address, u64 size);

/* Flushes the code cache: no block that there is now is entered again.  The world must
 * be stopped. */
void cache_invalidate_all(void);

/* Tries to write-protect the pages of the block at `pc` again, if they are PAGE_CHECKED
 * (mixed.h).  The thread has entered MIXED_CHECKS blocks of such pages since the last
 * time. */
void cache_look_again(Thread *t, u32 pc);

/* Sets *pc to the address of the guest instruction whose host code holds `host`;
 * returns false if no block does. */
bool cache_guest_pc(u64 host, u32 *pc);

#endif

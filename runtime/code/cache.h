/*
 * cache.h -- translation blocks: host code of guest code met at run time.
 *
 *      const void *host = cache_find(t, pc);     translates if need be
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_CODE_CACHE_H
#define RUNTIME_CODE_CACHE_H

#include "runtime/jit/jit.h"
#include "runtime/thread.h"

enum { JUMP_CACHE_BYTES = JUMP_CACHE_SIZE * sizeof(JumpCacheEntry) };

/* `cache`: JUMP_CACHE_BYTES of zeroed memory for its cache of indirect branches. */
void cache_init_thread(Thread *t, u64 cache);
/* Around a fork: see code.h. */
void cache_before_fork(void);
void cache_after_fork(bool child);

/* The block at pc, to be entered as one, and from now on in the thread's cache of
 * indirect branches; NULL if the guest may not execute there. */
const void *cache_find(Thread *t, u32 pc);
/* The same for an exit, which is made to lead there.  */
const void *cache_chain(Thread *t, JitExit *exit, u32 pc);

/*
 * No block with any of these guest bytes is entered till it was found again, which
 * takes that the bytes are as they were when it was made.  False: there was none.
 */
bool cache_invalidate(u32 address, u64 size);

/* No block there is now is entered again.  The world is stopped. */
void cache_invalidate_all(void);

/* The thread has entered MIXED_CHECKS blocks of PAGE_CHECKED pages, the last at pc. */
void cache_look_again(Thread *t, u32 pc);

/* The guest instruction whose code holds a host address; false if none does. */
bool cache_guest_pc(u64 host, u32 *pc);

#endif

/*
 * code.h -- memory for the host code of blocks.  It is mapped twice, in a view to write
 * it and a view to run it, so that no page is ever writable and executable.
 *
 *      u8 *rx = code_next(&room);
 *      u8 *rw = code_writable(rx);
 *      ...                             writes at most `room` bytes at rw
 *      code_take(size);                and keeps `size` of them
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_CODE_CODE_H
#define RUNTIME_CODE_CODE_H

#include "ir/base.h"

/* Bytes of the memory, and the alignment in bytes of each piece of code. */
enum { CODE_SIZE = 64 << 20, CODE_ALIGN = 16 };

/* the views to run and to write; NULL before code_init */
extern u8 *code_run, *code_write;

/* code_reserve reserves the address space within 2 GiB of the runtime's code; call it
 * before anything else is mapped. code_init maps the memory there; call it before the
 * first code is made.  Both end the process if there is no room. code_init returns
 * false if the host refuses executable memory: the interpreter takes over (fallback.h).
 */
void code_reserve(void);
bool code_init(void);
/* Called before a fork, and after it in parent and child.  The kernel shares the memory
 * with the child, so the child gets a copy. */
void code_before_fork(void);
void code_after_fork(bool child);

/* Returns where the next code is to lie, in the view to run, and sets *room to the
 * bytes left. */
u8 *code_next(size_t *room);
/* Keeps the `size` bytes that were written there. */
void code_take(size_t size);
/* Returns the bytes of code that are kept. */
size_t code_used(void);
/* Frees all code.  No thread may be running any. */
void code_forget_all(void);

/* Returns the address in the view to write for one in the view to run. */
static inline u8 *code_writable(const u8 *rx)
{
    return code_write + (rx - code_run);
}

/* Returns true if a host address is in the view to run. */
static inline bool code_holds(u64 host)
{
    return host - (u64)code_run < CODE_SIZE;
}

#endif

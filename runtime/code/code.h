/*
 * code.h -- memory for host code: one view to write it and one to run it, so that
 * no page is ever writable and executable.
 *
 *      u8 *rx = code_next(&room);
 *      u8 *rw = code_writable(rx);
 *      code_take(size);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_CODE_CODE_H
#define RUNTIME_CODE_CODE_H

#include "ir/base.h"

enum { CODE_SIZE = 64 << 20, CODE_ALIGN = 16 };

extern u8 *code_run, *code_write; /* the views; NULL before code_init */

/* Before anything else is mapped; and when code is first made. */
void code_reserve(void);
void code_init(void);
/* Around a fork, whose child gets the memory shared: a copy for it. */
void code_before_fork(void);
void code_after_fork(bool child);

u8 *code_next(size_t *room);
void code_take(size_t size);
void code_forget_all(void);

static inline u8 *code_writable(const u8 *rx)
{
    return code_write + (rx - code_run);
}

static inline bool code_holds(u64 host)
{
    return host - (u64)code_run < CODE_SIZE;
}

#endif

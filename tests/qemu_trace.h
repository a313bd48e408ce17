/*
 * qemu_trace.h -- what qemu-user's log of `-d in_asm,exec,nochain` says was executed.
 *
 *      Trace t = {.file = log, .guest = &guest_arm};
 *      for (TraceBlock *b; (b = trace_next(&t));)
 *          total += b->num_insns;
 *      trace_close(&t);
 *
 * Each translation block of qemu is one TraceBlock, which keeps its address until
 * trace_close.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef TESTS_QEMU_TRACE_H
#define TESTS_QEMU_TRACE_H

#include <stdio.h>

#include "lifter/lifter.h"

enum { TRACE_MAX_INSNS = 512, TRACE_USER_WORDS = 8 };

typedef struct TraceBlock {
    struct TraceBlock *next; /* with the same hash */
    u32 start, end;          /* an odd start, and end, is one of Thumb */
    u32 *insn;               /* the address of each instruction */
    u32 num_insns;
    u64 runs;                   /* how often trace_next gave it so far */
    u64 user[TRACE_USER_WORDS]; /* the caller's own; 0 at first */
} TraceBlock;

enum { TRACE_HASH = 1 << 14 };

typedef struct {
    FILE *file;
    const Guest *guest;
    TraceBlock *block[TRACE_HASH];
    u32 pending[TRACE_MAX_INSNS]; /* the block whose listing is being read */
    u32 num_pending, last_length;
} Trace;

/* The block that was executed next; NULL at the end of the log. */
TraceBlock *trace_next(Trace *t);
/* All blocks listed so far, executed or not. */
void trace_each(const Trace *t, void (*visit)(void *to, const TraceBlock *), void *to);
void trace_close(Trace *t);

#endif

/*
 * dynamic.h -- running one block through the dynamic translator's back end, hosted.
 *
 *      Dynamic *d = dynamic_new(&config);      (stubs and invalidate are filled in)
 *      if (dynamic_compile(d, &blk) == JIT_DONE)
 *              left = dynamic_run(d, state, ram);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef TESTS_DYNAMIC_H
#define TESTS_DYNAMIC_H

#include "runtime/jit/jit.h"

typedef struct {
    Jit *jit;
    u8 *code;   /* readable, writable and executable */
    u8 *thread; /* state and ThreadHead */
    JitExit exits[512];
    JitBlock block;
    u32 state_size; /* what is copied in and out; default 256 */
} Dynamic;

/* How the last run left the block, by stub. */
typedef enum {
    BY_EXIT,
    BY_LOOKUP,
    BY_RET,
    BY_PENDING,
    BY_RESYNC,
    BY_SYSCALL,
    BY_RAISE
} Stub;
typedef struct {
    u32 pc, stub, edx;
    const JitExit *exit;
} StubCall;

/* Sets the members of *config that say which instructions this host has. */
void dynamic_ask_host(JitConfig *config);
Dynamic *dynamic_new(const JitConfig *config);
void dynamic_free(Dynamic *d);
JitResult dynamic_compile(Dynamic *d, const Block *blk);
ThreadHead *dynamic_head(Dynamic *d);
u64 dynamic_stub(Stub stub); /* its host address */
StubCall dynamic_enter(Dynamic *d, u8 *ram);
/* On a copy of `state`, with code_changed set so that resync shows. */
Left dynamic_run(Dynamic *d, void *state, u8 *ram);

#endif

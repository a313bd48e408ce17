/*
 * dispatch.h -- from guest pcs to host code.
 *
 * Host code that is entered as a block is: rbp, rsp, fs and gs are as jit.h says,
 * rsp being ThreadHead.dispatch_rsp.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_DISPATCH_H
#define RUNTIME_DISPATCH_H

#include "runtime/jit/jit.h"
#include "runtime/thread.h"

/* Bytes above dispatch_rsp: for blocks. */
enum { DISPATCH_FRAME = JIT_FRAME };

/* Labels of dispatch.S: see JitStubs and abi.h. */
extern const u8 rt_jit_exit[], rt_jit_lookup[], rt_jit_ret[], rt_jit_pending[],
    rt_jit_resync[], rt_jit_syscall[], rt_jit_raise[];
/* Where a JitCheck leaves to. */
extern const u8 rt_jit_check[];
/* Entered as a block with eax = pc: the ahead-of-time function there, or else the
 * dispatcher. */
extern const u8 rt_enter_aot[];
/* Entered with any registers but fs and gs: deliver Thread.fault and go on. */
extern const u8 rt_fault[];
/* The same, for faults of the runtime: the system call under way fails with EFAULT; the
 * signal being delivered finds no place for its frame. */
extern const u8 rt_call_fault[], rt_frame_fault[];
/* Run the guest from pc on until it gets to `expected`. */
void rt_run_until(u32 expected, u32 pc);

/* Once, before any guest code runs. */
void dispatch_init(const Guest *guest);

/* Bits by which a pc is shifted for the cache of indirect branches. */
extern u32 dispatch_pc_shift;

/* Called by dispatch.S; the result is entered as a block, or is the pc to go on at. */
const void *dispatch_find(Thread *t, u32 pc);
const void *dispatch_exit(Thread *t, u32 pc, JitExit *exit);
const void *dispatch_check(Thread *t, u32 pc);
u32 dispatch_pending(Thread *t);
u32 dispatch_resync(Thread *t, u32 pc);
const struct Call *dispatch_call(Thread *t, u32 next);
u32 dispatch_after_call(Thread *t);
u32 dispatch_after_jit_call(Thread *t);
void dispatch_after_step_call(Thread *t);
u32 dispatch_raise(Thread *t, u32 pc, u32 what);
u32 dispatch_fault(Thread *t);
u32 dispatch_call_fault(Thread *t);
u32 dispatch_frame_fault(Thread *t);

/* All that waits: signals, changed code.  True if the state changed. */
bool dispatch_settle(Thread *t);

/* A system call of the instruction before `next`, at which the mode was `mode`; and
 * all that waits. */
void dispatch_step_call(Thread *t, u32 next, u32 mode);
/* Its host's part, in dispatch.S. */
void rt_step_call(u32 next);

/* Run by the micro-op interpreter, for ever. */
_Noreturn void interpret(Thread *t);
/* The same till the guest's mode is 0. */
void interpret_steps(Thread *t);
/* Free what that keeps for a thread that ends. */
void interpret_end(Thread *t);

#endif

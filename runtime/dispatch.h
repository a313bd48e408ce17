/*
 * dispatch.h -- the dispatcher: from a guest pc to the host code that runs it.
 *
 *      const void *host = dispatch_find(t, pc);        dispatch.S jumps there
 *
 * "Entered as a block" means: control comes by a host jump, with rbp, fs and gs as
 * jit.h says and rsp = ThreadHead.dispatch_rsp.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_DISPATCH_H
#define RUNTIME_DISPATCH_H

#include "runtime/jit/jit.h"
#include "runtime/thread.h"

/* Bytes of the host stack above dispatch_rsp that blocks may use. */
enum { DISPATCH_FRAME = JIT_FRAME };

/* Labels of dispatch.S by which blocks leave to the runtime.  JitStubs (jit.h) says
 * what each finds in the registers. */
extern const u8 rt_jit_exit[], rt_jit_lookup[], rt_jit_jumped[], rt_jit_ret[],
    rt_jit_pending[], rt_jit_resync[], rt_jit_syscall[], rt_jit_raise[];
/* Label of dispatch.S: JitCheck.changed of all checks. eax = guest pc of the block. */
extern const u8 rt_jit_check[];
/* Label of dispatch.S, entered as a block with eax = guest pc: runs the ahead-of-time
 * function at pc, or dispatches to pc if there is none. */
extern const u8 rt_enter_aot[];
/* Labels of dispatch.S, entered as a block: run the ahead-of-time function at the
 * state's pc, and go on at the state's pc. */
extern const u8 rt_enter_here[], rt_go_on_here[];
/* Label of dispatch.S, entered with fs and gs only: delivers Thread.fault to the guest
 * and continues it. */
extern const u8 rt_fault[], rt_replay[];
/* The same for faults of the runtime's own accesses to guest memory. rt_call_fault: the
 * system call under way fails with EFAULT. rt_frame_fault: the signal frame that is
 * being built has no place. */
extern const u8 rt_call_fault[], rt_frame_fault[];
/* Runs the guest from `pc` on; returns when it reaches the guest pc `expected`. */
void rt_run_until(u32 expected, u32 pc);

/* Continues the guest at `pc`, dropping the host stack: rt_dispatch (abi.h) for C code.
 */
_Noreturn void rt_continue(u32 pc);

/* Hands dispatch.S the guest's register slots.  Called once, before any guest code
 * runs. */
void dispatch_init(const Guest *guest);

/* Number of bits by which a guest pc is shifted right to index the cache of indirect
 * branches. */
extern u32 dispatch_pc_shift;

/* The C side of dispatch.S. dispatch_find, dispatch_exit and dispatch_check return host
 * code that is then entered as a block; functions with a u32 result return the guest pc
 * to continue at, unless a comment says otherwise. */
/* Returns the code for `pc`, translated if need be, or interprets till there is some.
 * First handles what waits, which may change the pc.  Raises SIGSEGV if the guest may
 * not execute at the pc. */
const void *dispatch_find(Thread *t, u32 pc);
/* The same for the block exit `exit`, which is chained to the target from now on,
 * unless something waits or chaining is off. */
const void *dispatch_exit(Thread *t, u32 pc, JitExit *exit);
/* The same after the check in front of the block at `pc` failed: its bytes changed, or
 * ThreadHead.checks_left ran out. */
const void *dispatch_check(Thread *t, u32 pc);
/* Handles what waits at a block's entry, whose pc is in the state.  `entered` is the
 * block's counter if block_record_on. */
u32 dispatch_pending(Thread *t, u64 *entered);
/* Resynchronises with changed code and handles all else that waits; `pc` is where the
 * guest goes on. */
u32 dispatch_resync(Thread *t, u32 pc);
/* Begins the system call whose instruction ends at the guest pc `next`.  Returns the
 * host call to make, or NULL if the call is over (Os.call_begin). */
const struct Call *dispatch_call(Thread *t, u32 next);
/* Ends a system call of ahead-of-time code; returns what rt_syscall does: 0 to go on
 * after the call, else the caller must dispatch to the state's pc. */
u32 dispatch_after_call(Thread *t);
/* Ends a system call of dynamic code. */
u32 dispatch_after_jit_call(Thread *t);
/* Ends a system call of the interpreter; the pc to continue at is the state's. */
void dispatch_after_step_call(Thread *t);
/* Delivers the exception `what` (a Raise) of the instruction at `pc`. */
u32 dispatch_raise(Thread *t, u32 pc, u32 what);
/* Delivers Thread.fault, or completes the instruction where a floating-point exception
 * of the host is none of the guest's. */
u32 dispatch_fault(Thread *t);
/* After one in code with checkpoints: goes on from the last one. */
u32 dispatch_replay(Thread *t);
/* These two give up what the runtime was doing when it met inaccessible guest memory:
 * see rt_call_fault and rt_frame_fault. */
u32 dispatch_call_fault(Thread *t);
u32 dispatch_frame_fault(Thread *t);

/* Handles all that waits at a safe point: a stopped world, changed code, signals.
 * Returns true if the delivery of a signal changed the pc. */
bool dispatch_settle(Thread *t);

/* Makes the system call of the instruction before the guest pc `next`, for the
 * interpreter, and handles all that waits.  `mode` is the guest's mode at the
 * instruction (Guest.mode_slot). */
void dispatch_step_call(Thread *t, u32 next, u32 mode);
/* Makes the host call of that; in dispatch.S.  `next` as above. */
void rt_step_call(u32 next);

/* Runs the guest by the micro-op interpreter up to the entry of an ahead-of-time
 * function, or the pc that rt_call_unknown waits for.  Returns the host code that goes
 * on there, to be entered as a block. */
const void *interpret_till_known(Thread *t);
/* Interprets from a checkpoint on (AOT_RESUMES), to the fault that ahead-of-time code
 * met: that does not return here.  Returns where ahead-of-time code may go on, if the
 * memory is there now. */
void interpret_replay(Thread *t);
/* Interprets instructions until the guest's mode is 0 (Guest.mode_slot). */
void interpret_steps(Thread *t);
/* Frees the interpreter's memory of a thread that ends. */
void interpret_end(Thread *t);

#endif

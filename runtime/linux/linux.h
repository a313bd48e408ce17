/*
 * linux.h -- the Linux that the guest sees: its Os (runtime/os.h), and the functions
 * behind it.
 *
 *      os = &linux_os;
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_LINUX_LINUX_H
#define RUNTIME_LINUX_LINUX_H

#include "runtime/os.h"

/* Maps the guest's vDSO at a free address, which it returns.  Called once, before the
 * guest's auxiliary vector is made. */
u32 linux_map_vdso(const Guest *guest);

/* The Os whose members the functions below are; runtime/os.h says what each does. */
extern const Os linux_os;

/* Sets up the Linux layer for the first thread: a part of Os.start. */
void linux_init(Thread *t);
/* Maps the guest's stack, stores the arguments, environment and auxiliary vector there
 * as the kernel would, and sets the stack pointer: the other part of Os.start. */
void linux_first_stack(Thread *t, const Loaded *loaded, char **argv, char **env,
                       const u64 *auxv);
void linux_end(Thread *t);
void linux_end_process(Thread *t, int signal);
const struct Call *linux_call_begin(Thread *t);
void linux_call_end(Thread *t, i64 result);
void linux_call_fault(Thread *t);
void linux_deliver(Thread *t, const void *host_siginfo, bool fault);
void linux_frame_fault(Thread *t);
bool linux_float_traps(const Thread *t);
int linux_float_code(Thread *t);
u32 linux_align_address(const Thread *t);

#endif

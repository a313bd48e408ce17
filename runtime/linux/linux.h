/*
 * linux.h -- the Linux that the guest sees: its Os, and the functions behind it.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_LINUX_LINUX_H
#define RUNTIME_LINUX_LINUX_H

#include "runtime/os.h"

/* Map the guest's vDSO, where nothing is; its address.  Once, before its auxv is made.
 */
u32 linux_map_vdso(const Guest *guest);

/* The Os of runtime/os.h, which says what each of these functions does. */
extern const Os linux_os;

void linux_init(Thread *t);
/* Maps the guest's stack, puts on it what the kernel would, and sets the stack pointer.
 */
void linux_first_stack(Thread *t, const Loaded *loaded, char **argv, char **env,
                       const u64 *auxv);
void linux_end(Thread *t);
void linux_end_process(Thread *t);
const struct Call *linux_call_begin(Thread *t);
void linux_call_end(Thread *t, i64 result);
void linux_call_fault(Thread *t);
void linux_deliver(Thread *t, const void *host_siginfo, bool fault);
void linux_frame_fault(Thread *t);
bool linux_float_traps(const Thread *t);
int linux_float_code(Thread *t);
u32 linux_align_address(const Thread *t);

#endif

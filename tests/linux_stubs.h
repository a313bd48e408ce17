/* linux_stubs.h -- the runtime that the Linux layer sees in unit tests.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef TESTS_LINUX_STUBS_H
#define TESTS_LINUX_STUBS_H

#include "lifter/ppc/cpu.h"
#include "runtime/linux/linux.h"

/* Guest memory: readable and writable up to STUB_READ_ONLY, readable up to STUB_END. */
enum { STUB_START = 0x10000, STUB_READ_ONLY = 0x80000, STUB_END = 0x90000 };

/* What the next signal_call gives, if it is not 0. */
extern i64 stub_call_result;

/* What was logged; log_flags says what is. */
extern char stub_log[4096];

/* The thread of a test: a new process's, in memory of zeros. */
extern Thread *stub_thread;
/* For cmocka: make and free it. */
int stub_setup(void **state);
int stub_teardown(void **state);

/* The registers of a thread of a guest on PowerPC. */
PpcCpu *stub_cpu(Thread *t);
/* Make the call in its registers. */
void stub_syscall(Thread *t);
/* Make a call; the result, an error number negated. */
i64 stub_call(Thread *t, u32 number, const u32 reg[6]);
/* A word of guest memory. */
u32 stub_word(u32 address);
void stub_set_word(u32 address, u32 value);
/* A descriptor of a new file that holds this. */
u32 stub_file_of(const char *text);

#endif

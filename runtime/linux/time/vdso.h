/*
 * vdso.h -- calls that the host's vDSO answers within the process.  vdso(7).
 *
 *      SYS_VDSO(clock_gettime, clock_gettime, NAMED(clock), OUT(timespec32))
 *
 * Where the host has no such function, they are made as system calls.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_LINUX_TIME_VDSO_H
#define RUNTIME_LINUX_TIME_VDSO_H

#include "ir/base.h"

#define VDSO_CALLS(_) _(clock_gettime) _(clock_getres) _(gettimeofday) _(time) _(getcpu)

typedef enum {
#define _(name) VDSO_##name,
    VDSO_CALLS(_)
#undef _
        NUM_VDSO_CALLS
} VdsoCall;

/* Makes the call with host pointers.  Returns the result or a negated error number. */
i64 vdso_call(VdsoCall call, u64 a, u64 b, u64 c);

#endif

/*
 * vdso.h -- calls that the host's kernel answers in the process, by code it maps there.
 *
 *      SYS_VDSO(clock_gettime, clock_gettime, NAMED(clock), OUT(timespec32))
 *
 * Where it has no such code, they are made as all others.  vdso(7).
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

/* Host pointers; the result, or an error number negated. */
i64 vdso_call(VdsoCall call, u64 a, u64 b, u64 c);

#endif

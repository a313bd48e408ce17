/*
 * sys.h -- calls of the host's kernel.  There is no C library and no errno.
 *
 *      i64 got = sys_call3(__NR_read, fd, (u64)buffer, room);   -EIO and so on
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_BASE_SYS_H
#define RUNTIME_BASE_SYS_H

#include <asm/errno.h>
#include <asm/unistd.h>

#include "ir/base.h"

i64 sys_call6(u64 number, u64 a, u64 b, u64 c, u64 d, u64 e, u64 f);
i64 sys_call4(u64 number, u64 a, u64 b, u64 c, u64 d);

static inline i64 sys_call3(u64 number, u64 a, u64 b, u64 c)
{
    return sys_call4(number, a, b, c, 0);
}

static inline i64 sys_call2(u64 number, u64 a, u64 b)
{
    return sys_call4(number, a, b, 0, 0);
}

static inline i64 sys_call1(u64 number, u64 a)
{
    return sys_call4(number, a, 0, 0, 0);
}

static inline i64 sys_call0(u64 number)
{
    return sys_call4(number, 0, 0, 0, 0);
}

/* Does the host's kernel leave the processor's stack of return addresses wrong? */
extern bool host_spoils_returns;

/* Is a call's result an error number, negated? */
static inline bool sys_failed(i64 result)
{
    return (u64)result > -4096ull;
}

/* Host memory of the runtime's own, above 4 GiB; protection is PROT_...  NULL if
 * there is none.  Never writable and executable at once. */
void *sys_map(u64 size, int protection);

#endif

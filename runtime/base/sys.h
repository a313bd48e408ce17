/*
 * sys.h -- system calls of the host's kernel.  There is no C library and no errno.
 *
 *      i64 got = sys_call3(__NR_read, fd, (u64)buffer, room);
 *      if (sys_failed(got))
 *          ...                                             got is -EIO or so
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_BASE_SYS_H
#define RUNTIME_BASE_SYS_H

#include <asm/errno.h>
#include <asm/unistd.h>

#include "ir/base.h"

/* Make host system call `number` with the arguments a, b, ...; those after the last are
 * 0.  Return the kernel's result: an error is a negated error number. */
i64 sys_call6(u64 number, u64 a, u64 b, u64 c, u64 d, u64 e, u64 f);
i64 sys_call4(u64 number, u64 a, u64 b, u64 c, u64 d);

/* clone(2) with another stack.  The child's fs is `tls`.  It pops an argument and then
 * a function from `stack` and calls function(argument), which must not return.  Returns
 * the kernel's result in the parent. */
i64 sys_new_thread(u64 flags, u64 *stack, u32 *clear_tid, void *tls);
/* Unmaps `size` bytes at `address`, which may hold the caller's stack, and ends the
 * host thread with exit status `status`.  All signals must be blocked. */
_Noreturn void sys_unmap_and_exit(u64 address, u64 size, u32 status);

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

enum { SYS_HIGH_FD = 1000, SYS_DUPFD_CLOEXEC = 1030 /* of linux/fcntl.h */ };

/* Returns a copy of a file number, from SYS_HIGH_FD on, where the guest does not meet
 * it; programs that the process executes do not have it.  Or returns a negated error
 * number, as -EINVAL if the limit of open files is below. */
static inline i64 sys_high_copy(i64 fd)
{
    return sys_call3(__NR_fcntl, (u64)fd, SYS_DUPFD_CLOEXEC, SYS_HIGH_FD);
}

/* Sets `path`, of `room` bytes, to the name of this program's file; returns how many
 * bytes of it are the folder, with the '/' at its end.  0: it is not known. */
static inline u64 sys_own_folder(char *path, u64 room)
{
    i64 length = sys_call3(__NR_readlink, (u64) "/proc/self/exe", (u64)path, room);

    while (length > 0 && path[length - 1] != '/')
        length--;
    return length > 0 && path[0] == '/' ? (u64)length : 0;
}

/* True if the host's kernel leaves the processor's return stack buffer full of its own
 * addresses after a system call (start.c).  The next returns would then be
 * mispredicted, at a high cost. */
extern bool host_spoils_returns;

/* Returns true if a call's result is a negated error number. */
static inline bool sys_failed(i64 result)
{
    return (u64)result > -4096ull;
}

/* Maps `size` bytes of zeroed host memory, private to the runtime and above 4 GiB, with
 * protection PROT_...; returns their address or a negated error number (sys_failed). Do
 * not ask for memory that is writable and executable at once. */
i64 sys_map(u64 size, int protection);

#endif

/* descriptors.h -- kinds of descriptors: some carry numbers that read and write must
 * turn into the guest's byte order.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_FILE_DESCRIPTORS_H
#define RUNTIME_LINUX_FILE_DESCRIPTORS_H

#include "ir/base.h"

typedef enum {
    FD_BYTES,   /* all others: bytes are passed unchanged */
    FD_COUNTER, /* eventfd, timerfd: integers of 64 bits */
    FD_INOTIFY, /* struct inotify_event */
    FD_NETLINK, /* messages of rtnetlink */
    FD_SIGNAL,  /* struct signalfd_siginfo */
    FD_MEMORY,  /* /proc/self/mem: positions are guest addresses */
    /* a directory: the guest sees positions as 32-bit words (directories.c) */
    FD_DIRECTORY,
    FD_LATE, /* a file of the bundle that is to be filled (bundle_late.h) */
} FdKind;

/* Kinds are known of descriptors below this number, until execve; all others count as
 * FD_BYTES. */
enum { MAX_KNOWN_FDS = 1024 };
extern u8 fd_kinds[MAX_KNOWN_FDS];

/* Returns the kind of a descriptor. */
static inline FdKind fd_kind(u64 fd)
{
    return fd < MAX_KNOWN_FDS ? (FdKind)fd_kinds[fd] : FD_BYTES;
}

/* Notes the kind of the new descriptor `fd`.  Returns `fd`, which may also be a negated
 * error number: then it notes nothing. */
i64 fd_made(i64 fd, FdKind kind);

#endif

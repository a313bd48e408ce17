/* descriptors.h -- descriptors whose content the kernel writes as numbers.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_FILE_DESCRIPTORS_H
#define RUNTIME_LINUX_FILE_DESCRIPTORS_H

#include "ir/base.h"

typedef enum {
    FD_BYTES,     /* all others: as they come */
    FD_COUNTER,   /* eventfd, timerfd: numbers of 64 bits */
    FD_INOTIFY,   /* struct inotify_event */
    FD_NETLINK,   /* messages of rtnetlink */
    FD_SIGNAL,    /* struct signalfd_siginfo */
    FD_MEMORY,    /* /proc/self/mem: positions are addresses */
    FD_DIRECTORY, /* whose positions are words: directories.c */
} FdKind;

/* Above these, and after execve, they are taken for plain. */
enum { MAX_KNOWN_FDS = 1024 };
extern u8 fd_kinds[MAX_KNOWN_FDS];

static inline FdKind fd_kind(u64 fd)
{
    return fd < MAX_KNOWN_FDS ? (FdKind)fd_kinds[fd] : FD_BYTES;
}

/* Result of a call that makes a descriptor; returned. */
i64 fd_made(i64 fd, FdKind kind);

#endif

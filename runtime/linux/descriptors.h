/* descriptors.h -- descriptors whose content the kernel writes as numbers. */
#ifndef RUNTIME_LINUX_DESCRIPTORS_H
#define RUNTIME_LINUX_DESCRIPTORS_H

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

FdKind fd_kind(u64 fd);
/* Result of a call that makes a descriptor; returned. */
i64 fd_made(i64 fd, FdKind kind);

#endif

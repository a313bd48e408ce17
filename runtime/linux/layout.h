/*
 * layout.h -- converts kernel structures between the guest's layout and the host's.
 *
 * A structure is declared once, in a structs.def:
 *
 *      STRUCT(timespec32, struct __kernel_timespec, struct __kernel_old_timespec)
 *          F(i32, tv_sec,  tv_sec)         guest type, guest and host member
 *          F(i32, tv_nsec, tv_nsec)
 *      END
 *
 * A(u8, 65, release, release) declares an array, PAD(n) n bytes of padding.  Offsets
 * follow from the types; the byte order is the guest's.  These are derived from the
 * declaration: conversion in both directions, the range check of 64-bit values that
 * must fit 32, printing, and the test of every offset against the guest's own kernel
 * headers.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_LINUX_LAYOUT_H
#define RUNTIME_LINUX_LAYOUT_H

#include "ir/base.h"

/* A nanosecond count of 64 bits, of which a 32-bit guest sets only the low 32. */
typedef i64 nsec64;
/* 64 bits in a structure that is packed to words of 4 bytes. */
typedef u64 packed64 __attribute__((aligned(4)));

typedef enum {
    G_END,
    G_pad,
    G_u8,
    G_u16,
    G_u32,
    G_u64,
    G_i16,
    G_i32,
    G_i64,
    G_nsec64,
    G_packed64
} GuestType;

typedef struct {
    u8 type;          /* GuestType */
    u16 count;        /* number of elements */
    u16 offset;       /* byte offset of the first element, in the guest */
    u16 size;         /* bytes of an element, in the guest */
    u16 host_offset;  /* byte offset of the first element, in the host */
    u16 host_size;    /* bytes of an element, in the host */
    const char *name; /* the guest's name of the member */
} LayoutField;

/* The members of a structure.  A row with G_END ends them; the row before the first has
 * the bytes of the structure in `size` and `host_size`. */
typedef const LayoutField *Layout;

/* The names of all layouts; every guest must define each. */
/* clang-format off */
#define SOCKET_LAYOUTS(_)                                                              \
    _(sockaddr) _(sockaddr_in6) _(sockaddr_nl) _(sockaddr_ll) _(sockaddr_vm)           \
    _(msghdr) _(cmsghdr)                                                               \
    _(byte_cell) _(short_cell) _(linger) _(ucred) _(sock_timeval) _(sock_filter)       \
    _(ip_mreqn) _(ipv6_mreq) _(in_pktinfo) _(in6_pktinfo) _(ip_msfilter) _(ip_error)   \
    _(ipv6_error) _(packet_mreq) _(packet_auxdata) _(tcp_info) _(signalfd_siginfo)     \
    _(nlmsghdr) _(rtattr) _(ifinfomsg) _(ifaddrmsg) _(rtmsg) _(ndmsg) _(link_map)
#define LAYOUTS(_)                                                                     \
    _(timespec32) _(timespec64) _(timeval32) _(itimerval32) _(itimerspec32)            \
    _(itimerspec64) _(tms) _(utimbuf) _(stat) _(old_stat) _(stat64) _(statfs) _(statfs64)          \
    _(statx) _(utsname) _(sysinfo) _(rlimit32) _(rlimit64) _(rusage) _(int_pair)       \
    _(int_cell) _(long_cell) _(loff_cell) _(old_stack) _(flock) _(flock64) _(termio) _(termios)  \
    _(winsize) _(sigset_argument) _(sigaction) _(old_sigaction) _(timex32) _(timex64)    \
    _(ustat) _(open_how) _(mount_attr) _(epoll_slot) _(sched_attr)                          \
    _(sembuf) _(seminfo) _(msginfo) _(shminfo64) _(shm_info) _(mq_attr) _(semid64)     \
    _(msqid64) _(shmid64) _(loff_pair) _(fsxattr) _(clone_range) _(trim_range)         \
    _(file_map) _(file_extent) _(geometry) _(loop_info) _(loop_info64) _(loop_config)  \
    _(iocb) _(io_event) _(interface_int) _(interface_short) _(interface_address)       \
    _(interface_map) _(interface_mii) _(arpreq) _(rtc_time) _(watchdog_info)             \
    SOCKET_LAYOUTS(_)
/* clang-format on */

typedef enum {
#define _(name) LAYOUT_##name,
    LAYOUTS(_)
#undef _
        NUM_LAYOUTS
} LayoutId;

/* Returns the bytes of the guest's structure. */
static inline u32 layout_size(Layout l)
{
    return l[-1].size;
}

/* Returns the bytes of the host's structure. */
static inline u32 layout_host_size(Layout l)
{
    return l[-1].host_size;
}

/* Read and write an integer of `size` = 1, 2, 4 or 8 bytes in the guest's byte order.
 */
u64 layout_read(const u8 *from, u32 size, bool big_endian);
void layout_write(u8 *to, u32 size, bool big_endian, u64 value);
/* Returns true if the member is a signed integer. */
bool layout_is_signed(const LayoutField *field);

/* Converts the guest's structure to the host's.  Host members that the guest does not
 * have stay as they are. */
void layout_to_host(Layout l, bool big_endian, const u8 *guest, void *host);

/*
 * Converts a structure in place between the guest's byte order and the host's, where
 * both have the same layout.  Members that do not lie within the first `size` bytes
 * stay as they are.
 */
void layout_turn(Layout l, bool big_endian, u8 *bytes, u64 size);
/* The same for an array of structures; `size` is the bytes of all. */
void layout_turn_all(Layout l, bool big_endian, u8 *bytes, u64 size);

/* Converts the host's structure to the guest's; bytes of no member become 0.  Returns
 * false if a value does not fit: the call then fails with EOVERFLOW. */
bool layout_to_guest(Layout l, bool big_endian, const void *host, u8 *guest);

#endif

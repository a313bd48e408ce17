/* value_names.c -- names in a trace for numbers that are the same on guests and host.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/value_names.h"

#include "runtime/linux/host.h"

/* Numbers that only the C library's headers define. */
enum { AF_UNSPEC, AF_UNIX, AF_INET, AF_INET6 = 10, AF_NETLINK = 16, AF_PACKET };
enum { SOCK_STREAM = 1, SOCK_DGRAM, SOCK_RAW, SOCK_SEQPACKET = 5 };
enum { SOCK_NONBLOCK = 04000, SOCK_CLOEXEC = 02000000 };
enum { SHUT_RD, SHUT_WR, SHUT_RDWR };
enum {
    MSG_OOB = 1,
    MSG_PEEK = 2,
    MSG_DONTROUTE = 4,
    MSG_TRUNC = 0x20,
    MSG_DONTWAIT = 0x40,
    MSG_WAITALL = 0x100,
    MSG_ERRQUEUE = 0x2000,
    MSG_NOSIGNAL = 0x4000,
    MSG_MORE = 0x8000,
    MSG_WAITFORONE = 0x10000,
    MSG_CMSG_CLOEXEC = 0x40000000,
};

/* clang-format off */
#define NAMES(set)      static const FlagBit names_##set[] = {
#define NAME(n)         {#n, ~0u, (u32)n, ~0u, (u32)n},
#define BIT(n)          {#n, (u32)n, (u32)n, (u32)n, (u32)n},
#define FIELD(mask, n)  {#n, mask, (u32)n, mask, (u32)n},
#define END             {NULL, 0, 0, 0, 0}};
/* clang-format on */
#include "runtime/linux/names.def"

static const FlagBit *const sets[NUM_NAME_SETS] = {
#define NAMES(set) [NAMES_##set] = names_##set,
#define NAME(n)
#define BIT(n)
#define FIELD(mask, n)
#define END
#include "runtime/linux/names.def"
};

const FlagBit *value_names(NameSet set)
{
    return sets[set];
}

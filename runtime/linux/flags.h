/*
 * flags.h -- sets of flags whose bits guests and host number differently.
 *
 *      u32 host = flags_to_host(abi->flags[FLAGS_open], guest);
 *
 * A guest's flags.def declares each set.  BIT(O_DIRECTORY, 040000) has the host's name
 * and the guest's value of a bit.  VALUE(CSIZE, CS7, 0x300, 0x200) is for one value of
 * a field of several bits: the host's mask and name, the guest's mask and value.  Bits
 * that neither side declares pass unchanged.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_LINUX_FLAGS_H
#define RUNTIME_LINUX_FLAGS_H

#include "ir/base.h"

typedef struct {
    const char *name; /* the host's name; NULL ends the set */
    u32 guest_mask, guest, host_mask, host;
} FlagBit;

#define FLAG_SETS(_) _(open) _(mmap) _(mlockall) _(iflag) _(oflag) _(cflag) _(lflag)

typedef enum {
#define _(name) FLAGS_##name,
    FLAG_SETS(_)
#undef _
        NUM_FLAG_SETS
} FlagSet;

/* Return `guest` in the host's numbering, and `host` in the guest's. */
u32 flags_to_host(const FlagBit *set, u32 guest);
u32 flags_to_guest(const FlagBit *set, u32 host);

#endif

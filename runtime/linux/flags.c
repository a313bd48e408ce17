/* flags.c -- converts flag words between the guest's and the host's numbering.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/flags.h"

u32 flags_to_host(const FlagBit *set, u32 guest)
{
    u32 known = 0, host = 0;

    for (; set->name; set++) {
        known |= set->guest_mask | set->host_mask;
        if ((guest & set->guest_mask) == set->guest)
            host |= set->host;
    }
    return host | (guest & ~known);
}

u32 flags_to_guest(const FlagBit *set, u32 host)
{
    u32 known = 0, guest = 0;

    for (; set->name; set++) {
        known |= set->guest_mask | set->host_mask;
        if ((host & set->host_mask) == set->host)
            guest |= set->guest;
    }
    return guest | (host & ~known);
}

/* host_status.c -- between a guest's floating-point status and the host's.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/host_status.h"

u32 flags_translate(const FlagPair *pair, size_t count, u32 from)
{
    u32 to = 0;

    for (size_t i = 0; i < count; i++)
        if (from & pair[i].from)
            to |= pair[i].to;
    return to;
}

/* Loading MXCSR is slow: only if it makes a difference. */
void host_status_set(u32 mxcsr)
{
    if (host_mxcsr() != mxcsr)
        host_set_mxcsr(mxcsr);
}

u32 host_status_take(void)
{
    u32 mxcsr = host_mxcsr();

    host_status_set(mxcsr & ~(u32)MX_FLAGS);
    return mxcsr & MX_FLAGS;
}

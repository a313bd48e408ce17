/* timebase.c -- the time base register.  Power ISA, Book II, chapter 6.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/ask.h"
#include "lifter/ppc/cpu.h"
#include "lifter/ppc/ppc.h"

u64 ppc_timebase(void *state, u64 a, u64 b, u64 c);

/*
 * Real machines count at tens of megahertz, at a rate that the kernel tells.  Where
 * there is a runtime, it is that of a clock; where there is none, of host cycles
 * over 64.
 */
enum { NANOSECONDS = 1000000000, CLOCK_MONOTONIC = 1 };

static u64 count(u64 now)
{
    u64 seconds = now >> ASK_SECONDS_SHIFT, rest = now % (1u << ASK_SECONDS_SHIFT);

    return seconds * PPC_TIMEBASE_RATE + rest / (NANOSECONDS / PPC_TIMEBASE_RATE);
}

u64 ppc_timebase(void *state, u64 a, u64 b, u64 c)
{
    (void)state, (void)a, (void)b, (void)c;
    if (lifter_ask)
        return count((u64)lifter_ask(ASK_CLOCK, CLOCK_MONOTONIC));
#if defined(__x86_64__)
    return __builtin_ia32_rdtsc() >> 6;
#else
    static u64 now;

    return __atomic_add_fetch(&now, 64, __ATOMIC_RELAXED);
#endif
}

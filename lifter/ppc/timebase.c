/* timebase.c -- the time base register.  Power ISA, Book II, chapter 6. */
#include "lifter/ppc/ppc.h"

u64 ppc_timebase(void *state, u64 a, u64 b, u64 c);

/*
 * The time base counts at a rate the program must find out for itself; host
 * cycles over 64 are in the range of real machines (tens of megahertz).
 */
u64 ppc_timebase(void *state, u64 a, u64 b, u64 c)
{
    (void)state, (void)a, (void)b, (void)c;
#if defined(__x86_64__)
    return __builtin_ia32_rdtsc() >> 6;
#else
    static u64 now;

    return __atomic_add_fetch(&now, 64, __ATOMIC_RELAXED);
#endif
}

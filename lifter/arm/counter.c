/* counter.c -- reading the virtual counter.  ARM ARM, B8.1.2.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/counter.h"

#define HELPER(name, ...) u64 arm_helper_##name(void *state, u64 a, u64 b, u64 c);
#include "lifter/arm/helpers.def"

u64 (*arm_counter_clock)(void);

u64 arm_helper_counter(void *state, u64 a, u64 b, u64 c)
{
    (void)state, (void)a, (void)b, (void)c;
    return arm_counter_clock ? arm_counter_clock() / ARM_COUNTER_NANOSECONDS : 0;
}

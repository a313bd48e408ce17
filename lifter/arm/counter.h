/*
 * counter.h -- the virtual counter of ARM's generic timer.  ARM ARM, B8.1.
 *
 *      arm_counter_clock = nanoseconds_since_boot;
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef LIFTER_ARM_COUNTER_H
#define LIFTER_ARM_COUNTER_H

#include "ir/base.h"

enum { ARM_COUNTER_HERTZ = 62500000, ARM_COUNTER_NANOSECONDS = 16 };

/* What CNTVCT counts: nanoseconds, that never go back.  The runtime sets it before
 * guest code runs; till then the counter stands still. */
extern u64 (*arm_counter_clock)(void);

#endif

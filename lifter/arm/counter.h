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

/* The counter's rate, and the nanoseconds of one count. */
enum { ARM_COUNTER_HERTZ = 62500000, ARM_COUNTER_NANOSECONDS = 16 };

/* Returns nanoseconds that never decrease; the guest reads them as CNTVCT, in units of
 * 16 ns.  The runtime sets it before guest code runs.  While it is NULL, the counter
 * reads 0. */
extern u64 (*arm_counter_clock)(void);

#endif

/*
 * ask.h -- what the code of a guest's vDSO asks the runtime.
 *
 * It does so by an instruction that is undefined anywhere else (Block.asks says where
 * it is not), with the number of the question in its low bits.  The argument is in the
 * first argument register; the answer has 64 bits, in registers that the tables of
 * runtime/vdso name.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef LIFTER_ASK_H
#define LIFTER_ASK_H

#include "ir/base.h"

typedef enum {
    /* The time of a clock, or its resolution: seconds << ASK_SECONDS_SHIFT |
       nanoseconds; negative: it cannot be told so, make the system call. */
    ASK_CLOCK = 1,
    ASK_RESOLUTION,
    ASK_NOW,     /* CLOCK_REALTIME, without argument */
    ASK_SECONDS, /* what the call time returns */
    ASK_CPU,     /* NUMA node << 32 | processor */
} Ask;

enum { ASK_SECONDS_SHIFT = 30 };
#define PPC_ASK 0x00000000u
#define ARM_ASK 0xe7f000f0u /* udf */

/* Who answers; NULL where there is no runtime: all answers are negative. */
typedef i64 AskFunction(Ask what, u32 argument);
extern AskFunction *lifter_ask;

#endif

/*
 * ask.h -- the questions that the code of a guest's vDSO puts to the runtime.
 *
 *      lifter_ask = answer;        -- vDSO code: .word PPC_ASK + ASK_CLOCK
 *
 * The vDSO asks by an instruction that is undefined in all other code (Block.asks
 * enables it): PPC_ASK or udf, with an Ask in its low bits.  The argument is in the
 * first argument register.  The answer has 64 bits, in registers that the tables of
 * runtime/vdso name.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef LIFTER_ASK_H
#define LIFTER_ASK_H

#include "ir/base.h"

/* What is asked. */
typedef enum {
    /* The time of the clock that the argument names, and its resolution: seconds <<
     * ASK_SECONDS_SHIFT | nanoseconds.  Negative: the vDSO must make the system call.
     */
    ASK_CLOCK = 1,
    ASK_RESOLUTION,
    /* The same time with 32 bits of seconds: nanoseconds << 32 | seconds. */
    ASK_TIMESPEC,
    ASK_NOW,     /* the time of CLOCK_REALTIME; no argument */
    ASK_SECONDS, /* seconds since 1970, as time() returns them */
    ASK_CPU,     /* NUMA node << 32 | processor, as getcpu() gives them */
} Ask;

/* Where the seconds begin in the answer about a clock. */
enum { ASK_SECONDS_SHIFT = 30 };
#define PPC_ASK 0x00000000u
#define ARM_ASK 0xe7f000f0u /* udf */

/* Answers a question; the runtime sets it.  While it is NULL, the vDSO gets negative
 * answers. */
typedef i64 AskFunction(Ask what, u32 argument);
extern AskFunction *lifter_ask;

#endif

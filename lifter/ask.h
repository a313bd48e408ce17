/*
 * ask.h -- the questions that the code of a guest's vDSO puts to the runtime.
 *
 *      lifter_ask = answer;        -- vDSO code: .word PPC_ASK + ASK_CLOCK
 *
 * The vDSO asks by an instruction that is undefined in all other code (Block.asks
 * enables it): PPC_ASK or udf, with an Ask in its low bits.  The argument is in the
 * first argument register.  The answer has 64 bits, in registers that the tables of
 * runtime/vdso name.  Some questions are whole functions: these store the answer and
 * return to their caller, unless the vDSO must make the system call, which is next.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef LIFTER_ASK_H
#define LIFTER_ASK_H

#include "ir/ir.h"

/* What is asked. */
typedef enum {
    /* The time of the clock that the argument names, and its resolution: seconds <<
     * ASK_SECONDS_SHIFT | nanoseconds.  Negative: the vDSO must make the system call.
     */
    ASK_CLOCK = 1,
    ASK_RESOLUTION,
    ASK_NOW,     /* the time of CLOCK_REALTIME; no argument */
    ASK_SECONDS, /* seconds since 1970, as time() returns them */
    ASK_CPU,     /* NUMA node << 32 | processor, as getcpu() gives them */
    /* Whole functions: clock_gettime with seconds of 32 and 64 bits, gettimeofday.
     * Calls of the last with a zone, or without a place for the time, need the system
     * call. */
    ASK_GETTIME,
    ASK_GETTIME64,
    ASK_GETTIMEOFDAY,
    ASK_LAST = ASK_GETTIMEOFDAY,
} Ask;

/* Where the seconds begin in the answer about a clock. */
enum { ASK_SECONDS_SHIFT = 30 };
#define PPC_ASK 0x00000000u
#define ARM_ASK 0xe7f000f0u /* udf */

/* Answers a question; the runtime sets it.  While it is NULL, the vDSO gets negative
 * answers. */
typedef i64 AskFunction(Ask what, u32 argument);
extern AskFunction *lifter_ask;

/* Is it a whole function? */
static inline bool ask_is_function(u32 what)
{
    return what >= ASK_GETTIME;
}

/* Returns the question that has the time for a whole function. */
Ask ask_of_function(Ask function);
/* Emits the ops of a whole function up to its return: goes on at the guest address
 * `next` if the system call is needed.  `answer` is that to ask_of_function, `argument`
 * the function's first two arguments; big-endian guests are `big`. */
void ask_store_time(Block *b, Ask function, Val answer, const Val argument[2], bool big,
                    u32 next);

#endif

/* cpu.h -- the registers and flags of a 32-bit PowerPC, as lifted code reads and writes
 * them.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef LIFTER_PPC_CPU_H
#define LIFTER_PPC_CPU_H

#include "ir/base.h"

/* The guest's state: a member for each row of state.def. */
typedef struct {
#define R(type, member, ...) type member;
#define RS(type, member, how_many, ...) type member[how_many];
#include "lifter/ppc/state.def"
} PpcCpu;

/* The processor version register, which Linux lets programs read.  It says 750, the
 * most common 32-bit processor without AltiVec. */
enum { PPC_PVR = 0x00080301 };
/* The rate of the time base, in counts a second. */
enum { PPC_TIMEBASE_RATE = 25000000 };

#endif

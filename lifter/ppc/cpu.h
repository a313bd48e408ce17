/* cpu.h -- the state of a 32-bit PowerPC, as lifted code sees it.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef LIFTER_PPC_CPU_H
#define LIFTER_PPC_CPU_H

#include "ir/base.h"

typedef struct {
#define R(type, member, ...) type member;
#define RS(type, member, how_many, ...) type member[how_many];
#include "lifter/ppc/state.def"
} PpcCpu;

/* The processor's version, which Linux lets programs read; this one is a 750, the most
 * common 32-bit processor without AltiVec. */
enum { PPC_PVR = 0x00080301 };
/* How many times a second the time base counts. */
enum { PPC_TIMEBASE_RATE = 25000000 };

#endif

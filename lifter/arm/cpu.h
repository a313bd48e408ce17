/* cpu.h -- the state of a 32-bit ARM, as lifted code sees it.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef LIFTER_ARM_CPU_H
#define LIFTER_ARM_CPU_H

#include "ir/base.h"

typedef struct {
#define R(type, member, ...) type member;
#define RS(type, member, how_many, ...) type member[how_many];
#include "lifter/arm/state.def"
} ArmCpu;

/* In the middle of a page that the runtime keeps for accesses of instructions in IT
 * blocks whose condition does not hold.  To the guest it is not mapped. */
#define ARM_NOWHERE 0xffff1800u

/* The slot `it`: ITSTATE (A2.5.2), and E, with which data is big-endian (A3.3.1). */
enum { ARM_ITSTATE = 0xff, ARM_BIG = 0x100 };

/* The same after an instruction: ITSTATE is 0 after the last of an IT block. */
static inline u32 arm_it_after(u32 it)
{
    return (it & ARM_BIG) | (it & 7 ? (it & 0xe0) | (it << 1 & 0x1f) : 0);
}

_Static_assert(offsetof(ArmCpu, d) % 16 == 0 && offsetof(ArmCpu, qc) % 16 == 0,
               "q registers and qc are aligned");

/* The four GE bits as the CPSR has them (at 16), from and to a byte each. */
static inline u32 arm_ge_bits(u32 ge)
{
    return (ge & 0x08040201) * 0x01010101 >> 24;
}

static inline u32 arm_ge_bytes(u32 bits)
{
    return ((bits & 15) * 0x00204081 & 0x01010101) * 0xff;
}

#endif

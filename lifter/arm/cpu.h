/* cpu.h -- the registers and flags of a 32-bit ARM, as lifted code reads and writes
 * them.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef LIFTER_ARM_CPU_H
#define LIFTER_ARM_CPU_H

#include "ir/base.h"

/* The guest's state: a member for each row of state.def. */
typedef struct {
#define R(type, member, ...) type member;
#define RS(type, member, how_many, ...) type member[how_many];
#include "lifter/arm/state.def"
} ArmCpu;

/* An address in a page that the guest sees as unmapped.  The runtime keeps that page
 * accessible.  An access of an instruction in an IT block whose condition does not hold
 * goes there. */
#define ARM_NOWHERE 0xffff1800u

/* The slot `it`, by bits: ITSTATE (ARM ARM, A2.5.2), and CPSR.E, which makes data
 * big-endian (A3.3.1). */
enum { ARM_ITSTATE = 0xff, ARM_BIG = 0x100 };

/* Returns the slot `it` after an instruction; ITSTATE becomes 0 after the last one of
 * an IT block.  ARM ARM, A2.5.2: ITAdvance. */
static inline u32 arm_it_after(u32 it)
{
    return (it & ARM_BIG) | (it & 7 ? (it & 0xe0) | (it << 1 & 0x1f) : 0);
}

_Static_assert(offsetof(ArmCpu, d) % 16 == 0 && offsetof(ArmCpu, qc) % 16 == 0,
               "q registers and qc are aligned");

/* Convert CPSR.GE from four bytes, 0 or 0xff each, to four bits, and back. */
static inline u32 arm_ge_bits(u32 ge)
{
    return (ge & 0x08040201) * 0x01010101 >> 24;
}

static inline u32 arm_ge_bytes(u32 bits)
{
    return ((bits & 15) * 0x00204081 & 0x01010101) * 0xff;
}

#endif

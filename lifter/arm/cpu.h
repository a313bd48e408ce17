/* cpu.h -- the state of a 32-bit ARM, as lifted code sees it. */
#ifndef LIFTER_ARM_CPU_H
#define LIFTER_ARM_CPU_H

#include "ir/base.h"

typedef struct {
#define R(type, member, ...) type member;
#define RS(type, member, how_many, ...) type member[how_many];
#include "lifter/arm/state.def"
} ArmCpu;

_Static_assert(offsetof(ArmCpu, d) % 16 == 0 && offsetof(ArmCpu, qc) % 16 == 0,
               "q registers and qc are aligned");

#endif

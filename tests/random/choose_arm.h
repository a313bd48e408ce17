/*
 * choose_arm.h -- random ARM instructions, and registers for them to work on.
 *
 *      random_begin(seed);
 *      random_registers(&state);
 *      u32 word = random_insn(&(ArmChoice){.kind = KIND_T32, .in_it = true});
 *
 * Words are made from the pictures of the instruction tables.  So that what they do is
 * defined, registers have roles: 0 to 7 are free, 8 and 9 are small indices, 10 to 13
 * point into the data, 14 is not used.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef TESTS_RANDOM_CHOOSE_ARM_H
#define TESTS_RANDOM_CHOOSE_ARM_H

#include "lifter/lifter.h"
#include "tests/random/case_arm.h"

enum { FREE = 8, INDEX = 8, BASE = 10, NOT_USED = 14 };

typedef enum {
    KIND_A32,
    KIND_T32,
    KIND_VFP,
    KIND_VFP32,
    KIND_NEON,
    KIND_NEON32,
    NUM_KINDS
} Kind;

bool kind_is_thumb(Kind kind);
bool kind_is_neon(Kind kind);

typedef struct {
    Kind kind;
    bool in_it;     /* it is governed by an IT instruction */
    bool no_access; /* it neither loads nor stores */
    u32 avoid;      /* registers that it neither reads nor writes, as bits */
} ArmChoice;

/* An instruction as a word of memory: of Thumb the low half comes first, and a narrow
 * one is followed by a NOP.  It neither branches nor traps. */
u32 random_insn(const ArmChoice *choice);
/* Is that a narrow one of Thumb, with its NOP? */
bool is_narrow(u32 word);

/* Registers by their roles, flags and floating-point modes. */
void random_registers(CaseState *s);

#endif

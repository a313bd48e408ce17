/* case_arm.h -- a case of random ARM instructions, as both sides see it.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef TESTS_RANDOM_CASE_ARM_H
#define TESTS_RANDOM_CASE_ARM_H

#include "data.h"

/* Two words to begin with and two to end: of Thumb, jumps from and to A32. */
enum { CASE_FIRST = 2, CASE_WORDS = CASE_FIRST + CASE_INSNS + 2 };

/* All of it little-endian.  r14 is not part of it: it is needed to leave. */
typedef struct {
    uint32_t r[14], cpsr, fpscr;
    uint64_t d[32];
} CaseState;

typedef struct {
    uint32_t insn[CASE_WORDS];
    uint32_t seed; /* of the contents of DATA: see case_data */
    uint32_t thumb;
    CaseState before;
} Case;

typedef struct {
    CaseState after;
    uint32_t data; /* case_sum of DATA */
    uint32_t unused;
} Result;

#endif

/* case.h -- a case of random instructions, as both sides of the comparison see it.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef TESTS_RANDOM_CASE_H
#define TESTS_RANDOM_CASE_H

#include "data.h"

enum { CASE_WORDS = CASE_INSNS + 3 /* two nops for branches to land on, mffs 31 */ };

/* All of it big-endian 32-bit words in files. */
typedef struct {
    uint32_t gpr[32], cr, xer, ctr, lr;
    uint32_t fpr[32][2]; /* high half first */
} CaseState;

typedef struct {
    uint32_t insn[CASE_WORDS];
    uint32_t seed; /* of the contents of DATA: see case_data */
    CaseState before;
} Case;

typedef struct {
    CaseState after;
    uint32_t data; /* case_sum of DATA */
} Result;

#endif

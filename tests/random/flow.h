/* flow.h -- a case of random_flow.c, as its two sides see it.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef TESTS_RANDOM_FLOW_H
#define TESTS_RANDOM_FLOW_H

#include "case_arm.h"

/* A line of the table that is linked into the guest program.  Addresses are the
 * guest's; of Thumb code `code` and `on` are odd. */
typedef struct {
    uint32_t code, on; /* where it starts; where its IT block and its ending are over */
    uint32_t it_from, it_to; /* what its IT instruction governs; equal if it has none */
    uint32_t it;             /* ITSTATE at it_from */
    uint32_t seed;           /* of the contents of DATA */
    CaseState before;
} FlowCase;

typedef struct {
    uint32_t signal, pc, cpsr; /* pc: less `code` where it lies in the case */
    uint32_t r[15];
} FlowSignal;

enum { FLOW_SIGNALS = 6 };

typedef struct {
    CaseState after;
    uint32_t data;     /* case_sum of DATA */
    uint32_t signals;  /* number that instructions of the case caused */
    uint32_t wrong_it; /* timer signals that found another IT state than their pc has */
    uint32_t wrong_pc, wrong_cpsr; /* what the last of them found */
    FlowSignal signal[FLOW_SIGNALS];
} FlowResult;

#endif

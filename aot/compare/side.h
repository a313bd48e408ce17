/*
 * side.h -- what a piece of host code consists of: one side of the comparison.
 *
 *      Side side = {0};
 *      side_add(&side, SIDE_AOT, "movl\t%eax, %fs:12", 8);
 *      json_t *json = side_json(&side);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_COMPARE_SIDE_H
#define AOT_COMPARE_SIDE_H

#include <jansson.h>

#include "ir/base.h"

/* Which translator made the code: it decides how guest state is reached. */
typedef enum { SIDE_AOT, SIDE_JIT } SideKind;

typedef struct {
    u64 bytes, insns;
    u64 state_loads, state_stores; /* instructions that read, write guest state */
    u64 calls;                     /* of the runtime's helpers */
    u64 spills;                    /* stores to the host stack */
    double cycles;                 /* llvm-mca's, for one pass; 0: not known */
} Side;

/* What an instruction does with a memory operand, by its text (AT&T syntax). */
typedef struct {
    bool loads, stores;
} SideAccess;

/* Returns what the instruction `text` does with memory at the operand that contains
 * `base`, as "%fs:"; nothing if it has no such operand. */
SideAccess side_access(const char *text, const char *base);
/* Adds an instruction of `bytes` bytes, but for calls. */
void side_add(Side *side, SideKind kind, const char *text, u32 bytes);
/* Adds another piece of code, but for its cycles. */
void side_sum(Side *side, const Side *other);
/* Returns true for a call instruction. */
bool side_is_call(const char *text);
/* Returns the object SIDE of docs/compare.schema.json, or null for one of no
 * instructions. */
json_t *side_json(const Side *side);

#endif

/*
 * awkward.h -- pseudo-random numbers of the kind that programs get wrong.
 *
 *      Random rnd = random_from(7);
 *      u64 x = awkward_bits(&rnd, TY_F32);     -> often an infinity, 1, a NaN...
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef TESTS_AWKWARD_H
#define TESTS_AWKWARD_H

#include "ir/ir.h"

typedef struct {
    u64 state;
} Random;

Random random_from(u64 seed);
u64 random_u64(Random *rnd);
u32 random_below(Random *rnd, u32 limit); /* 0 to limit - 1 */

/* 0, 1, -1, powers of two, limits, their neighbours, and any number. */
u64 awkward_int(Random *rnd, unsigned bits);
/* Zeros, infinities, NaNs of both kinds, denormals, ties, limits, and others. */
u64 awkward_float(Random *rnd, unsigned bits);
/* The bits of a value; of a v128 those of both halves. */
u64 awkward_bits(Random *rnd, Type type);

#endif

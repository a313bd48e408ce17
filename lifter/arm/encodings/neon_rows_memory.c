/* neon_rows_memory.c -- encodings: loads and stores of elements and structures.
 * ARM ARM, A7.7.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/neon/neon.h"
#include "lifter/arm/encodings/rows.h"

/* clang-format off */
/* t says how many registers and how they are spaced, k is the number of elements of a
 * structure - 1, v the lane and more: see forms_neon_memory.c. */
#define MULTIPLE(name, l, function, flags)                                             \
    NEON(name, "11110100 0 d " l "0 nnnn dddd tttt zz yy mmmm", function, structures, "n", "K, B", flags)
#define LANE(name, l, function, flags)                                                 \
    NEON(name, "11110100 1 d " l "0 nnnn dddd zz kk vvvv mmmm", function, lane, "n3", "K, B", flags)

const ArmRow neon_memory_rows[] = {
    NEON("vld~.@", "11110100 1 d 10 nnnn dddd 11 kk zz x y mmmm", vld_all, all_lanes, "n", "K, B", LOADS),
    MULTIPLE("vld~.@", "1", vld, LOADS), MULTIPLE("vst~.@", "0", vst, STORES),
    LANE("vld~.@", "1", vld_lane, LOADS), LANE("vst~.@", "0", vst_lane, STORES),
    {0}
};

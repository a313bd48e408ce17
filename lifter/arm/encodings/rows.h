/*
 * rows.h -- macros that write an ArmRow; for the files of encodings only.
 *
 *      ROW("mov", "00100 ddd vvvvvvvv", mov, flags, "", "d, #v", SELECTS),
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef LIFTER_ARM_ENCODINGS_ROWS_H
#define LIFTER_ARM_ENCODINGS_ROWS_H

#include "lifter/arm/arm.h"

/* A row whose semantic function is arm_`function` and whose form is form_`form`. */
#define ROW(name, picture, function, form, bars, operands, flags)                      \
    {                                                                                  \
        name, picture, arm_##function, form_##form, bars, operands, flags              \
    }
/* A row without a form. */
#define PLAIN(name, picture, function, bars, operands, flags)                          \
    {                                                                                  \
        name, picture, arm_##function, NULL, bars, operands, flags                     \
    }
/* A row of Advanced SIMD: arm_neon_`function` and form_neon_`form` (neon.h). */
#define NEON(name, picture, function, form, bars, operands, flags)                     \
    {                                                                                  \
        name, picture, arm_neon_##function, form_neon_##form, bars, operands,          \
            SELECTS | FLOATING | (flags)                                               \
    }

#endif

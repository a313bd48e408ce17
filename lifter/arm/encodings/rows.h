/* rows.h -- short ways to write an ArmRow; for the files of encodings only.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef LIFTER_ARM_ENCODINGS_ROWS_H
#define LIFTER_ARM_ENCODINGS_ROWS_H

#include "lifter/arm/arm.h"

/* `function` and `form` without their prefixes. */
#define ROW(name, picture, function, form, bars, operands, flags)                      \
    {                                                                                  \
        name, picture, arm_##function, form_##form, bars, operands, flags              \
    }
/* No form. */
#define PLAIN(name, picture, function, bars, operands, flags)                          \
    {                                                                                  \
        name, picture, arm_##function, NULL, bars, operands, flags                     \
    }
/* Advanced SIMD; see neon.h. */
#define NEON(name, picture, function, form, bars, operands, flags)                     \
    {                                                                                  \
        name, picture, arm_neon_##function, form_neon_##form, bars, operands,          \
            SELECTS | FLOATING | (flags)                                               \
    }

#endif

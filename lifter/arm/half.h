/*
 * half.h -- half-precision numbers, bit by bit.  ARM ARM, A2.7.5: FPHalfToSingle,
 * FPSingleToHalf.
 *
 *      u32 single = half_widen(0x3c00, fpscr & FPSCR_MODES, &fpscr);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef LIFTER_ARM_HALF_H
#define LIFTER_ARM_HALF_H

#include "ir/base.h"

/* `modes` are those of an FPSCR, of which AHP, DN, FZ and RMode count; exceptions are
 * added to *flags as FPSCR has them. */
u32 half_widen(u32 half, u32 modes, u32 *flags);
u32 half_narrow(u32 single, u32 modes, u32 *flags);

#endif

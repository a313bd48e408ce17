/*
 * half.h -- conversion of half-precision numbers.  ARM ARM, A2.7.5: FPHalfToSingle and
 * FPSingleToHalf.
 *
 *      u32 single = half_widen(0x3c00, fpscr & FPSCR_MODES, &fpscr);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef LIFTER_ARM_HALF_H
#define LIFTER_ARM_HALF_H

#include "ir/base.h"

/* Convert bit patterns of binary16 to binary32, and back.  `modes` are bits of an
 * FPSCR; AHP, DN, FZ and RMode count.  The exceptions raised are added to *flags, as
 * bits of an FPSCR. */
u32 half_widen(u32 half, u32 modes, u32 *flags);
u32 half_narrow(u32 single, u32 modes, u32 *flags);

#endif

/* vfp_rows.c -- the encodings of floating point, for both instruction sets.
 * ARM ARM, A7.5 to A7.9.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/encodings/rows.h"

const ArmRow a32_vfp_rows[] = {
#define VFP(name, picture, function, form, bars, operands, flags)                      \
    ROW(name, "cccc " picture, function, form, bars, operands, (flags) | FLOATING),
#include "lifter/arm/encodings/vfp.def"
    {0}};

const ArmRow t32_vfp_rows[] = {
#define VFP(name, picture, function, form, bars, operands, flags)                      \
    ROW(name, "1110 " picture, function, form, bars, operands, (flags) | FLOATING),
#include "lifter/arm/encodings/vfp.def"
    {0}};

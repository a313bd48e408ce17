/*
 * fpscr.h -- the floating-point status and control register.  ARM ARM, B4.1.58.
 *
 *      u32 fpscr = arm_fpscr_read(cpu);
 *      arm_fpscr_write(cpu, fpscr | FPSCR_FZ);
 *
 * Between reads, exceptions add up in MXCSR; the slot has those collected, and the
 * modes.  Both functions use the MXCSR and the NaN mode (*fp_events()) of the calling
 * thread: a signal frame is filled with those of the interrupted code in force.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef LIFTER_ARM_FPSCR_H
#define LIFTER_ARM_FPSCR_H

#include "lifter/arm/cpu.h"

enum {
    FPSCR_IOC = 1 << 0, /* cumulative: invalid operation, ... */
    FPSCR_DZC = 1 << 1,
    FPSCR_OFC = 1 << 2,
    FPSCR_UFC = 1 << 3,
    FPSCR_IXC = 1 << 4,
    FPSCR_IDC = 1 << 7,
    FPSCR_LEN = 7 << 16, /* of short vectors, less 1 */
    FPSCR_STRIDE = 3 << 20,
    FPSCR_RMODE_SHIFT = 22,
    FPSCR_RMODE = 3 << FPSCR_RMODE_SHIFT,
    FPSCR_FZ = 1 << 24,
    FPSCR_DN = 1 << 25,
    FPSCR_AHP = 1 << 26,
    FPSCR_QC = 1 << 27,
    FPSCR_FLAGS = FPSCR_IOC | FPSCR_DZC | FPSCR_OFC | FPSCR_UFC | FPSCR_IXC | FPSCR_IDC,
    FPSCR_MODES = FPSCR_RMODE | FPSCR_FZ | FPSCR_DN | FPSCR_AHP,
};
typedef enum { RMODE_NEAREST, RMODE_UP, RMODE_DOWN, RMODE_ZERO } RMode;

/* All of it, NZCV too. */
u32 arm_fpscr_read(ArmCpu *cpu);

/* Set all that can be set; the host's modes follow.  False, and nothing done, if it
 * asks for short vectors, which there are none of. */
bool arm_fpscr_write(ArmCpu *cpu, u32 fpscr);

#endif

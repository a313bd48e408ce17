/*
 * fpscr.h -- the floating-point status and control register.  ARM ARM, B4.1.58.
 *
 *      u32 fpscr = arm_fpscr_read(cpu);
 *      arm_fpscr_write(cpu, fpscr | FPSCR_FZ);
 *
 * Exceptions collect in the host's MXCSR until FPSCR is read.  The slot `fpscr` holds
 * those collected before, and the modes.  Both functions use the MXCSR and the NaN mode
 * (*fp_events()) of the calling thread.  So whoever fills a signal frame must have
 * those of the interrupted code in force.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef LIFTER_ARM_FPSCR_H
#define LIFTER_ARM_FPSCR_H

#include "lifter/arm/cpu.h"

/* The bits of FPSCR. */
enum {
    FPSCR_IOC = 1 << 0, /* cumulative exceptions: invalid operation, division by
                           zero, ... */
    FPSCR_DZC = 1 << 1,
    FPSCR_OFC = 1 << 2,
    FPSCR_UFC = 1 << 3,
    FPSCR_IXC = 1 << 4,
    FPSCR_IDC = 1 << 7,
    FPSCR_LEN = 7 << 16, /* length of short vectors, less 1 */
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
/* The values of FPSCR.RMode. */
typedef enum { RMODE_NEAREST, RMODE_UP, RMODE_DOWN, RMODE_ZERO } RMode;

/* Returns FPSCR with all its bits, also N, Z, C and V.  Moves the exceptions that the
 * host has collected into the slot. */
u32 arm_fpscr_read(ArmCpu *cpu);

/* Sets all bits that can be set, and the host's modes to match; drops uncollected
 * exceptions.  Returns false and changes nothing if `fpscr` asks for short vectors (LEN
 * or STRIDE not 0), which are not supported. */
bool arm_fpscr_write(ArmCpu *cpu, u32 fpscr);

#endif

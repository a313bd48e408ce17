/*
 * fpscr.h -- the floating-point status, kept up to date only when it is read.
 *
 *      u32 fpscr = ppc_fpscr_read(cpu);
 *      ppc_fpscr_write(cpu, 0);
 *
 * Between reads, exceptions add up in MXCSR and in *fp_events(), and the slots
 * last_... hold what FPRF, FR and FI follow from.  Both functions use the MXCSR
 * and the events of the calling thread: a signal frame is filled with those of
 * the interrupted code in force.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef LIFTER_PPC_FPSCR_H
#define LIFTER_PPC_FPSCR_H

#include "lifter/ppc/ppc.h"

/* Power ISA, Book I, 4.2.2, as numbers of 32 bits. */
#define FPSCR_FX 0x80000000u
enum {
    FPSCR_FEX = 1 << 30,
    FPSCR_VX = 1 << 29,
    FPSCR_OX = 1 << 28,
    FPSCR_UX = 1 << 27,
    FPSCR_ZX = 1 << 26,
    FPSCR_XX = 1 << 25,
    FPSCR_VXSNAN = 1 << 24,
    FPSCR_VXISI = 1 << 23,
    FPSCR_VXIDI = 1 << 22,
    FPSCR_VXZDZ = 1 << 21,
    FPSCR_VXIMZ = 1 << 20,
    FPSCR_VXVC = 1 << 19,
    FPSCR_FR = 1 << 18,
    FPSCR_FI = 1 << 17,
    FPSCR_FPRF_SHIFT = 12,
    FPSCR_FPRF = 0x1f << FPSCR_FPRF_SHIFT,
    FPSCR_FPCC = 0xf << FPSCR_FPRF_SHIFT,
    FPSCR_RESERVED = 1 << 11, /* reads as 0 */
    FPSCR_VXSOFT = 1 << 10,
    FPSCR_VXSQRT = 1 << 9,
    FPSCR_VXCVI = 1 << 8,
    FPSCR_VE = 1 << 7,
    FPSCR_OE = 1 << 6,
    FPSCR_UE = 1 << 5,
    FPSCR_ZE = 1 << 4,
    FPSCR_XE = 1 << 3,
    FPSCR_NI = 1 << 2,
    FPSCR_RN = 3,
    FPSCR_ENABLES = 0xf8,
    FPSCR_CONTROL = 0xff,
    FPSCR_SUPPRESSING = FPSCR_VE | FPSCR_ZE, /* even if nothing traps */
    FPSCR_INVALID = 0x01f80700,              /* the kinds that VX sums up */
    FPSCR_EXCEPTIONS = 0x1e000000 | FPSCR_INVALID,
};

/* Slot last_op: a LastKind, what modifies it, and compares since. */
typedef enum {
    LAST_NONE,
    LAST_ADD,
    LAST_SUB,
    LAST_MUL,
    LAST_DIV,
    LAST_FMA, /* last_a * last_b + last_c */
    LAST_SQRT,
    LAST_RECIPROCAL,
    LAST_RECIPROCAL_SQRT,
    LAST_FRSP,
    LAST_TO_INT32,
    LAST_TO_INT64,
    LAST_FROM_SIGNED,
    LAST_FROM_UNSIGNED,
    LAST_TO_INTEGRAL,
} LastKind;

enum {
    LAST_KIND = 15,
    LAST_SINGLE = 16,   /* the result was rounded to single precision */
    LAST_HOW_SHIFT = 8, /* FmaFlags, ToInt or Round of the operation */
    LAST_HOW = 0xff << LAST_HOW_SHIFT,
    LAST_FCMPU = 1 << 16, /* last_x and last_y were compared since */
    LAST_FCMPO = 1 << 17,
    LAST_COMPARES = LAST_FCMPU | LAST_FCMPO,
};

u32 ppc_fpscr_read(PpcCpu *cpu);
/* Set all that can be set; the rounding mode and the host's traps follow. */
void ppc_fpscr_write(PpcCpu *cpu, u32 fpscr);
/* prctl(PR_SET_FPEXC): whether enabled exceptions trap at all (at first: yes). */
void ppc_fpscr_set_traps(PpcCpu *cpu, bool on);
/* Whether the host traps though the guest's traps are off, so that results are kept out
 * of their registers.  The state must then be exact where floating point may trap. */
bool ppc_fpscr_suppresses(const PpcCpu *cpu);

/* Guest.float_trap. */
bool ppc_float_trap(void *state, const u8 *code);

/* What the last operation and compare left that MXCSR does not tell: exceptions,
 * FR, FI and FPRF; and which of those bits they define.  Adds to *fp_events() what is
 * not there if the operation trapped.  Changes MXCSR. */
typedef struct {
    u32 bits, defined;
} LastStatus;
LastStatus ppc_last_status(const PpcCpu *cpu, u32 mxcsr);

#endif

/*
 * fpscr.h -- the floating-point status and control register, computed only when it is
 * read.
 *
 *      u32 fpscr = ppc_fpscr_read(cpu);
 *      ppc_fpscr_write(cpu, 0);
 *
 * Exceptions collect in the host's MXCSR and in *fp_events() until FPSCR is read.  The
 * slots last_... hold the operation from which FPRF, FR and FI follow.  These functions
 * use the MXCSR and the events of the calling thread.  So whoever fills a signal frame
 * must have those of the interrupted code in force.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef LIFTER_PPC_FPSCR_H
#define LIFTER_PPC_FPSCR_H

#include "lifter/ppc/ppc.h"

/* The bits of FPSCR, as masks of a 32-bit number.  Power ISA, Book I, 4.2.2. */
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
    FPRF_POSITIVE = 0x04 << FPSCR_FPRF_SHIFT, /* normal numbers: table 4.2 */
    FPRF_NEGATIVE = 0x08 << FPSCR_FPRF_SHIFT,
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
    FPSCR_ALTERING = 0xf0, /* VE, OE, UE and ZE: when enabled, these exceptions keep
                              back or alter results even with traps off */
    FPSCR_INVALID =
        0x01f80700, /* the invalid operation exceptions that VX summarises */
    FPSCR_EXCEPTIONS = 0x1e000000 | FPSCR_INVALID,
};

/* The slot last_op holds a LastKind, flags for it, and which compare came later. */
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

/* The fields of the slot last_op. */
enum {
    LAST_KIND = 15,
    LAST_SINGLE = 16,   /* the result was rounded to single precision */
    LAST_HOW_SHIFT = 8, /* FmaFlags, ToInt or Round of the operation */
    LAST_HOW = 0xff << LAST_HOW_SHIFT,
    LAST_FCMPU = 1 << 16, /* last_x and last_y were compared later */
    LAST_FCMPO = 1 << 17,
    LAST_COMPARES = LAST_FCMPU | LAST_FCMPO,
};

/* Returns FPSCR, and moves into its slot what was deferred. */
u32 ppc_fpscr_read(PpcCpu *cpu);
/* Sets FPSCR (VX and FEX follow from the other bits), and the host's rounding mode and
 * traps to match.  Drops what was deferred. */
void ppc_fpscr_write(PpcCpu *cpu, u32 fpscr);
/* Sets whether enabled exceptions trap, as prctl(PR_SET_FPEXC) asks.  At first they do.
 */
void ppc_fpscr_set_traps(PpcCpu *cpu, bool on);
/* Returns true if the host traps although the guest's traps are off: an exception is
 * enabled that keeps a result out of its register, or alters it.  The state must then
 * be exact wherever floating point may trap. */
bool ppc_fpscr_alters(const PpcCpu *cpu);

/* See Guest.float_trap. */
bool ppc_float_trap(void *state, const u8 *code);

/* What the last operation and compare tell beyond MXCSR: exceptions, FR, FI and FPRF in
 * `bits`; `defined` is the mask of the status bits they define. */
typedef struct {
    u32 bits, defined;
} LastStatus;
/* Computes that status by running the last operation again; `mxcsr` is the MXCSR it ran
 * with.  Changes MXCSR.  May add to *fp_events() events that the operation did not
 * record since it trapped. */
LastStatus ppc_last_status(const PpcCpu *cpu, u32 mxcsr);

/* A result, and FR and FI of it. */
typedef struct {
    u64 result;
    u32 rounding;
} RoundedResult;
/* Runs the last operation again, in the modes of MXCSR but without traps. */
RoundedResult ppc_last_rounded(const PpcCpu *cpu);

/*
 * Does what an enabled overflow or underflow asks for.  `last_op` is what the slot held
 * after the operation, last_a to last_c still hold its operands; `alone` is FPSCR as
 * the operation alone leaves it, `result` its result, both without traps.  Alters the
 * result and returns FPSCR for that.  Changes last_a to last_c.  Book
 * I, 4.4.3.1, 4.4.4.1.
 */
u32 ppc_adjust_exponent(PpcCpu *cpu, u32 last_op, u32 alone, u64 *result);

#endif

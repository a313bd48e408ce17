/*
 * float_trap.c -- an instruction that met an exception which is enabled.  Book I, 4.4.
 *
 * The host stopped before it had a result.  It is done again with the host's traps off,
 * alone in a block of its own, so that FPSCR shows its exceptions and no others; then
 * what the manual suppresses is taken back, and the exponents that it adjusts are.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include "lifter/ppc/decode.h"
#include "lifter/ppc/float.h"

#include "lifter/host_status.h"

/* By the manual's tables of actions: what is left of the FPSCR before. */
enum { FROM_COMPARE = FPSCR_FPCC, FROM_RESULT = FPSCR_FPRF | FPSCR_FR | FPSCR_FI };

static bool is_in(const PpcInsn *insn, const PpcInsn *table)
{
    while (table->name && table != insn)
        table++;
    return table->name != NULL;
}

/* fcmpu and fcmpo. */
static bool compares(const PpcInsn *insn)
{
    return is_in(insn, ppc_float_move);
}

static bool is_arithmetic(const PpcInsn *insn)
{
    return is_in(insn, ppc_float_arith) || is_in(insn, ppc_float_convert) ||
           compares(insn);
}

/* FPSCR as the instruction alone leaves it, of `control` bits. */
static u32 run_alone(PpcCpu *cpu, const PpcInsn *insn, const Fields *f, u32 control)
{
    Block blk = {.pc = cpu->pc, .here = cpu->pc};

    cpu->fpscr = control;
    insn->lift(&blk, f);
    ir_jump(&blk, cpu->pc + 4);
    ir_run(&blk, ppc_helpers, cpu, NULL);
    ir_free(&blk);
    u32 last_op = cpu->last_op, fpscr = ppc_fpscr_read(cpu);

    return compares(insn) ? fpscr
                          : ppc_adjust_exponent(cpu, last_op, fpscr, &cpu->fpr[f->t]);
}

/* The exceptions of `fpscr` that keep a result out of its register: enabled invalid
 * operations and divisions by zero. */
static bool suppresses(u32 fpscr)
{
    return (fpscr & FPSCR_VX && fpscr & FPSCR_VE) ||
           (fpscr & FPSCR_ZX && fpscr & FPSCR_ZE);
}

/* FPSCR of the state before, with the exceptions of `alone` and of its other bits those
 * in `defined`. */
static u32 joined(u32 before, u32 alone, u32 defined)
{
    u32 exceptions = alone & FPSCR_EXCEPTIONS, fx = exceptions & ~before ? FPSCR_FX : 0;

    return (before & ~defined) | (alone & defined) | exceptions | fx;
}

static void set_cr1_now(PpcCpu *cpu)
{
    for (u32 i = 0; i < 4; i++)
        cpu->cr[4 + i] = cpu->fpscr >> (31 - i) & 1;
}

/* Flags of exceptions that are not enabled may have been there before; those of others
 * are the instruction's, as each would have trapped before. */
static void stop_host_traps(void)
{
    u32 mxcsr = host_mxcsr();

    host_set_mxcsr((mxcsr & MX_ROUND) | MX_MASKS |
                   (mxcsr & mxcsr >> MX_MASK_SHIFT & MX_FLAGS));
}

bool ppc_float_trap(void *state, const u8 *code)
{
    PpcCpu *cpu = state;
    Fields f;
    const PpcInsn *insn = ppc_find(ppc_fetch(code), &f);

    if (!insn || !is_arithmetic(insn))
        return true;
    stop_host_traps();
    u32 before = ppc_fpscr_read(cpu), defined = FROM_RESULT;
    u64 target = cpu->fpr[f.t];
    u32 alone = run_alone(cpu, insn, &f, before & FPSCR_CONTROL);

    if (compares(insn)) {
        defined = FROM_COMPARE;
    } else if (suppresses(alone)) {
        cpu->fpr[f.t] = target;
        defined = FPSCR_FR | FPSCR_FI;
        alone &= ~(u32)defined;
    }
    ppc_fpscr_write(cpu, joined(before, alone, defined));
    if (f.r)
        set_cr1_now(cpu);
    if (!cpu->fp_traps_off)
        return true;
    cpu->pc += 4;
    return false;
}

/* ppc.h -- what the semantic functions of PowerPC share.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef LIFTER_PPC_PPC_H
#define LIFTER_PPC_PPC_H

#include "ir/ir.h"
#include "lifter/pattern.h"
#include "lifter/ppc/cpu.h"

/*
 * One row of a decode table: an instruction with its encoding as a picture (pattern.h),
 * its semantic function and its assembly text.
 *
 * `name` may end in letters that tell the disassembler what to append; see
 * disassemble.c.  `operands` names each operand by a kind and the letter of a field:
 * "rt" is GPR f->t, "fa" FPR f->a, "cd" CR field f->d, "#i" a signed 16-bit number,
 * "+h" an unsigned number.
 */
typedef struct {
    const char *name;
    const char *picture;
    void (*lift)(Block *b, const Fields *f);
    const char *operands;
} PpcInsn;

/* clang-format off */
/* A row whose semantic function has the instruction's name. */
#define INSN(name, picture, operands) {#name, picture, name, operands}
/* clang-format on */

/* The decode tables by facility; each ends with a NULL name.  decode.c lists them. */
extern const PpcInsn ppc_arith[], ppc_mac[], ppc_logic[], ppc_rotate[], ppc_compare[],
    ppc_condition[], ppc_branch[], ppc_memory[], ppc_string[], ppc_atomic[],
    ppc_system[], ppc_special[], ppc_privileged[], ppc_float_memory[],
    ppc_float_arith[], ppc_float_convert[], ppc_float_move[], ppc_float_status[];

/* The C functions that lifted code calls: an index for each row of helpers.def. */
typedef enum {
#define HELPER(name, ...) PPC_##name,
#include "lifter/ppc/helpers.def"
    NUM_PPC_HELPERS
} PpcHelper;
extern const Helper ppc_helpers[NUM_PPC_HELPERS];

/* The offset of a member in the guest's state, in bytes. */
#define SLOT(member) ((u32)offsetof(PpcCpu, member))

/* Returns a constant of 32 bits. */
static inline Val imm(Block *b, u64 n)
{
    return ir_constant(b, TY_I32, (u32)n);
}

/* Read and write general-purpose register n. */
static inline Val gpr(Block *b, u32 n)
{
    return ir_get(b, TY_I32, SLOT(gpr) + 4 * n);
}

/* Returns the base register of addi and of loads and stores: RA, or 0 if n is 0. */
static inline Val gpr_or_0(Block *b, u32 n)
{
    return n ? gpr(b, n) : imm(b, 0);
}

static inline void set_gpr(Block *b, u32 n, Val v)
{
    ir_put(b, v, SLOT(gpr) + 4 * n);
}

/* Read and write floating-point register n. */
static inline Val fpr(Block *b, u32 n)
{
    return ir_get(b, TY_F64, SLOT(fpr) + 8 * n);
}

static inline void set_fpr(Block *b, u32 n, Val v)
{
    ir_put(b, v, SLOT(fpr) + 8 * n);
}

/* Read and write bit n of CR, a flag of its own, 0 or 1.  Bit 0 is LT of CR0. */
static inline Val cr_bit(Block *b, u32 n)
{
    return ir_get(b, TY_I32, SLOT(cr) + 4 * n);
}

static inline void set_cr_bit(Block *b, u32 n, Val v)
{
    ir_put(b, v, SLOT(cr) + 4 * n);
}

/* Returns the number of a special-purpose register from its field in mfspr, where the
 * two halves are swapped.  Power ISA, Book I, 3.3.17. */
static inline u32 spr_number(u32 field)
{
    return (field & 31) << 5 | field >> 5;
}

/* Sets XER.OV to `ov`, 0 or 1; XER.SO, which is sticky, is set too if it is 1
 * (arith.c). */
void put_ov(Block *b, Val ov);
/* Sets CR0 by the sign of a result and XER.SO, as instructions with Rc=1 do
 * (compare.c). */
void set_cr0(Block *b, Val result);
/* Sets CR1 to FX, FEX, VX and OX of FPSCR, as floating-point instructions with Rc=1 do
 * (fpscr.c). */
void set_cr1(Block *b);

#endif

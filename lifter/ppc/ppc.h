/* ppc.h -- what the semantic files of the PowerPC share.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef LIFTER_PPC_PPC_H
#define LIFTER_PPC_PPC_H

#include "ir/ir.h"
#include "lifter/pattern.h"
#include "lifter/ppc/cpu.h"

/*
 * One instruction: its picture, its meaning and its assembly operands.
 *
 * `name` may end in letters the disassembler adds: see disassemble.c.
 * In `operands` a register letter and a field letter, as "rt" for GPR f->t, "fa",
 * "cd" (CR field); "#i" a signed 16-bit number, "+h" an unsigned one; all kinds are
 * in disassemble.c.
 */
typedef struct {
    const char *name;
    const char *picture;
    void (*lift)(Block *b, const Fields *f);
    const char *operands;
} PpcInsn;

#define INSN(name, picture, operands)                                                  \
    {                                                                                  \
#name, picture, name, operands                                                 \
    }

/* Each facility's table, ending with a NULL name; listed in decode.c. */
extern const PpcInsn ppc_arith[], ppc_mac[], ppc_logic[], ppc_rotate[], ppc_compare[],
    ppc_condition[], ppc_branch[], ppc_memory[], ppc_string[], ppc_atomic[],
    ppc_system[], ppc_special[], ppc_privileged[], ppc_float_memory[],
    ppc_float_arith[], ppc_float_convert[], ppc_float_move[], ppc_float_status[];

/* The C functions lifted code calls; one list: helpers.def. */
typedef enum {
#define HELPER(name, ...) PPC_##name,
#include "lifter/ppc/helpers.def"
    NUM_PPC_HELPERS
} PpcHelper;
extern const Helper ppc_helpers[NUM_PPC_HELPERS];

#define SLOT(member) ((u32)offsetof(PpcCpu, member))

static inline Val imm(Block *b, u64 n)
{
    return ir_constant(b, TY_I32, (u32)n);
}

static inline Val gpr(Block *b, u32 n)
{
    return ir_get(b, TY_I32, SLOT(gpr) + 4 * n);
}

/* The base register of addi and the loads: register 0 reads as zero. */
static inline Val gpr_or_0(Block *b, u32 n)
{
    return n ? gpr(b, n) : imm(b, 0);
}

static inline void set_gpr(Block *b, u32 n, Val v)
{
    ir_put(b, v, SLOT(gpr) + 4 * n);
}

static inline Val fpr(Block *b, u32 n)
{
    return ir_get(b, TY_F64, SLOT(fpr) + 8 * n);
}

static inline void set_fpr(Block *b, u32 n, Val v)
{
    ir_put(b, v, SLOT(fpr) + 8 * n);
}

static inline Val cr_bit(Block *b, u32 n)
{
    return ir_get(b, TY_I32, SLOT(cr) + 4 * n);
}

static inline void set_cr_bit(Block *b, u32 n, Val v)
{
    ir_put(b, v, SLOT(cr) + 4 * n);
}

/* In mfspr's encoding the two halves of a register's number are swapped. */
static inline u32 spr_number(u32 field)
{
    return (field & 31) << 5 | field >> 5;
}

/* XER.OV from a 0 or 1 and, which is sticky, XER.SO (arith.c). */
void put_ov(Block *b, Val ov);
/* CR0 from a result and XER.SO, as Rc=1 forms set it (compare.c). */
void set_cr0(Block *b, Val result);
/* CR1 from FPSCR FX FEX VX OX, as Rc=1 floating-point forms set it (fpscr.c). */
void set_cr1(Block *b);

#endif

/* alu.c -- the data-processing instructions.  ARM ARM, A8.8.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/arm.h"

/* Thumb stays in Thumb; A32 goes by the low bit of the result. */
static void set_rd(Block *b, const ArmInsn *i, Val v, bool is_return)
{
    if (i->d != 15)
        set_reg(b, i, i->d, v);
    else if (i->thumb)
        write_pc_branch(b, i, v, is_return);
    else
        write_pc_bx(b, i, v, is_return);
}

static void set_cv(Block *b, const ArmInsn *i, Val carry, Val overflow)
{
    set_slot(b, i, SLOT(c), carry);
    set_slot(b, i, SLOT(v), overflow);
}

static Val sum(Block *b, const ArmInsn *i, Val x, Val y)
{
    Val result = ir_add(b, x, y);

    if (i->sets_flags) {
        Val zero = imm(b, 0), carry = ir_carry(b, x, y, zero);
        Val overflow = ir_overflow(b, x, y, zero);
        set_nz(b, i, result);
        set_cv(b, i, carry, overflow);
    }
    return result;
}

static Val difference(Block *b, const ArmInsn *i, Val x, Val y)
{
    Val result = ir_sub(b, x, y);

    if (i->sets_flags) {
        Val carry = ir_set(b, x, y, CC_GEU), not_y = ir_not(b, y);
        Val overflow = ir_overflow(b, x, not_y, imm(b, 1));
        set_nz(b, i, result);
        set_cv(b, i, carry, overflow);
    }
    return result;
}

static Val sum_with_carry(Block *b, const ArmInsn *i, Val x, Val y)
{
    Val c = flag(b, SLOT(c)), result = ir_add(b, ir_add(b, x, y), c);

    if (i->sets_flags) {
        Val carry = ir_carry(b, x, y, c), overflow = ir_overflow(b, x, y, c);
        set_nz(b, i, result);
        set_cv(b, i, carry, overflow);
    }
    return result;
}

static Val logic(Block *b, const ArmInsn *i, Val result, Val carry)
{
    if (i->sets_flags) {
        set_nz(b, i, result);
        set_slot(b, i, SLOT(c), carry);
    }
    return result;
}

#define ARITH(name, value)                                                             \
    static Val do_##name(Block *b, const ArmInsn *i)                                   \
    {                                                                                  \
        Val n = reg(b, i, i->n), m = operand2(b, i, NULL);                             \
        return value;                                                                  \
    }
#define LOGIC(name, value)                                                             \
    static Val do_##name(Block *b, const ArmInsn *i)                                   \
    {                                                                                  \
        Val carry = i->sets_flags ? flag(b, SLOT(c)) : VAL_NONE;                       \
        Val m = operand2(b, i, i->sets_flags ? &carry : NULL), n = reg(b, i, i->n);    \
        (void)n;                                                                       \
        return logic(b, i, value, carry);                                              \
    }

/* clang-format off */
ARITH(add, sum(b, i, n, m))
ARITH(adc, sum_with_carry(b, i, n, m))
ARITH(sub, difference(b, i, n, m))
ARITH(sbc, sum_with_carry(b, i, n, ir_not(b, m)))
ARITH(rsb, difference(b, i, m, n))
ARITH(rsc, sum_with_carry(b, i, m, ir_not(b, n)))

LOGIC(and, ir_and(b, n, m))
LOGIC(eor, ir_xor(b, n, m))
LOGIC(orr, ir_or(b, n, m))
LOGIC(bic, ir_and(b, n, ir_not(b, m)))
LOGIC(orn, ir_or(b, n, ir_not(b, m)))
LOGIC(mov, m)
LOGIC(mvn, ir_not(b, m))

/* Most write their result; four only compare. */
#define WRITES(name)                                                                   \
    void arm_##name(Block *b, const ArmInsn *i)                                        \
    {                                                                                  \
        set_rd(b, i, do_##name(b, i), false);                                          \
    }
#define COMPARES(name, like)                                                           \
    void arm_##name(Block *b, const ArmInsn *i)                                        \
    {                                                                                  \
        ArmInsn compare = *i;                                                          \
        compare.sets_flags = true;                                                     \
        do_##like(b, &compare);                                                        \
    }
WRITES(and) WRITES(eor) WRITES(sub) WRITES(rsb) WRITES(add) WRITES(adc) WRITES(sbc)
WRITES(rsc) WRITES(orr) WRITES(bic) WRITES(mvn) WRITES(orn)
COMPARES(tst, and) COMPARES(teq, eor) COMPARES(cmp, sub) COMPARES(cmn, add)
    /* clang-format on */

    /* mov pc, lr returns. */
    void arm_mov(Block *b, const ArmInsn *i)
{
    bool is_return = i->op2.kind == OP2_SHIFTED && i->op2.m == 14;

    set_rd(b, i, do_mov(b, i), is_return);
}

/* The address of a place near: from r15 cut to a multiple of 4. */
void arm_adr(Block *b, const ArmInsn *i)
{
    u32 base = i->pc & ~3u;

    set_rd(b, i, imm(b, i->add ? base + i->imm : base - i->imm), false);
}

void arm_movw(Block *b, const ArmInsn *i)
{
    set_reg(b, i, i->d, imm(b, i->imm));
}

void arm_movt(Block *b, const ArmInsn *i)
{
    Val low = ir_and(b, reg(b, i, i->d), imm(b, 0xffff));

    set_reg(b, i, i->d, ir_or(b, low, imm(b, i->imm << 16)));
}

/* vfp_move.c -- moves among floating-point registers, and from and to core registers.
 * ARM ARM, A7.8, A7.9.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/vfp.h"

void arm_vmov(Block *b, const ArmInsn *i)
{
    set_fp_reg(b, i, i->d, fp_reg(b, i, i->m));
}

void arm_vabs(Block *b, const ArmInsn *i)
{
    set_fp_reg(b, i, i->d, ir_fabs(b, fp_reg(b, i, i->m)));
}

void arm_vneg(Block *b, const ArmInsn *i)
{
    set_fp_reg(b, i, i->d, ir_fneg(b, fp_reg(b, i, i->m)));
}

/* imm is the number's high word. */
void arm_vmov_number(Block *b, const ArmInsn *i)
{
    u64 bits = i->x ? (u64)i->imm << 32 : i->imm;

    set_fp_reg(b, i, i->d, ir_constant(b, fp_type(i), bits));
}

static Val word(Block *b, u32 n)
{
    return ir_get(b, TY_I32, single_slot(n));
}

void arm_vmov_word(Block *b, const ArmInsn *i)
{
    set_slot(b, i, single_slot(i->n), reg(b, i, i->t));
}

void arm_vmov_to_core(Block *b, const ArmInsn *i)
{
    set_reg(b, i, i->t, word(b, i->n));
}

void arm_vmov_words(Block *b, const ArmInsn *i)
{
    set_slot(b, i, single_slot(i->m), reg(b, i, i->t));
    set_slot(b, i, single_slot(i->m + 1u), reg(b, i, i->u));
}

void arm_vmov_to_cores(Block *b, const ArmInsn *i)
{
    set_reg(b, i, i->t, word(b, i->m));
    set_reg(b, i, i->u, word(b, i->m + 1u));
}

static Val pair(Block *b, Val low, Val high)
{
    high = ir_shl(b, ir_extu(b, TY_I64, high), imm64(b, 32));
    return ir_or(b, ir_extu(b, TY_I64, low), high);
}

void arm_vmov_double(Block *b, const ArmInsn *i)
{
    Val low = reg(b, i, i->t), high = reg(b, i, i->u);

    set_slot(b, i, double_slot(i->m), pair(b, low, high));
}

void arm_vmov_double_to_cores(Block *b, const ArmInsn *i)
{
    Val v = ir_get(b, TY_I64, double_slot(i->m));

    set_reg(b, i, i->t, ir_trunc(b, TY_I32, v));
    set_reg(b, i, i->u, ir_trunc(b, TY_I32, ir_shr(b, v, imm64(b, 32))));
}

/* Lanes of a double register, in the word that they lie in. */
typedef struct {
    u32 slot, shift;
    unsigned bits;
} Lane;

static Lane lane_of(const ArmInsn *i, u32 n, unsigned bits)
{
    u32 bit = i->x * bits;

    return (Lane){double_slot(n) + bit / 32 * 4, bit % 32, bits};
}

static void set_lane(Block *b, const ArmInsn *i, unsigned bits)
{
    Lane lane = lane_of(i, i->d, bits);
    Val v = reg(b, i, i->t);

    if (bits < 32) {
        u32 mask = ((1u << bits) - 1) << lane.shift;
        Val old = ir_and(b, ir_get(b, TY_I32, lane.slot), imm(b, ~mask));

        v = ir_and(b, ir_shl(b, v, imm(b, lane.shift)), imm(b, mask));
        v = ir_or(b, old, v);
    }
    set_slot(b, i, lane.slot, v);
}

static Val get_lane(Block *b, const ArmInsn *i, unsigned bits)
{
    Lane lane = lane_of(i, i->n, bits);

    return ir_shr(b, ir_get(b, TY_I32, lane.slot), imm(b, lane.shift));
}

void arm_vmov_lane8(Block *b, const ArmInsn *i)
{
    set_lane(b, i, 8);
}

void arm_vmov_lane16(Block *b, const ArmInsn *i)
{
    set_lane(b, i, 16);
}

void arm_vmov_lane32(Block *b, const ArmInsn *i)
{
    set_lane(b, i, 32);
}

void arm_vmov_from_lane_s8(Block *b, const ArmInsn *i)
{
    set_reg(b, i, i->t, ir_sext(b, get_lane(b, i, 8), 8));
}

void arm_vmov_from_lane_u8(Block *b, const ArmInsn *i)
{
    set_reg(b, i, i->t, ir_zext(b, get_lane(b, i, 8), 8));
}

void arm_vmov_from_lane_s16(Block *b, const ArmInsn *i)
{
    set_reg(b, i, i->t, ir_sext(b, get_lane(b, i, 16), 16));
}

void arm_vmov_from_lane_u16(Block *b, const ArmInsn *i)
{
    set_reg(b, i, i->t, ir_zext(b, get_lane(b, i, 16), 16));
}

void arm_vmov_from_lane_32(Block *b, const ArmInsn *i)
{
    set_reg(b, i, i->t, get_lane(b, i, 32));
}

/* `ones` has a one where each lane of a word begins. */
static void duplicate(Block *b, const ArmInsn *i, unsigned bits, u32 ones)
{
    Val v = reg(b, i, i->t);

    if (bits < 32)
        v = ir_mul(b, ir_zext(b, v, bits), imm(b, ones));
    v = pair(b, v, v);
    set_slot(b, i, double_slot(i->d), v);
    if (i->quad)
        set_slot(b, i, double_slot(i->d + 1u), v);
}

void arm_vdup_8(Block *b, const ArmInsn *i)
{
    duplicate(b, i, 8, 0x01010101);
}

void arm_vdup_16(Block *b, const ArmInsn *i)
{
    duplicate(b, i, 16, 0x00010001);
}

void arm_vdup_32(Block *b, const ArmInsn *i)
{
    duplicate(b, i, 32, 1);
}

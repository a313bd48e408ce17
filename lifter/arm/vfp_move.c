/* vfp_move.c -- moves among floating-point registers, and from and to core registers.
 * ARM ARM, A7.8, A7.9.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/vfp.h"
#include "lifter/arm/encodings/forms_vfp.h"

INSN(vmov)
{
    set_fp_reg(b, i, i->d, fp_reg(b, i, i->m));
}

INSN(vabs)
{
    set_fp_reg(b, i, i->d, ir_fabs(b, fp_reg(b, i, i->m)));
}

INSN(vneg)
{
    set_fp_reg(b, i, i->d, ir_fneg(b, fp_reg(b, i, i->m)));
}

/* imm is the number's high word. */
INSN(vmov_number)
{
    u64 bits = i->x ? (u64)i->imm << 32 : i->imm;

    set_fp_reg(b, i, i->d, ir_constant(b, fp_type(i), bits));
}

static Val word(Block *b, u32 n)
{
    return ir_get(b, TY_I32, single_slot(n));
}

INSN(vmov_word)
{
    set_slot(b, i, single_slot(i->n), reg(b, i, i->t));
}

INSN(vmov_to_core)
{
    set_reg(b, i, i->t, word(b, i->n));
}

INSN(vmov_words)
{
    set_slot(b, i, single_slot(i->m), reg(b, i, i->t));
    set_slot(b, i, single_slot(i->m + 1u), reg(b, i, i->u));
}

INSN(vmov_to_cores)
{
    set_reg(b, i, i->t, word(b, i->m));
    set_reg(b, i, i->u, word(b, i->m + 1u));
}

static Val pair(Block *b, Val low, Val high)
{
    high = ir_shl(b, ir_extu(b, TY_I64, high), imm64(b, 32));
    return ir_or(b, ir_extu(b, TY_I64, low), high);
}

INSN(vmov_double)
{
    Val low = reg(b, i, i->t), high = reg(b, i, i->u);

    set_slot(b, i, double_slot(i->m), pair(b, low, high));
}

INSN(vmov_double_to_cores)
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

INSN(vmov_lane8)
{
    set_lane(b, i, 8);
}

INSN(vmov_lane16)
{
    set_lane(b, i, 16);
}

INSN(vmov_lane32)
{
    set_lane(b, i, 32);
}

INSN(vmov_from_lane_s8)
{
    set_reg(b, i, i->t, ir_sext(b, get_lane(b, i, 8), 8));
}

INSN(vmov_from_lane_u8)
{
    set_reg(b, i, i->t, ir_zext(b, get_lane(b, i, 8), 8));
}

INSN(vmov_from_lane_s16)
{
    set_reg(b, i, i->t, ir_sext(b, get_lane(b, i, 16), 16));
}

INSN(vmov_from_lane_u16)
{
    set_reg(b, i, i->t, ir_zext(b, get_lane(b, i, 16), 16));
}

INSN(vmov_from_lane_32)
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

INSN(vdup_8)
{
    duplicate(b, i, 8, 0x01010101);
}

INSN(vdup_16)
{
    duplicate(b, i, 16, 0x00010001);
}

INSN(vdup_32)
{
    duplicate(b, i, 32, 1);
}

/* clang-format off */
/* ARM ARM, A7.5, A7.8, A7.9. */
const ArmRow arm_vfp_move_rows[] = {
    VFP("vmov$",    "1110 1 D 11 vvvv dddd 101 z 0 0 0 0 vvvv",
        vmov_number, vfp_number, "", "Fd, ##", SELECTS),
    VFP("vmov$",    "1110 1 D 11 0000 dddd 101 z 0 1 M 0 mmmm", vmov, vfp, "", "Fd, Fm", SELECTS),
    VFP("vabs$",    "1110 1 D 11 0000 dddd 101 z 1 1 M 0 mmmm", vabs, vfp, "", "Fd, Fm", SELECTS),
    VFP("vneg$",    "1110 1 D 11 0001 dddd 101 z 0 1 M 0 mmmm", vneg, vfp, "", "Fd, Fm", SELECTS),
    VFP("vmov",     "1110 0000 nnnn tttt 1010 N 001 0000",
        vmov_word, vfp_word, "t", "Sn, t", SELECTS),
    VFP("vmov",     "1110 0001 nnnn tttt 1010 N 001 0000",
        vmov_to_core, vfp_word, "t", "t, Sn", SELECTS),
    VFP("vmov",     "1100 0100 uuuu tttt 1010 00 M 1 mmmm",
        vmov_words, vfp_words, "tu", "S1, S2, t, u", SELECTS),
    VFP("vmov",     "1100 0101 uuuu tttt 1010 00 M 1 mmmm",
        vmov_to_cores, vfp_words_to_cores, "tu", "t, u, S1, S2", SELECTS),
    VFP("vmov",     "1100 0100 uuuu tttt 1011 00 M 1 mmmm",
        vmov_double, vfp_double, "tu", "Dm, t, u", SELECTS),
    VFP("vmov",     "1100 0101 uuuu tttt 1011 00 M 1 mmmm",
        vmov_double_to_cores, vfp_double_to_cores, "tu", "t, u, Dm", SELECTS),
    VFP("vmov.8",   "1110 0 1 x 0 dddd tttt 1011 D xx 1 0000",
        vmov_lane8, vfp_lane, "t", "DdI, t", SELECTS),
    VFP("vmov.16",  "1110 0 0 x 0 dddd tttt 1011 D x 1 1 0000",
        vmov_lane16, vfp_lane, "t", "DdI, t", SELECTS),
    VFP("vmov.32",  "1110 0 0 x 0 dddd tttt 1011 D 00 1 0000",
        vmov_lane32, vfp_lane, "t", "DdI, t", SELECTS),
    VFP("vmov.s8",  "1110 0 1 x 1 nnnn tttt 1011 N xx 1 0000",
        vmov_from_lane_s8, vfp_lane, "t", "t, DnI", SELECTS),
    VFP("vmov.u8",  "1110 1 1 x 1 nnnn tttt 1011 N xx 1 0000",
        vmov_from_lane_u8, vfp_lane, "t", "t, DnI", SELECTS),
    VFP("vmov.s16", "1110 0 0 x 1 nnnn tttt 1011 N x 1 1 0000",
        vmov_from_lane_s16, vfp_lane, "t", "t, DnI", SELECTS),
    VFP("vmov.u16", "1110 1 0 x 1 nnnn tttt 1011 N x 1 1 0000",
        vmov_from_lane_u16, vfp_lane, "t", "t, DnI", SELECTS),
    VFP("vmov.32",  "1110 0 0 x 1 nnnn tttt 1011 N 00 1 0000",
        vmov_from_lane_32, vfp_lane, "t", "t, DnI", SELECTS),
    VFP("vdup.8",   "1110 1 1 y 0 dddd tttt 1011 D 0 0 1 0000",
        vdup_8, vfp_dup, "t", "Ed, t", SELECTS),
    VFP("vdup.16",  "1110 1 0 y 0 dddd tttt 1011 D 0 1 1 0000",
        vdup_16, vfp_dup, "t", "Ed, t", SELECTS),
    VFP("vdup.32",  "1110 1 0 y 0 dddd tttt 1011 D 0 0 1 0000",
        vdup_32, vfp_dup, "t", "Ed, t", SELECTS),
    {0}
};
/* clang-format on */

/* vector_lanes.c -- integer vector micro-ops that work lane by lane.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/jit/x86_64/vector.h"

/* The registers of an op's operands and of its result. */
typedef struct {
    unsigned bits;
    bool is_signed, rounds;
    u8 a, b, dst;
} LaneRegs;

static LaneRegs lanes_of(Jit *j, const Op *op)
{
    LaneRegs l = {.bits = vec_lane(op->imm)};

    l.is_signed = op->imm & VEC_SIGNED;
    l.rounds = op->imm & VEC_ROUND;
    l.a = jit_in_xmm(j, op->a);
    l.b = op_info[op->code].args > 1 ? jit_in_xmm(j, op->b) : NO_REG;
    l.dst = jit_define_xmm(j);
    return l;
}

static Rm all(Jit *j, const LaneRegs *l, u64 n)
{
    return jit_vector_all(j, l->bits, n);
}

/* Emits an op that is one host instruction, or is called where the host has none for
 * the width. */
static void direct(Jit *j, const Op *op, const VectorInsns *insns)
{
    u32 insn = vector_insn(insns, vec_lane(op->imm));
    u8 a;
    Rm b;

    if (!insn) {
        jit_vector_call(j, op);
        return;
    }
    a = jit_in_xmm(j, op->a);
    b = jit_rm_xmm(j, op->b);
    emit_sse(j, insn, jit_define_xmm(j), a, b);
}

static const VectorInsns add = {{I_PADD_8, I_PADD_16, I_PADD_32, I_PADD_64}};
static const VectorInsns subtract = {{I_PSUB_8, I_PSUB_16, I_PSUB_32, I_PSUB_64}};
static const VectorInsns multiply = {{0, I_PMULL_16, I_PMULL_32, 0}};
static const VectorInsns equal = {{I_PCMPEQ_8, I_PCMPEQ_16, I_PCMPEQ_32, I_PCMPEQ_64}};
static const VectorInsns greater = {
    {I_PCMPGT_8, I_PCMPGT_16, I_PCMPGT_32, I_PCMPGT_64}};
static const VectorInsns maximum[2] = {{{I_PMAXU_8, I_PMAXU_16, I_PMAXU_32, 0}},
                                       {{I_PMAXS_8, I_PMAXS_16, I_PMAXS_32, 0}}};
static const VectorInsns minimum[2] = {{{I_PMINU_8, I_PMINU_16, I_PMINU_32, 0}},
                                       {{I_PMINS_8, I_PMINS_16, I_PMINS_32, 0}}};
static const VectorInsns add_saturated[2] = {{{I_PADDUS_8, I_PADDUS_16, 0, 0}},
                                             {{I_PADDS_8, I_PADDS_16, 0, 0}}};
static const VectorInsns subtract_saturated[2] = {{{I_PSUBUS_8, I_PSUBUS_16, 0, 0}},
                                                  {{I_PSUBS_8, I_PSUBS_16, 0, 0}}};

static void lanes(Jit *j, const VectorInsns *insns, const LaneRegs *l, u8 dst, u8 a,
                  Rm b)
{
    emit_sse(j, vector_insn(insns, l->bits), dst, a, b);
}

void jit_lower_vadd(Jit *j, const Op *op)
{
    direct(j, op, &add);
}

void jit_lower_vsub(Jit *j, const Op *op)
{
    direct(j, op, &subtract);
}

/* Multiplies bytes as words: even bytes where they are, odd bytes shifted down and
 * their products up again. */
static void multiply_bytes(Jit *j, const Op *op)
{
    LaneRegs l = lanes_of(j, op);
    u8 odd = jit_new_xmm(j), other = jit_new_xmm(j);

    jit_vector_shift(j, SHIFT_RIGHT, 16, odd, l.a, 8);
    jit_vector_shift(j, SHIFT_RIGHT, 16, other, l.b, 8);
    emit_sse(j, I_PMULL_16, odd, odd, rm_reg(other));
    jit_vector_shift(j, SHIFT_LEFT, 16, odd, odd, 8);
    emit_sse(j, I_PMULL_16, l.dst, l.a, rm_reg(l.b));
    emit_sse(j, I_ANDPS, l.dst, l.dst, jit_vector_all(j, 16, 0xff));
    emit_sse(j, I_ORPS, l.dst, l.dst, rm_reg(odd));
}

void jit_lower_vmul(Jit *j, const Op *op)
{
    if (vec_lane(op->imm) == 8)
        multiply_bytes(j, op);
    else
        direct(j, op, &multiply);
}

void jit_lower_vmin(Jit *j, const Op *op)
{
    direct(j, op, &minimum[(op->imm & VEC_SIGNED) != 0]);
}

void jit_lower_vmax(Jit *j, const Op *op)
{
    direct(j, op, &maximum[(op->imm & VEC_SIGNED) != 0]);
}

/* --- saturating --- */

/* Saturates: where the sum or difference overflowed, the result is the limit on the
 * side of a's sign. */
static void saturate_signed_words(Jit *j, const Op *op, const VectorInsns *insns)
{
    bool subtracts = insns == &subtract;
    LaneRegs l = lanes_of(j, op);
    u8 out = jit_new_xmm(j), end = jit_new_xmm(j);

    lanes(j, insns, &l, l.dst, l.a, rm_reg(l.b));
    emit_sse(j, I_XORPS, out, l.a, rm_reg(l.dst));
    emit_sse(j, I_XORPS, end, l.b, rm_reg(subtracts ? l.a : l.dst));
    emit_sse(j, I_ANDPS, out, out, rm_reg(end));
    jit_vector_shift(j, SHIFT_RIGHT_SIGNED, 32, out, out, 31);
    jit_vector_shift(j, SHIFT_RIGHT_SIGNED, 32, end, l.a, 31);
    emit_sse(j, I_XORPS, end, end, all(j, &l, 0x7fffffff));
    emit_sse(j, I_XORPS, end, end, rm_reg(l.dst));
    emit_sse(j, I_ANDPS, end, end, rm_reg(out));
    emit_sse(j, I_XORPS, l.dst, l.dst, rm_reg(end));
}

/* dst = a + min(b, ~a). */
static void add_unsigned_words(Jit *j, const Op *op)
{
    LaneRegs l = lanes_of(j, op);

    emit_sse(j, I_XORPS, l.dst, l.a, all(j, &l, ~0ull));
    emit_sse(j, I_PMINU_32, l.dst, l.dst, rm_reg(l.b));
    emit_sse(j, I_PADD_32, l.dst, l.dst, rm_reg(l.a));
}

static void subtract_unsigned_words(Jit *j, const Op *op)
{
    LaneRegs l = lanes_of(j, op);

    emit_sse(j, I_PMAXU_32, l.dst, l.a, rm_reg(l.b));
    emit_sse(j, I_PSUB_32, l.dst, l.dst, rm_reg(l.b));
}

void jit_lower_vadds(Jit *j, const Op *op)
{
    bool is_signed = op->imm & VEC_SIGNED, words = vec_lane(op->imm) == 32;

    if (words && is_signed)
        saturate_signed_words(j, op, &add);
    else if (words)
        add_unsigned_words(j, op);
    else
        direct(j, op, &add_saturated[is_signed]);
}

void jit_lower_vsubs(Jit *j, const Op *op)
{
    bool is_signed = op->imm & VEC_SIGNED, words = vec_lane(op->imm) == 32;

    if (words && is_signed)
        saturate_signed_words(j, op, &subtract);
    else if (words)
        subtract_unsigned_words(j, op);
    else
        direct(j, op, &subtract_saturated[is_signed]);
}

/* --- halving --- */

static void shift_right(Jit *j, const LaneRegs *l, u8 dst, u8 from, unsigned n)
{
    u32 kind = l->is_signed ? SHIFT_RIGHT_SIGNED : SHIFT_RIGHT;

    jit_vector_shift(j, kind, l->bits, dst, from, n);
}

/* Flipping the sign bit maps signed lanes to unsigned ones in the same order. */
static void average(Jit *j, const LaneRegs *l, u8 other)
{
    u32 insn = l->bits == 8 ? I_PAVG_8 : I_PAVG_16;
    u64 sign = 1ull << (l->bits - 1);

    if (!l->is_signed) {
        emit_sse(j, insn, l->dst, l->a, rm_reg(l->b));
        return;
    }
    emit_sse(j, I_XORPS, l->dst, l->a, all(j, l, sign));
    emit_sse(j, I_XORPS, other, l->b, all(j, l, sign));
    emit_sse(j, insn, l->dst, l->dst, rm_reg(other));
    emit_sse(j, I_XORPS, l->dst, l->dst, all(j, l, sign));
}

/* Halves the sum as (a & b) + ((a ^ b) >> 1) or, to round up, as (a | b) - ((a ^ b) >>
 * 1). */
void jit_lower_vhadd(Jit *j, const Op *op)
{
    LaneRegs l = lanes_of(j, op);
    u8 half = jit_new_xmm(j);

    if (l.rounds && l.bits < 32) {
        average(j, &l, half);
        return;
    }
    emit_sse(j, I_XORPS, half, l.a, rm_reg(l.b));
    shift_right(j, &l, half, half, 1);
    emit_sse(j, l.rounds ? I_ORPS : I_ANDPS, l.dst, l.a, rm_reg(l.b));
    lanes(j, l.rounds ? &subtract : &add, &l, l.dst, l.dst, rm_reg(half));
}

void jit_lower_vhsub(Jit *j, const Op *op)
{
    LaneRegs l = lanes_of(j, op);
    u8 borrow = jit_new_xmm(j);

    emit_sse(j, I_ANDNPS, borrow, l.a, rm_reg(l.b));
    emit_sse(j, I_XORPS, l.dst, l.a, rm_reg(l.b));
    shift_right(j, &l, l.dst, l.dst, 1);
    lanes(j, &subtract, &l, l.dst, l.dst, rm_reg(borrow));
}

void jit_lower_vabs(Jit *j, const Op *op)
{
    static const VectorInsns absolute = {{I_PABS_8, I_PABS_16, I_PABS_32, 0}};
    Rm a = jit_rm_xmm(j, op->a);

    emit_sse1(j, vector_insn(&absolute, vec_lane(op->imm)), jit_define_xmm(j), a);
}

/* --- comparison --- */

void jit_lower_vceq(Jit *j, const Op *op)
{
    direct(j, op, &equal);
}

static void invert(Jit *j, u8 reg)
{
    emit_sse(j, I_XORPS, reg, reg, jit_vector_all(j, 64, ~0ull));
}

/* dst = x > y, of unsigned lanes of 64 bits. */
static void greater_unsigned_64(Jit *j, const LaneRegs *l, u8 x, u8 y)
{
    u8 other = jit_new_xmm(j);

    emit_sse(j, I_XORPS, l->dst, x, all(j, l, 1ull << 63));
    emit_sse(j, I_XORPS, other, y, all(j, l, 1ull << 63));
    emit_sse(j, I_PCMPGT_64, l->dst, l->dst, rm_reg(other));
}

/* dst = x >= y: true where the larger of both is x. */
static void not_less(Jit *j, const LaneRegs *l, u8 x, u8 y)
{
    lanes(j, &maximum[l->is_signed], l, l->dst, x, rm_reg(y));
    lanes(j, &equal, l, l->dst, l->dst, rm_reg(x));
}

void jit_lower_vcgt(Jit *j, const Op *op)
{
    LaneRegs l;

    if (op->imm & VEC_SIGNED) {
        direct(j, op, &greater);
        return;
    }
    l = lanes_of(j, op);
    if (l.bits == 64) {
        greater_unsigned_64(j, &l, l.a, l.b);
    } else {
        not_less(j, &l, l.b, l.a);
        invert(j, l.dst);
    }
}

void jit_lower_vcge(Jit *j, const Op *op)
{
    LaneRegs l = lanes_of(j, op);

    if (l.bits < 64) {
        not_less(j, &l, l.a, l.b);
        return;
    }
    if (l.is_signed)
        emit_sse(j, I_PCMPGT_64, l.dst, l.b, rm_reg(l.a));
    else
        greater_unsigned_64(j, &l, l.b, l.a);
    invert(j, l.dst);
}

/* --- shifts --- */

void jit_lower_vshl(Jit *j, const Op *op)
{
    LaneRegs l = lanes_of(j, op);

    jit_vector_shift(j, SHIFT_LEFT, l.bits, l.dst, l.a, vec_count(op->imm));
}

void jit_lower_vshr(Jit *j, const Op *op)
{
    LaneRegs l = lanes_of(j, op);
    unsigned n = vec_count(op->imm);
    u8 last;

    shift_right(j, &l, l.dst, l.a, n);
    if (!l.rounds || !n)
        return;
    last = jit_new_xmm(j);
    jit_vector_shift_words(j, SHIFT_RIGHT, l.bits, last, l.a, n - 1);
    emit_sse(j, I_ANDPS, last, last, all(j, &l, 1));
    lanes(j, &add, &l, l.dst, l.dst, rm_reg(last));
}

/* The host's shifts give 0 for counts out of range, such as negative ones: so one of
 * both shifts is 0. */
static void shift_unsigned(Jit *j, const LaneRegs *l, u8 n, u8 right)
{
    u32 w = l->bits == 64 ? W : 0;

    emit_vex(&j->e, I_PSLLV | w, l->dst, l->a, rm_reg(n));
    emit_vex(&j->e, I_PSRLV | w, right, l->a, rm_reg(right));
    emit_vex(&j->e, I_ORPS, l->dst, l->dst, rm_reg(right));
}

static void shift_signed(Jit *j, const LaneRegs *l, u8 n, u8 right)
{
    emit_vex(&j->e, I_PSRAV, right, l->a, rm_reg(right));
    emit_vex(&j->e, I_PSLLV, l->dst, l->a, rm_reg(n));
    emit_vex(&j->e, I_VBLENDVPS, l->dst, l->dst, rm_reg(right));
    emit_8(&j->e, (u32)(n & 15) << 4);
}

void jit_lower_vshift(Jit *j, const Op *op)
{
    unsigned bits = vec_lane(op->imm);
    u8 n, right;
    LaneRegs l;

    if (op->imm & (VEC_ROUND | VEC_SATURATE) || !j->config.v3 || bits < 32 ||
        (bits == 64 && op->imm & VEC_SIGNED)) {
        jit_vector_call(j, op);
        return;
    }
    l = lanes_of(j, op);
    n = jit_new_xmm(j);
    right = jit_new_xmm(j);
    jit_vector_shift(j, SHIFT_LEFT, bits, n, l.b, bits - 8);
    jit_vector_shift(j, SHIFT_RIGHT_SIGNED, bits, n, n, bits - 8);
    emit_sse(j, I_XORPS, right, right, rm_reg(right));
    lanes(j, &subtract, &l, right, right, rm_reg(n));
    if (l.is_signed)
        shift_signed(j, &l, n, right);
    else
        shift_unsigned(j, &l, n, right);
}

/* --- counting --- */

/* Counts the bits of each half of a byte, by a table of sixteen bytes. */
void jit_lower_vpopcount(Jit *j, const Op *op)
{
    LaneRegs l = lanes_of(j, op);
    u8 low = jit_new_xmm(j), high = jit_new_xmm(j), table = jit_new_xmm(j);
    Rm mask = all(j, &l, 0x0f);

    emit_sse1(j, I_MOVUPS, table,
              emit_pool(&j->e, 0x0302020102010100, 0x0403030203020201));
    emit_sse(j, I_ANDPS, low, l.a, mask);
    jit_vector_shift_words(j, SHIFT_RIGHT, 16, high, l.a, 4);
    emit_sse(j, I_ANDPS, high, high, mask);
    emit_sse(j, I_PSHUFB, l.dst, table, rm_reg(low));
    emit_sse(j, I_PSHUFB, low, table, rm_reg(high));
    emit_sse(j, I_PADD_8, l.dst, l.dst, rm_reg(low));
}

void jit_lower_vclz(Jit *j, const Op *op)
{
    jit_vector_call(j, op);
}

void jit_lower_vpmul(Jit *j, const Op *op)
{
    jit_vector_call(j, op);
}

/* --- high halves of products --- */

/* Only the smallest number times itself is out of range, and its result is the smallest
 * number again: this makes it the largest. */
static void mend_smallest(Jit *j, const LaneRegs *l, u8 wrong)
{
    emit_sse1(j, I_MOVUPS, wrong, all(j, l, 1ull << (l->bits - 1)));
    lanes(j, &equal, l, wrong, wrong, rm_reg(l->dst));
    emit_sse(j, I_XORPS, l->dst, l->dst, rm_reg(wrong));
}

static void high_doubled_16(Jit *j, const LaneRegs *l, u8 low)
{
    if (l->rounds) {
        emit_sse(j, I_PMULHRS, l->dst, l->a, rm_reg(l->b));
        return;
    }
    emit_sse(j, I_PMULL_16, low, l->a, rm_reg(l->b));
    emit_sse(j, I_PMULHS_16, l->dst, l->a, rm_reg(l->b));
    jit_vector_shift(j, SHIFT_RIGHT, 16, low, low, 15);
    jit_vector_shift(j, SHIFT_LEFT, 16, l->dst, l->dst, 1);
    emit_sse(j, I_ORPS, l->dst, l->dst, rm_reg(low));
}

static void product_of_words(Jit *j, const LaneRegs *l, u8 dst, u8 a, u8 b)
{
    emit_sse(j, I_PMULDQ, dst, a, rm_reg(b));
    if (l->rounds)
        emit_sse(j, I_PADD_64, dst, dst, jit_vector_all(j, 64, 1u << 30));
}

/* The result is bits 31 to 62 of each product: of even words shifted down to the lower
 * half, of odd words shifted up to the upper half. */
static void high_doubled_32(Jit *j, const LaneRegs *l, u8 odd)
{
    u8 other = jit_new_xmm(j);

    jit_vector_words(j, odd, l->a, 0xf5);
    jit_vector_words(j, other, l->b, 0xf5);
    product_of_words(j, l, odd, odd, other);
    jit_vector_shift(j, SHIFT_LEFT, 64, odd, odd, 1);
    product_of_words(j, l, l->dst, l->a, l->b);
    jit_vector_shift(j, SHIFT_RIGHT, 64, l->dst, l->dst, 31);
    emit_sse(j, I_PBLENDW, l->dst, l->dst, rm_reg(odd));
    emit_8(&j->e, 0xcc);
}

void jit_lower_vmulhd(Jit *j, const Op *op)
{
    LaneRegs l = lanes_of(j, op);
    u8 other = jit_new_xmm(j);

    if (l.bits == 16)
        high_doubled_16(j, &l, other);
    else
        high_doubled_32(j, &l, other);
    mend_smallest(j, &l, other);
}

/* vector_shuffle.c -- vector micro-ops that move lanes about, or change their width.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <string.h>

#include "runtime/jit/x86_64/vector.h"

/* --- shuffles by a constant --- */

typedef struct {
    const Op *op;
    u8 from[16];  /* source of each byte, as in the op's operand c */
    bool uses[2]; /* by operand: a, b */
} Shuffle;

static bool is_run(const Shuffle *s)
{
    for (u32 i = 0; i < 16; i++)
        if (s->from[i] != s->from[0] + i)
            return false;
    return s->from[0] <= 16;
}

/* Returns true if each unit of `size` bytes is a whole unit of the 32 source bytes;
 * then unit[i] is the one that becomes unit i. */
static bool moves_units(const Shuffle *s, u32 size, u8 unit[16])
{
    for (u32 i = 0; i < 16; i++)
        if (s->from[i] >= 32 || s->from[i] % size != i % size ||
            s->from[i] / size != s->from[i - i % size] / size)
            return false;
    for (u32 i = 0; i < 16 / size; i++)
        unit[i] = (u8)(s->from[i * size] / size);
    return true;
}

/* Returns the host's "unpack" instruction if the shuffle interleaves units of the same
 * half of both operands; else 0. */
static u32 unpack_insn(const Shuffle *s, u32 width, bool *swapped)
{
    static const u32 insns[4][2] = {{I_PUNPCKL_8, I_PUNPCKH_8},
                                    {I_PUNPCKL_16, I_PUNPCKH_16},
                                    {I_PUNPCKL_32, I_PUNPCKH_32},
                                    {I_PUNPCKLQDQ, I_PUNPCKHQDQ}};
    u32 count = 16u >> width, half;
    u8 unit[16];

    if (!moves_units(s, 1u << width, unit))
        return 0;
    *swapped = unit[0] >= count;
    half = unit[0] % count ? 1 : 0;
    for (u32 i = 0; i < count; i++) {
        u32 other = (i & 1) != *swapped ? count : 0;

        if (unit[i] != half * count / 2 + i / 2 + other)
            return 0;
    }
    return insns[width][half];
}

static bool by_unpack(Jit *j, const Shuffle *s)
{
    u32 insn = 0;
    bool swapped = false;
    u8 a, b;

    for (u32 width = 0; width < 4 && !insn; width++)
        insn = unpack_insn(s, width, &swapped);
    if (!insn)
        return false;
    a = jit_in_xmm(j, s->op->a);
    b = jit_in_xmm(j, s->op->b);
    emit_sse(j, insn, jit_define_xmm(j), swapped ? b : a, rm_reg(swapped ? a : b));
    return true;
}

/* Emits pshufd or shufps, for words of one operand or two words of each.  Returns false
 * if the shuffle is neither. */
static bool by_words(Jit *j, const Shuffle *s)
{
    u8 unit[16], a, b;
    u32 order = 0;

    if (!moves_units(s, 4, unit) || unit[0] / 4 != unit[1] / 4 ||
        unit[2] / 4 != unit[3] / 4)
        return false;
    for (u32 i = 0; i < 4; i++)
        order |= (unit[i] & 3u) << (2 * i);
    a = jit_in_xmm(j, unit[0] / 4 ? s->op->b : s->op->a);
    b = jit_in_xmm(j, unit[2] / 4 ? s->op->b : s->op->a);
    if (a == b) {
        jit_vector_words(j, jit_define_xmm(j), a, order);
    } else {
        emit_sse(j, I_SHUFPS, jit_define_xmm(j), a, rm_reg(b));
        emit_8(&j->e, order);
    }
    return true;
}

static void by_run(Jit *j, const Shuffle *s)
{
    u8 a = jit_in_xmm(j, s->op->a), b = jit_in_xmm(j, s->op->b);

    emit_sse(j, I_PALIGNR, jit_define_xmm(j), b, rm_reg(a));
    emit_8(&j->e, s->from[0]);
}

/* Returns the control of pshufb for one operand: bytes from the other become 0. */
static Rm order_of(Jit *j, const Shuffle *s, u32 operand)
{
    u8 order[16];
    u64 half[2];

    for (u32 i = 0; i < 16; i++)
        order[i] = s->from[i] / 16 == operand ? s->from[i] & 15 : 0x80;
    memcpy(half, order, 16);
    return emit_pool(&j->e, half[0], half[1]);
}

static void by_bytes(Jit *j, const Shuffle *s)
{
    u8 a = jit_in_xmm(j, s->op->a), b = jit_in_xmm(j, s->op->b),
       dst = jit_define_xmm(j), other;

    if (!s->uses[0] || !s->uses[1]) {
        emit_sse(j, I_PSHUFB, dst, s->uses[1] ? b : a, order_of(j, s, s->uses[1]));
        return;
    }
    other = jit_new_xmm(j);
    emit_sse(j, I_PSHUFB, dst, a, order_of(j, s, 0));
    emit_sse(j, I_PSHUFB, other, b, order_of(j, s, 1));
    emit_sse(j, I_ORPS, dst, dst, rm_reg(other));
}

static void shuffle_by(Jit *j, const Op *op, V128 order)
{
    Shuffle s = {.op = op};

    memcpy(s.from, &order, 16);
    for (u32 i = 0; i < 16; i++) {
        if (op->a == op->b && s.from[i] / 16 == 1)
            s.from[i] &= 15;
        if (s.from[i] < 32)
            s.uses[s.from[i] / 16] = true;
    }
    if (is_run(&s))
        by_run(j, &s);
    else if (!by_unpack(j, &s) && !by_words(j, &s))
        by_bytes(j, &s);
}

/* --- shuffles by a table --- */

/* pshufb gives 0 for an index with bit 7 set; an addition with saturation sets it for
 * all indices from 16 on. */
static void look_up(Jit *j, u8 dst, u8 table, u8 index)
{
    emit_sse(j, I_PADDUS_8, dst, index, jit_vector_all(j, 8, 0x70));
    if (j->config.v3) {
        emit_vex(&j->e, I_PSHUFB, dst, table, rm_reg(dst));
    } else {
        u8 found = jit_new_xmm(j);

        emit_sse(j, I_PSHUFB, found, table, rm_reg(dst));
        emit_rm(&j->e, I_MOVAPS, dst, rm_reg(found));
    }
}

void jit_lower_vshuffle(Jit *j, const Op *op)
{
    V128 order;
    u8 a, b, index, dst, other;

    if (vector_constant(j, op->c, &order)) {
        shuffle_by(j, op, order);
        return;
    }
    a = jit_in_xmm(j, op->a);
    b = jit_in_xmm(j, op->b);
    index = jit_in_xmm(j, op->c);
    dst = jit_define_xmm(j);
    look_up(j, dst, a, index);
    if (is_constant_of(j, op->b, 0))
        return;
    other = jit_new_xmm(j);
    emit_sse(j, I_PSUB_8, other, index, jit_vector_all(j, 8, 16));
    look_up(j, other, b, other);
    emit_sse(j, I_ORPS, dst, dst, rm_reg(other));
}

/* --- putting together --- */

void jit_lower_vjoin(Jit *j, const Op *op)
{
    V128 bits;
    u8 a, b;

    if (vector_constant(j, (Val)j->at, &bits))
        return; /* the instructions that use it emit it */
    a = jit_in_xmm(j, op->a);
    b = jit_in_xmm(j, op->b);
    emit_sse(j, I_PUNPCKLQDQ, jit_define_xmm(j), a, rm_reg(b));
}

static void insert_half(Jit *j, u8 dst, u8 a, u8 b, unsigned n)
{
    emit_sse(j, n ? I_PUNPCKLQDQ : I_MOVSD, dst, a, rm_reg(b));
}

static void insert_small(Jit *j, unsigned bits, u8 dst, u8 a, u8 b, unsigned n)
{
    u8 part = jit_new_gpr(j);

    emit_sse1(j, I_MOVD_FROM, b, rm_reg(part));
    emit_sse(j, bits == 8 ? I_PINSR_8 : I_PINSR_16, dst, a, rm_reg(part));
    emit_8(&j->e, n);
}

void jit_lower_vinsert(Jit *j, const Op *op)
{
    unsigned bits = vec_lane(op->imm), n = vec_count(op->imm);
    u8 a = jit_in_xmm(j, op->a), b = jit_in_xmm(j, op->b), dst = jit_define_xmm(j);

    if (bits == 64) {
        insert_half(j, dst, a, b, n);
    } else if (bits == 32) {
        emit_sse(j, I_INSERTPS, dst, a, rm_reg(b));
        emit_8(&j->e, n << 4);
    } else {
        insert_small(j, bits, dst, a, b, n);
    }
}

/* --- wider --- */

static const VectorInsns widen[2] = {
    {{I_PMOVZX_8, I_PMOVZX_16, I_PMOVZX_32, 0}},
    {{I_PMOVSX_8, I_PMOVSX_16, I_PMOVSX_32, 0}},
};

void jit_lower_vwiden(Jit *j, const Op *op)
{
    u8 a = jit_in_xmm(j, op->a);

    emit_sse1(j, vector_insn(&widen[(op->imm & VEC_SIGNED) != 0], vec_lane(op->imm)),
              jit_define_xmm(j), rm_reg(a));
}

/* dst = the products of the low halves; `other` is free. */
static void multiply_wide(Jit *j, const Op *op, u8 dst, u8 other, u8 a, u8 b)
{
    bool is_signed = op->imm & VEC_SIGNED;

    switch (vec_lane(op->imm)) {
    case 8:
        emit_sse1(j, vector_insn(&widen[is_signed], 8), dst, rm_reg(a));
        emit_sse1(j, vector_insn(&widen[is_signed], 8), other, rm_reg(b));
        emit_sse(j, I_PMULL_16, dst, dst, rm_reg(other));
        return;
    case 16:
        emit_sse(j, is_signed ? I_PMULHS_16 : I_PMULHU_16, other, a, rm_reg(b));
        emit_sse(j, I_PMULL_16, dst, a, rm_reg(b));
        emit_sse(j, I_PUNPCKL_16, dst, dst, rm_reg(other));
        return;
    default: /* the words of each half's low half */
        jit_vector_words(j, dst, a, 0x50);
        jit_vector_words(j, other, b, 0x50);
        emit_sse(j, is_signed ? I_PMULDQ : I_PMULUDQ, dst, dst, rm_reg(other));
    }
}

void jit_lower_vmull(Jit *j, const Op *op)
{
    u8 a = jit_in_xmm(j, op->a), b = jit_in_xmm(j, op->b), dst = jit_define_xmm(j);

    multiply_wide(j, op, dst, jit_new_xmm(j), a, b);
}

void jit_lower_vpmull(Jit *j, const Op *op)
{
    jit_vector_call(j, op);
}

/* --- narrower --- */

/* What is done before the host's "pack" instructions, which take signed lanes. */
typedef struct {
    u32 pack, before; /* before: 0 for nothing */
    u64 with;
} Narrow;

static Narrow narrow_of(u64 imm)
{
    bool is_16 = vec_lane(imm) == 16, to_unsigned = imm & VEC_TO_UNSIGNED;
    u32 to_signed_insn = is_16 ? I_PACKSS_16 : I_PACKSS_32;
    u32 to_unsigned_insn = is_16 ? I_PACKUS_16 : I_PACKUS_32;
    u64 most = is_16 ? 0xff : 0xffff;

    if (!(imm & VEC_SATURATE))
        return (Narrow){to_unsigned_insn, I_ANDPS, most};
    if (imm & VEC_SIGNED)
        return (Narrow){to_unsigned ? to_unsigned_insn : to_signed_insn, 0, 0};
    return (Narrow){to_unsigned_insn, is_16 ? I_PMINU_16 : I_PMINU_32,
                    to_unsigned ? most : most >> 1};
}

void jit_lower_vnarrow(Jit *j, const Op *op)
{
    unsigned bits = vec_lane(op->imm);
    Narrow n = narrow_of(op->imm);
    u8 a, b, dst, other;

    if (bits == 64 && op->imm & VEC_SATURATE) {
        jit_vector_call(j, op);
        return;
    }
    a = jit_in_xmm(j, op->a);
    b = jit_in_xmm(j, op->b);
    dst = jit_define_xmm(j);
    if (bits == 64) {
        emit_sse(j, I_SHUFPS, dst, a, rm_reg(b));
        emit_8(&j->e, 0x88);
    } else if (!n.before) {
        emit_sse(j, n.pack, dst, a, rm_reg(b));
    } else {
        emit_sse(j, n.before, dst, a, jit_vector_all(j, bits, n.with));
        other = a == b ? dst : jit_new_xmm(j);
        if (a != b)
            emit_sse(j, n.before, other, b, jit_vector_all(j, bits, n.with));
        emit_sse(j, n.pack, dst, dst, rm_reg(other));
    }
}

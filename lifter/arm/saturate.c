/* saturate.c -- saturating arithmetic.  ARM ARM, A4.4.5.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/neon/neon.h"
#include "lifter/arm/encodings/rows.h"

typedef struct {
    Val value;
    Val changed; /* i32: not what it was */
} Saturated;

/* A signed number kept to a range: a number of bits, and + 64 for unsigned ones. */
static Saturated saturate(Block *b, Val v, u32 range)
{
    Type type = (Type)b->ops[v].type;
    u64 all = type == TY_I32 ? 0xffffffff : ~0ull;
    u64 most = (1ull << (range >= 64 ? range - 64 : range - 1)) - 1;
    Val top = ir_constant(b, type, most);
    Val bottom = ir_constant(b, type, range >= 64 ? 0 : ~most & all);
    Val over = ir_set(b, v, top, CC_GT), under = ir_set(b, v, bottom, CC_LT);

    v = ir_select(b, over, top, v);
    v = ir_select(b, under, bottom, v);
    return (Saturated){v, ir_or(b, over, under)};
}

static Val narrow(Block *b, Val v)
{
    return b->ops[v].type == TY_I64 ? ir_trunc(b, TY_I32, v) : v;
}

static void set_saturated(Block *b, const ArmInsn *i, Saturated s)
{
    set_q_if(b, i, s.changed);
    set_reg(b, i, i->d, narrow(b, s.value));
}

static Val wide(Block *b, Val v)
{
    return ir_exts(b, TY_I64, v);
}

/* Rn doubled and saturated, which counts for Q by itself. */
static Val doubled(Block *b, const ArmInsn *i)
{
    Val n = wide(b, reg(b, i, i->n));
    Saturated s = saturate(b, ir_add(b, n, n), 32);

    set_q_if(b, i, s.changed);
    return s.value;
}

INSN(qadd)
{
    Val m = wide(b, reg(b, i, i->m)), n = wide(b, reg(b, i, i->n));

    set_saturated(b, i, saturate(b, ir_add(b, m, n), 32));
}

INSN(qsub)
{
    Val m = wide(b, reg(b, i, i->m)), n = wide(b, reg(b, i, i->n));

    set_saturated(b, i, saturate(b, ir_sub(b, m, n), 32));
}

INSN(qdadd)
{
    Val m = wide(b, reg(b, i, i->m)), n = doubled(b, i);

    set_saturated(b, i, saturate(b, ir_add(b, m, n), 32));
}

INSN(qdsub)
{
    Val m = wide(b, reg(b, i, i->m)), n = doubled(b, i);

    set_saturated(b, i, saturate(b, ir_sub(b, m, n), 32));
}

INSN(ssat)
{
    set_saturated(b, i, saturate(b, operand2(b, i, NULL), i->imm + 1));
}

INSN(usat)
{
    set_saturated(b, i, saturate(b, operand2(b, i, NULL), i->imm + 64));
}

/* Two halves, to the range from `bottom` to `top`. */
static void saturate16(Block *b, const ArmInsn *i, u32 bottom, u32 top)
{
    Val n = reg(b, i, i->n), v = ir_vlow(b, TY_V128, n);

    v = ir_vmin(b, v, simd_number(b, 16, top), vec_imm(16 | VEC_SIGNED, 0));
    v = ir_vmax(b, v, simd_number(b, 16, bottom), vec_imm(16 | VEC_SIGNED, 0));
    v = ir_vextract(b, TY_I32, v, vec_imm(32, 0));
    set_saturated(b, i, (Saturated){v, ir_set(b, v, n, CC_NE)});
}

INSN(ssat16)
{
    u32 most = (1u << i->imm) - 1;

    saturate16(b, i, ~most & 0xffff, most);
}

INSN(usat16)
{
    saturate16(b, i, 0, (1u << i->imm) - 1);
}

FORM(saturate)
{
    i->op2 = op2_shifted(f->n, f->y ? ASR : LSL, f->a);
    return true;
}

/* With ASR by 0, T32 has other instructions. */
FORM(saturate32)
{
    return form_saturate(i, f) && (!f->y || f->a);
}

/* clang-format off */
#define A32_SATURATING(name, code)                                                              \
    A32(#name, "cccc 0001 0" code "0 nnnn dddd 0000 0101 mmmm",                                 \
        name, none, "dnm", "d, m, n", SELECTS)
#define T32_SATURATING(name, code)                                                              \
    T32(#name, "11111010 1000 nnnn 1111 dddd 10" code " mmmm",                                  \
        name, none, "DNM", "d, m, n", SELECTS)

/* ARM ARM, A5.2.6, A5.4.3; A6.3.3, A6.3.15. */
const ArmRow arm_saturate_rows[] = {
    A32_SATURATING(qadd,  "00"), T32_SATURATING(qadd,  "00"),
    A32_SATURATING(qsub,  "01"), T32_SATURATING(qsub,  "10"),
    A32_SATURATING(qdadd, "10"), T32_SATURATING(qdadd, "01"),
    A32_SATURATING(qdsub, "11"), T32_SATURATING(qdsub, "11"),

    A32("ssat16", "cccc 0110 1010 vvvv dddd 1111 0011 nnnn",
        ssat16, none, "dn", "d, #+, n", SELECTS),
    A32("usat16", "cccc 0110 1110 vvvv dddd 1111 0011 nnnn",
        usat16, none, "dn", "d, #v, n", SELECTS),
    A32("ssat",   "cccc 0110 101 vvvvv dddd aaaaa y 01 nnnn",
        ssat, saturate, "dn", "d, #+, o", SELECTS),
    A32("usat",   "cccc 0110 111 vvvvv dddd aaaaa y 01 nnnn",
        usat, saturate, "dn", "d, #v, o", SELECTS),

    T32("ssat16", "1111 0011 0010 nnnn 0000 dddd 0000 vvvv",
        ssat16, none, "DN", "d, #+, n", SELECTS),
    T32("usat16", "1111 0011 1010 nnnn 0000 dddd 0000 vvvv",
        usat16, none, "DN", "d, #v, n", SELECTS),
    T32("ssat",   "1111 0011 00 y 0 nnnn 0 aaa dddd aa 0 vvvvv",
        ssat, saturate32, "DN", "d, #+, o", SELECTS),
    T32("usat",   "1111 0011 10 y 0 nnnn 0 aaa dddd aa 0 vvvvv",
        usat, saturate32, "DN", "d, #v, o", SELECTS),
    {0}
};
/* clang-format on */

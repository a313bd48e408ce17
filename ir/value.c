/* value.c -- the ops without effects: the value column of ops.def.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "ir/ir.h"

__extension__ typedef unsigned __int128 u128;
__extension__ typedef __int128 i128;

static bool negative(u64 a, unsigned bits)
{
    return a >> (bits - 1) & 1;
}

static u64 mul_high_unsigned(u64 a, u64 b, unsigned bits)
{
    return (u64)((u128)a * b >> bits);
}

static u64 mul_high_signed(u64 a, u64 b, unsigned bits)
{
    i128 x = (i64)sign_extend(a, bits);

    return (u64)((u128)(x * (i64)sign_extend(b, bits)) >> bits);
}

static u64 divide_signed(u64 a, u64 b, unsigned bits)
{
    i64 x = (i64)sign_extend(a, bits), y = (i64)sign_extend(b, bits);

    if (y == 0)
        return 0;
    return y == -1 ? -a : (u64)(x / y);
}

static u64 shift_right_signed(u64 a, u64 b, unsigned bits)
{
    u64 n = b < bits ? b : bits - 1;
    u64 sign = negative(a, bits) ? ~0ull : 0;

    return sign_extend(a, bits) >> n | (n ? sign << (64 - n) : 0);
}

static u64 rotate_right(u64 a, u64 n, unsigned bits)
{
    return n ? a >> n | a << (bits - n) : a;
}

static u64 leading_zeros(u64 a, unsigned bits)
{
    return a ? (u64)__builtin_clzll(a) - (64 - bits) : bits;
}

static u64 trailing_zeros(u64 a, unsigned bits)
{
    return a ? (u64)__builtin_ctzll(a) : bits;
}

static u64 byte_swap(u64 a, unsigned bits)
{
    return __builtin_bswap64(a) >> (64 - bits);
}

static bool holds(Cond cond, u64 a, u64 b, unsigned bits)
{
    i64 sa = (i64)sign_extend(a, bits), sb = (i64)sign_extend(b, bits);

    switch (cond) {
    case CC_EQ: return a == b;
    case CC_NE: return a != b;
    case CC_LT: return sa < sb;
    case CC_GE: return sa >= sb;
    case CC_LE: return sa <= sb;
    case CC_GT: return sa > sb;
    case CC_LTU: return a < b;
    case CC_GEU: return a >= b;
    case CC_LEU: return a <= b;
    case CC_GTU: return a > b;
    case NUM_CONDS: break;
    }
    panic("bad condition %d", cond);
}

static u64 carry_out(u64 a, u64 b, u64 c, unsigned bits)
{
    return (u64)(((u128)a + b + c) >> bits);
}

static u64 overflow_out(u64 a, u64 b, u64 c, unsigned bits)
{
    u64 sum = a + b + c;

    return negative((a ^ sum) & (b ^ sum), bits);
}

static u64 value_uncut(const Op *op, unsigned bits, unsigned from, u64 a, u64 b, u64 c)
{
    u64 imm = op->imm;

    switch ((Opcode)op->code) {
#define OP0(name, k, t, traits, value)                                                 \
    case OP_##name:                                                                    \
        return value;
#define OP1 OP0
#define OP2 OP0
#define OP3 OP0
#define CVT(name, k, f, t, traits, value) OP0(name, k, t, traits, value)
#define VEC1(name, ...) case OP_##name:
#define VEC2 VEC1
#define VEC3 VEC1
#define ALL1 VEC1
#define ALL2 VEC1
#define ALL3 VEC1
#define ALLCVT VEC1
#define EFFECT VEC1
#include "ir/ops.def"
    case NUM_OPS: break;
    }
    panic("op %d has no value of 64 bits", op->code);
}

u64 ir_value(const Op *op, Type from, u64 a, u64 b, u64 c)
{
    unsigned bits = type_bits(op->type);

    return value_uncut(op, bits, type_bits(from), a, b, c) & ~0ull >> (64 - bits);
}

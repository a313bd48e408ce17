/* vector.c -- what vector ops give: their rows of ops.def.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "ir/ir.h"

typedef u64 LaneFn(u64 imm, unsigned n, unsigned bits, u64 a, u64 b, u64 c);
typedef V128 WholeFn(u64 imm, V128 a, V128 b, V128 c);

static u64 leading_zeros(u64 a, unsigned bits)
{
    return a ? (u64)__builtin_clzll(a) - (64 - bits) : bits;
}

/* A function a row. */
#define OP0(...)
#define OP1(...)
#define OP2(...)
#define OP3(...)
#define CVT(...)
#define EFFECT(...)
#define VEC1(name, lanes, flags, traits, value)                                        \
    static u64 lane_of_##name(u64 imm, unsigned n, unsigned bits, u64 a, u64 b, u64 c) \
    {                                                                                  \
        (void)imm, (void)n, (void)bits, (void)a, (void)b, (void)c;                     \
        return value;                                                                  \
    }
#define VEC2 VEC1
#define VEC3 VEC1
#define ALL1(name, lanes, flags, traits, value)                                        \
    static V128 whole_of_##name(u64 imm, V128 a, V128 b, V128 c)                       \
    {                                                                                  \
        (void)imm, (void)a, (void)b, (void)c;                                          \
        return value;                                                                  \
    }
#define ALL2 ALL1
#define ALL3 ALL1
#define ALLCVT(name, lanes, flags, from, types, traits, value)                         \
    ALL1(name, lanes, flags, traits, value)
#include "ir/ops.def"

/* How each vector op is evaluated: lane by lane, or as a whole. Both are NULL for ops
 * without lanes. */
static const struct {
    LaneFn *lane;
    WholeFn *whole;
} rows[NUM_OPS] = {
#define OP0(...)
#define OP1(...)
#define OP2(...)
#define OP3(...)
#define CVT(...)
#define EFFECT(...)
#define VEC1(name, ...) [OP_##name] = {lane_of_##name, NULL},
#define VEC2 VEC1
#define VEC3 VEC1
#define ALL1(name, ...) [OP_##name] = {NULL, whole_of_##name},
#define ALL2 ALL1
#define ALL3 ALL1
#define ALLCVT ALL1
#include "ir/ops.def"
};

static V128 lane_by_lane(const Op *op, V128 a, V128 b, V128 c)
{
    unsigned bits = vec_lane(op->imm), n = vec_count(op->imm);
    V128 v = {0, 0};

    for (unsigned i = 0; i < 128 / bits; i++) {
        u64 x = lane_get(a, i, bits), y = lane_get(b, i, bits);

        x = rows[op->code].lane(op->imm, n, bits, x, y, lane_get(c, i, bits));
        lane_set(&v, i, bits, x);
    }
    return v;
}

static V128 half_by_half(const Op *op, V128 a, V128 b, V128 c)
{
    Op half = {.code = op->code, .type = TY_I64, .imm = op->imm};
    V128 v = {ir_value(&half, TY_I64, a.low, b.low, c.low), 0};

    if (op->code != OP_vlow)
        v.high = ir_value(&half, TY_I64, a.high, b.high, c.high);
    return v;
}

V128 ir_value_128(const Op *op, Type from, V128 a, V128 b, V128 c)
{
    V128 v;

    if (!op_is_vector(op->code, op->type))
        return (V128){ir_value(op, from, a.low, b.low, c.low), 0};
    if (rows[op->code].lane)
        return lane_by_lane(op, a, b, c);
    if (!rows[op->code].whole)
        return half_by_half(op, a, b, c);
    v = rows[op->code].whole(op->imm, a, b, c);
    if (op->type != TY_V128)
        v.low &= ~0ull >> (64 - type_bits((Type)op->type));
    return v;
}

void ir_vector(u64 code, u64 imm, V128 *value)
{
    Op op = {.code = (u8)code, .type = TY_V128, .imm = imm};

    value[0] = ir_value_128(&op, TY_V128, value[0], value[1], value[2]);
}

static bool is_normal(u32 bits)
{
    return (bits << 1) - 1 >= 0x00ffffff; /* also 0 */
}

/* If v is a vector whose low half was taken from another and whose high half is 0,
 * returns that other vector; else v. */
static Val source(const Block *blk, Val v)
{
    const Op *op = &blk->ops[v], *half = &blk->ops[op->a];

    return op->code == OP_vlow && half->code == OP_vextract && half->type == TY_I64
               ? half->a
               : v;
}

bool ir_has_no_denormals(const Block *blk, Val v)
{
    const Op *op = &blk->ops[source(blk, v)];

    switch (op->code) {
    case OP_constant: return is_normal((u32)op->imm) && is_normal((u32)(op->imm >> 32));
    case OP_vfadd:
    case OP_vfsub:
    case OP_vfmul:
    case OP_vfma:
    case OP_vfmin:
    case OP_vfmax:
    case OP_vitof:
    case OP_vfrecps:
    case OP_vfrsqrts:
    case OP_vfrecpe:
    case OP_vfrsqrte: return true;
    default: return false;
    }
}

/* block.c -- growing a block, and what the table says of each op.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "ir/ir.h"

/* Lane widths in bits, as the rows of vector ops name them. */
enum { B = 8, H = 16, W = 32, D = 64 };
enum { HW = H | W, BHW = B | HW, HWD = HW | D, BHWD = BHW | D };
enum {
    SIGNED = VEC_SIGNED,
    ROUND = VEC_ROUND,
    SATURATE = VEC_SATURATE,
    TO_UNSIGNED = VEC_TO_UNSIGNED,
    STANDARD = VEC_STANDARD,
    COUNT = VEC_COUNT
};

/* A select's first operand is the condition, an i32; the other two have the op's
 * type. */
#define FROM(name, types) (OP_##name == OP_select ? TYPES_I32 : (types))
#define RESULT(traits, types) ((traits)&BOOL ? TYPES_I32 : (types))
#define OPN(args, name, k, t, traits)                                                  \
    [OP_##name] = {#name,                                                              \
                   1,                                                                  \
                   args,                                                               \
                   IMM_##k,                                                            \
                   traits,                                                             \
                   FROM(name, (args) ? TYPES_##t : 0),                                 \
                   RESULT(traits, TYPES_##t),                                          \
                   true,                                                               \
                   0,                                                                  \
                   0},
#define VECN(args, name, lanes, flags, traits)                                         \
    [OP_##name] = {#name,      1,          args, IMM_VEC, traits,                      \
                   TYPES_V128, TYPES_V128, true, lanes,   flags},

const OpInfo op_info[NUM_OPS] = {
#define OP0(name, k, t, traits, value) OPN(0, name, k, t, traits)
#define OP1(name, k, t, traits, value) OPN(1, name, k, t, traits)
#define OP2(name, k, t, traits, value) OPN(2, name, k, t, traits)
#define OP3(name, k, t, traits, value) OPN(3, name, k, t, traits)
#define CVT(name, k, f, t, traits, value)                                              \
    [OP_##name] = {#name, 1, 1, IMM_##k, traits, TYPES_##f, TYPES_##t, true, 0, 0},
#define VEC1(name, lanes, flags, traits, value) VECN(1, name, lanes, flags, traits)
#define VEC2(name, lanes, flags, traits, value) VECN(2, name, lanes, flags, traits)
#define VEC3(name, lanes, flags, traits, value) VECN(3, name, lanes, flags, traits)
#define ALL1 VEC1
#define ALL2 VEC2
#define ALL3 VEC3
#define ALLCVT(name, lanes, flags, f, t, traits, value)                                \
    [OP_##name] = {#name,     1,         1,    IMM_VEC, traits,                        \
                   TYPES_##f, TYPES_##t, true, lanes,   flags},
#define EFFECT(name, r, n, k, traits)                                                  \
    [OP_##name] = {#name, r, n, IMM_##k, traits, 0, 0, false, 0, 0},
#include "ir/ops.def"
};

const char *const type_names[NUM_TYPES] = {
    [TY_NONE] = "",   [TY_I32] = "i32", [TY_I64] = "i64",
    [TY_F32] = "f32", [TY_F64] = "f64", [TY_V128] = "v128",
};

Val ir_emit(Block *blk, Op op)
{
    if (blk->count == blk->capacity) {
        blk->capacity = blk->capacity ? 2 * blk->capacity : 64;
        blk->ops = base_resize(blk->ops, blk->capacity * sizeof(Op));
    }
    if (blk->count >= VAL_NONE)
        panic("block at %#x has too many ops", blk->pc);
    blk->ops[blk->count] = op;
    return (Val)blk->count++;
}

void ir_clear(Block *blk)
{
    blk->count = 0;
    blk->num_insns = 0;
    blk->idiom_end = 0;
}

void ir_trim(Block *blk)
{
    if (blk->capacity == blk->count)
        return;
    blk->capacity = blk->count;
    blk->ops = base_resize(blk->ops, blk->capacity * sizeof(Op));
}

void ir_free(Block *blk)
{
    base_free(blk->ops);
    *blk = (Block){0};
}

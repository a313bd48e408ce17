/* verify.c -- checks that a block obeys ops.def. A lifter or pass that breaks a rule is
 * a bug of this program, so callers panic on a complaint; tests expect particular
 * complaints.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "ir/words.h"

static bool is_type(Type type, unsigned types)
{
    return types >> type & 1;
}

static Type operand_type(const Block *blk, Val v)
{
    return (Type)blk->ops[v].type;
}

static const char *check_operands(const Block *blk, u32 i)
{
    const Op *op = &blk->ops[i];
    Val arg[] = {op->a, op->b, op->c};

    for (int k = 0; k < op_info[op->code].args; k++) {
        if (arg[k] == VAL_NONE && op->code == OP_helper)
            continue;
        if (arg[k] >= i)
            return "operand is used before it is made";
        if (!op_info[blk->ops[arg[k]].code].results || blk->ops[arg[k]].type == TY_NONE)
            return "operand is an op that makes no value";
    }
    return NULL;
}

/* Checks operands a, b and c of a pure op against the table's columns. */
static const char *check_pure(const Block *blk, const Op *op)
{
    const OpInfo *info = &op_info[op->code];
    bool carries = op->code == OP_carry || op->code == OP_overflow;
    bool selects = op->code == OP_select;
    bool same = info->types == info->from && !(info->traits & BOOL);
    Type type = (Type)op->type;

    if (!is_type(type, info->types))
        return "result has a type the op does not make";
    if (info->args == 0)
        return NULL;
    if (!is_type(operand_type(blk, op->a), info->from))
        return "operand a has a type the op does not take";
    if (same && info->args > 0 && operand_type(blk, op->a) != type)
        return "operand a differs in type from the result";
    if (info->args > 1 &&
        operand_type(blk, op->b) != (selects ? type : operand_type(blk, op->a)))
        return "operand b has the wrong type";
    if (info->args > 2 && operand_type(blk, op->c) != (carries ? TY_I32 : type))
        return "operand c has the wrong type";
    return NULL;
}

static const char *check_as(const Block *blk, const Op *op)
{
    if ((op->code == OP_as_int || op->code == OP_as_float) &&
        type_bits(operand_type(blk, op->a)) != type_bits((Type)op->type))
        return "operand a differs in width from the result";
    return NULL;
}

static const char *check_shape(const Op *op)
{
    unsigned shape = mem_shape(op->imm), bits = 8 * (shape & MEM_SIZE);
    Type type = (Type)op->type;
    bool is_int = type == TY_I32 || type == TY_I64;

    if (bits > type_bits(type) || (!is_int && bits != type_bits(type)))
        return "memory shape does not suit the type";
    if (shape & MEM_SIGNED &&
        (op->code == OP_store || !is_int || bits == type_bits(type)))
        return "memory shape has a sign that means nothing";
    return NULL;
}

static const char *check_memory(const Block *blk, const Op *op)
{
    if (operand_type(blk, op->a) != TY_I32)
        return "address is not an i32";
    if (op->type == TY_NONE)
        return "value has no type";
    if (op->code == OP_store && operand_type(blk, op->b) != op->type)
        return "value stored differs in type from the op";
    if (op->code == OP_cas && !is_type((Type)op->type, TYPES_I))
        return "cas of something not an integer";
    if (op->code == OP_cas &&
        (operand_type(blk, op->b) != op->type || operand_type(blk, op->c) != op->type))
        return "operands differ in type from the op";
    return check_shape(op);
}

static const char *check_helper(const Block *blk, const Op *op)
{
    Val arg[] = {op->a, op->b, op->c};

    if (op->type == TY_V128)
        return "a helper cannot give a vector";
    for (int k = 0; k < 3; k++)
        if (arg[k] != VAL_NONE && operand_type(blk, arg[k]) == TY_V128)
            return "a helper cannot take a vector";
    return NULL;
}

static const char *check_i32_operand(const Block *blk, const Op *op)
{
    if (op->type != TY_I32 || operand_type(blk, op->a) != TY_I32)
        return "operand is not an i32";
    return NULL;
}

static const char *check_effect(const Block *blk, const Op *op)
{
    const OpInfo *info = &op_info[op->code];

    if (info->pure)
        return NULL;
    if (info->traits & ON_I32)
        return check_i32_operand(blk, op);
    if (info->imm == IMM_MEM)
        return check_memory(blk, op);
    if (op->code == OP_get)
        return op->type == TY_NONE ? "value has no type" : NULL;
    if (op->code == OP_put)
        return operand_type(blk, op->a) == op->type ? NULL
                                                    : "value put differs from the op";
    if (op->code == OP_helper)
        return check_helper(blk, op);
    return op->type == TY_NONE ? NULL : "op without a value has a type";
}

static const char *check_words(const Op *op)
{
    const OpInfo *info = &op_info[op->code];
    u64 flags = FMA_NEG_ADDEND | FMA_NEG_RESULT | FMA_SINGLE;

    if (imm_words[info->imm] && !words_say((ImmKind)info->imm, op->imm))
        return "immediate is out of range";
    if (info->imm == IMM_NAN && op->code != OP_fma && op->imm & flags)
        return "a flag of fma on another op";
    if (info->imm == IMM_NAN && ((op->imm & NAN_OF_DIV && op->code != OP_fdiv) ||
                                 (op->imm & NAN_OF_SQRT && op->code != OP_fsqrt)))
        return "the NaN rule tells of another op";
    if (op->code == OP_fma && op->imm & FMA_SINGLE && op->type != TY_F64)
        return "FMA_SINGLE on an f32";
    return NULL;
}

static const char *check_vec(const Block *blk, const Op *op)
{
    const OpInfo *info = &op_info[op->code];
    unsigned lane = vec_lane(op->imm), count = vec_count(op->imm), limit = 0;
    bool whole = op->code == OP_vinsert || op->code == OP_vextract;
    unsigned scalar = op->code == OP_vsplat ? type_bits(operand_type(blk, op->a))
                                            : type_bits((Type)op->type);

    if (info->imm != IMM_VEC)
        return NULL;
    if (!(info->lanes & lane))
        return "lanes have a width the op does not take";
    if (op->imm & VEC_SHAPE & ~(u64)(info->flags | VEC_LANE))
        return "a flag the op does not take";
    if (info->flags & VEC_STANDARD && !(op->imm & VEC_STANDARD))
        return "floats without a mode";
    if (info->flags & VEC_COUNT)
        limit = whole ? 128 / lane - 1 : lane;
    if (count > limit)
        return "count is out of range";
    return lane > scalar ? "lanes are wider than the integer" : NULL;
}

static const char *check_number(const Op *op)
{
    bool narrow = op->type == TY_I32 || op->type == TY_F32;

    if (op->code == OP_constant && narrow && op->imm >> 32)
        return "constant is wider than its type";
    if ((op->code == OP_sext || op->code == OP_zext) &&
        (op->imm == 0 || op->imm > type_bits((Type)op->type)))
        return "extension from a width that does not exist";
    if (op->code == OP_jump_to && op->imm > JUMP_AWAY)
        return "no such kind of jump";
    return NULL;
}

static const char *check_op(const Block *blk, u32 i)
{
    const Op *op = &blk->ops[i];
    const char *complaint = NULL;

    if (op->code >= NUM_OPS)
        return "no such op";
    if (op->type >= NUM_TYPES)
        return "no such type";
    complaint = check_operands(blk, i);
    if (!complaint && op_info[op->code].pure)
        complaint = check_pure(blk, op);
    if (!complaint)
        complaint = check_as(blk, op);
    if (!complaint)
        complaint = check_effect(blk, op);
    if (!complaint)
        complaint = check_words(op);
    if (!complaint)
        complaint = check_vec(blk, op);
    if (!complaint)
        complaint = check_number(op);
    if (!complaint && ((op_info[op->code].traits & ENDS) != 0) != (i == blk->count - 1))
        complaint = "block must end, and only end, with a jump";
    return complaint;
}

const char *ir_verify(const Block *blk)
{
    static char text[160];

    if (blk->count == 0)
        return "block is empty";
    if (blk->count > BLOCK_MAX_OPS)
        return "block has too many ops";
    for (u32 i = 0; i < blk->count; i++) {
        const char *complaint = check_op(blk, i);

        if (!complaint)
            continue;
        base_format(text, sizeof(text), "op %u (%s): %s", i,
                    blk->ops[i].code < NUM_OPS ? op_info[blk->ops[i].code].name : "?",
                    complaint);
        return text;
    }
    return NULL;
}

/* lower_nest_ops.c -- the ops of a nest, in all lanes.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/llvm/lower_nest_ops.h"

#include "aot/llvm/debug.h"
#include "aot/llvm/lower_abi.h"

static LLVMTypeRef lane_type(const Lanewise *l, Type type)
{
    if (!type_is_float(type))
        return l->w->i32;
    return l->nest->size == 4 ? l->w->f32 : l->w->f64;
}

static LLVMValueRef splat(Lanewise *l, LLVMValueRef v)
{
    Lower *w = l->w;
    LLVMTypeRef type = LLVMVectorType(LLVMTypeOf(v), num_lanes(l));
    LLVMTypeRef order = LLVMVectorType(w->i32, num_lanes(l));
    LLVMValueRef none = LLVMGetPoison(type);

    v = LLVMBuildInsertElement(w->b, none, v, lower_i32(l->w, 0), "");
    return LLVMBuildShuffleVector(w->b, v, none, LLVMConstNull(order), "");
}

LLVMValueRef nest_in_all(Lanewise *l, const Value *v)
{
    if (v->kind == LANES_VECTOR)
        return v->all;
    return splat(l, l->nest->size == 4 && v->single ? v->single : v->val);
}

void nest_give_up_if(Lanewise *l, LLVMValueRef condition)
{
    lower_go_if_ever(l->w, condition, l->give_up);
}

/* Gives up the vector iterations if the `size` bytes at the current load's address
 * overlap those to be stored.  A lane may load what it stores itself: no other
 * iteration stores that. */
static void check_load(Lanewise *l, const Operation *o, u32 size, bool is_vector)
{
    Lower *w = l->w;
    u32 stored = num_lanes(l) * l->store_size;
    u32 more = (u32)mem_displacement(o->op->imm) + size - 1;
    LLVMValueRef at = LLVMBuildSub(w->b, o->a, l->store, "");

    at = LLVMBuildAdd(w->b, at, lower_i32(l->w, more), "");
    LLVMValueRef overlaps =
        LLVMBuildICmp(w->b, LLVMIntULT, at, lower_i32(l->w, size + stored - 1), "");
    if (is_vector && l->store_size == l->nest->size) {
        at = LLVMBuildICmp(w->b, LLVMIntNE, at, lower_i32(l->w, size - 1), "");
        overlaps = LLVMBuildAnd(w->b, overlaps, at, "");
    }
    nest_give_up_if(l, overlaps);
}

LLVMValueRef nest_is_any(Lanewise *l, LLVMValueRef mask)
{
    LLVMTypeRef all = LLVMIntTypeInContext(l->w->context, 8 * VECTOR_BYTES);

    mask = LLVMBuildBitCast(l->w->b, mask, all, "");
    return LLVMBuildICmp(l->w->b, LLVMIntNE, mask, LLVMConstNull(all), "");
}

/* Numbers that do not fit, and NaNs, become the smallest integer. */
static LLVMValueRef vector_of_converted(Lanewise *l, const Op *op)
{
    Lower *w = l->w;
    LLVMValueRef x = nest_in_all(l, &l->value[op->a]);
    bool truncates = (op->imm & ROUND_MODE) == ROUND_ZERO;
    const char *name = truncates ? "llvm.x86.avx.cvtt.ps2dq.256" //
                                 : "llvm.x86.avx.cvt.ps2dq.256";
    LLVMValueRef least = splat(l, lower_i32(l->w, 1u << 31));
    LLVMValueRef v = lower_intrinsic(w, name, NULL, 0, &x, 1);
    LLVMValueRef wrong = LLVMBuildICmp(w->b, LLVMIntEQ, v, least, "");

    nest_give_up_if(l, nest_is_any(l, LLVMBuildSExt(w->b, wrong, LLVMTypeOf(v), "")));
    return v;
}

static LLVMValueRef vector_of_integers(Lanewise *l, const Op *op)
{
    LLVMValueRef x = nest_in_all(l, &l->value[op->a]),
                 y = nest_in_all(l, &l->value[op->b]);
    LLVMBuilderRef b = l->w->b;

    switch (op->code) {
    case OP_add: return LLVMBuildAdd(b, x, y, "");
    case OP_sub: return LLVMBuildSub(b, x, y, "");
    case OP_mul: return LLVMBuildMul(b, x, y, "");
    case OP_and: return LLVMBuildAnd(b, x, y, "");
    case OP_or: return LLVMBuildOr(b, x, y, "");
    case OP_xor: return LLVMBuildXor(b, x, y, "");
    default: panic("%s is not done in lanes", op_info[op->code].name);
    }
}

static LLVMValueRef vector_value(Lanewise *l, const Operation *o, u32 index)
{
    Lower *w = l->w;
    const Op *op = nest_source(l->nest, l->block, index);
    const Val operand[] = {op->a, op->b, op->c};
    LLVMValueRef x[3] = {NULL, NULL, NULL};

    if (op->code == OP_load) {
        check_load(l, o, VECTOR_BYTES, true);
        LLVMTypeRef type = lane_type(l, (Type)op->type);
        return lower_load_lanes(w, o, type, num_lanes(l));
    }
    if (op->code == OP_ftoi)
        return vector_of_converted(l, op);
    if (!nest_is_arithmetic(op) && op->type == TY_I32)
        return vector_of_integers(l, op);
    for (u32 k = 0; k < op_info[op->code].args; k++)
        x[k] = nest_in_all(l, &l->value[operand[k]]);
    if (op->code == OP_fwiden || op->code == OP_fexpand || op->code == OP_fcompact)
        return x[0];
    return lower_float_lanes(w, op, x);
}

static void scalar_value(Lanewise *l, const Operation *o, u32 index)
{
    Lower *w = l->w;

    if (o->op->code == OP_load)
        check_load(l, o, (u32)(o->op->imm & MEM_SIZE), false);
    lower_op(w, o, index);
}

u32 nest_reg_of(const Lanewise *l, const Op *op)
{
    const Universe *u = &l->w->units->universe;

    return universe_place(u, (u32)op->imm, (Type)op->type).regs.reg;
}

/* Returns the vector with lanes of `type`, by reinterpreting its bits if the sizes are
 * the same. */
static LLVMValueRef as_lanes(Lanewise *l, LLVMValueRef v, LLVMTypeRef type)
{
    LLVMTypeRef vector = LLVMVectorType(type, num_lanes(l));
    bool is_wide = type == l->w->f64 || type == l->w->i64;

    if (is_wide != (l->nest->size == 8))
        return v;
    return LLVMBuildBitCast(l->w->b, v, vector, "");
}

/* A register is kept in the type of its own, whatever type the put has. */
static void put(Lanewise *l, const Operation *o)
{
    Lower *w = l->w;
    u32 reg = nest_reg_of(l, o->op);
    LLVMTypeRef type = lower_piece_type(w, l->nest->held[reg]);
    Value v = l->value[o->op->a];

    if (v.kind == LANES_VECTOR)
        v.all = as_lanes(l, v.all, type);
    else if (v.val)
        v.val = LLVMBuildBitCast(w->b, v.val, type, "");
    l->reg[reg] = v;
}

static void get(Lanewise *l, const Operation *o, u32 index)
{
    const Value *reg = &l->reg[nest_reg_of(l, o->op)];
    Lower *w = l->w;

    if (reg->kind == LANES_UNKNOWN) {
        lower_op_get(w, o, index);
        return;
    }
    l->value[index] = *reg;
    if (reg->kind == LANES_VECTOR) {
        l->value[index].all = as_lanes(l, reg->all, o->type);
        return;
    }
    w->blk->val[index] = LLVMBuildBitCast(w->b, reg->val, o->type, "");
    w->blk->single[index] = w->blk->known.is_single[index] ? reg->single : NULL;
}

/* Lowers a select whose choice is known, but only behind the branch that makes it
 * certain: a load may depend on it. */
static bool lower_selected(Lanewise *l, const Operation *o, u32 index)
{
    const Op *op = o->op;
    Lower *w = l->w;
    Val chosen = VAL_NONE;

    if (op->code == OP_select)
        chosen = nest_selected(l->nest, l->block, op);
    if (chosen == VAL_NONE)
        return false;
    nest_give_up_if(l, LLVMBuildICmp(w->b, chosen == op->b ? LLVMIntEQ : LLVMIntNE,
                                     o->a, lower_i32(l->w, 0), ""));
    l->value[index] = l->value[chosen];
    w->blk->val[index] = w->blk->val[chosen];
    w->blk->single[index] = w->blk->single[chosen];
    return true;
}

static void lower_value(Lanewise *l, const Operation *o, u32 index, NestLanes lanes)
{
    Lower *w = l->w;

    if (lower_selected(l, o, index))
        return;
    if (o->op->code == OP_get)
        get(l, o, index);
    else if (lanes.kind == LANES_VECTOR)
        l->value[index].all = vector_value(l, o, index);
    else
        scalar_value(l, o, index);
    if (l->value[index].kind == LANES_UNKNOWN)
        l->value[index].kind = lanes.kind;
    if (lanes.kind != LANES_VECTOR) {
        l->value[index].val = w->blk->val[index];
        l->value[index].single = w->blk->single[index];
    }
}

/* Returns true if other arithmetic of the block uses the result of arithmetic op
 * `index`: a NaN would then show there. */
static bool is_used(const Lanewise *l, u32 index)
{
    for (u32 i = index + 1; i < l->w->blk->ops->count; i++) {
        const Op *op = nest_source(l->nest, l->block, i);
        const Val operand[] = {op->a, op->b, op->c};
        bool passes = nest_is_arithmetic(op) || op->code == OP_fwiden ||
                      op->code == OP_fneg || op->code == OP_fabs;

        for (u32 k = 0; passes && k < op_info[op->code].args; k++)
            if (operand[k] == index && (nest_is_arithmetic(op) || is_used(l, i)))
                return true;
    }
    return false;
}

LLVMValueRef nest_nans(Lanewise *l, LLVMValueRef before)
{
    Lower *w = l->w;

    for (u32 i = 0; i < w->blk->ops->count; i++) {
        LLVMValueRef v = l->value[i].all;

        if (!v || !nest_is_arithmetic(nest_source(l->nest, l->block, i)) ||
            w->blk->known.folded[i] || is_used(l, i))
            continue;
        v = LLVMBuildFCmp(w->b, LLVMRealUNO, v, v, "");
        v = LLVMBuildSExt(w->b, v, LLVMTypeOf(before), "");
        before = LLVMBuildOr(w->b, before, v, "");
    }
    return before;
}

static void lower_store(Lanewise *l, const Operation *o)
{
    const Op *op = o->op;
    Lower *w = l->w;
    LLVMValueRef all = nest_in_all(l, &l->value[op->b]);

    l->found = nest_nans(l, l->found);
    nest_give_up_if(l, nest_is_any(l, l->found));
    if (l->store_size < l->nest->size) {
        LLVMTypeRef cell = LLVMIntTypeInContext(w->context, 8 * l->store_size);
        all = LLVMBuildTrunc(w->b, all, LLVMVectorType(cell, num_lanes(l)), "");
    }
    lower_store_lanes(w, o, l->store, all);
}

/* Leaves the vector version at a branch that is not expected.  The inner loop's own
 * back edge is lower_inner's. */
static void lower_way_out(Lanewise *l, const Operation *o, u32 index)
{
    Lower *w = l->w;

    if (l->block == NEST_HEAD || index != w->blk->ops->count - 2)
        nest_give_up_if(l,
                        LLVMBuildICmp(w->b, LLVMIntNE, o->a, lower_i32(l->w, 0), ""));
}

void nest_lower_ops(Lanewise *l)
{
    Lower *w = l->w;

    for (u32 i = 0; i < w->blk->ops->count; i++) {
        NestLanes lanes = l->nest->of[l->block][i];

        Operation o = lower_operands(w, i);
        if (l->block == NEST_LATCH && i == l->nest->again)
            return;
        if (o.op->code == OP_insn)
            debug_insn(w, (u32)o.op->imm);
        else if (o.op->code == OP_put)
            put(l, &o);
        else if (o.op->code == OP_exit_if)
            lower_way_out(l, &o, i);
        else if (o.op->code == OP_store)
            lower_store(l, &o);
        else if (lanes.kind != LANES_UNKNOWN)
            lower_value(l, &o, i, lanes);
    }
}

void nest_begin_block(Lanewise *l, unsigned block)
{
    const Block *ops = &l->nest->block[block]->ops;

    l->block = block;
    l->own = (LowerBlock){.ops = ops,
                          .val = base_alloc((ops->count + 1) * sizeof(LLVMValueRef)),
                          .single = base_alloc((ops->count + 1) * sizeof(LLVMValueRef)),
                          .ones = ir_ones(ops),
                          .known = l->nest->known[block]};
    l->w->blk = &l->own;
    l->value = base_alloc((ops->count + 1) * sizeof(*l->value));
}

void nest_end_block(Lanewise *l)
{
    base_free(l->own.val);
    base_free(l->own.single);
    base_free(l->own.ones);
    base_free(l->value);
}

/* lower_op.c -- from an op to the function that lowers it.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/llvm/lower_abi.h"
#include "aot/llvm/lower_group.h"

typedef LLVMValueRef LowerOp(Lower *w, const Operation *o);

static LowerOp *const lower_ops[NUM_OPS] = {
#define OP0(name, ...) [OP_##name] = lower_op_##name,
#define OP1 OP0
#define OP2 OP0
#define OP3 OP0
#define CVT OP0
#define ACCESS OP0
#define EFFECT(...)
#include "ir/ops.def"
};

static LLVMValueRef operand(const Lower *w, const Op *op, u32 n, Val v)
{
    return n < op_info[op->code].args && v != VAL_NONE ? w->blk->val[v] : NULL;
}

Operation lower_operands(const Lower *w, u32 index)
{
    const Op *op = &w->blk->ops->ops[index];

    return (Operation){.op = op,
                       .type = lower_type(w, (Type)op->type),
                       .a = operand(w, op, 0, op->a),
                       .b = operand(w, op, 1, op->b),
                       .c = operand(w, op, 2, op->c)};
}

/* Computes an f64 operation and the fnarrow of its result in f32. */
static LLVMValueRef lower_folded(Lower *w, const Op *op)
{
    Operation o = {.op = op,
                   .type = w->f32,
                   .a = w->blk->single[op->a],
                   .b = op_info[op->code].args > 1 ? w->blk->single[op->b] : NULL};

    return lower_ops[op->code](w, &o);
}

static LLVMValueRef fma_of_singles(Lower *w, const Op *wide)
{
    Op op = *wide;
    Operation o = {.op = &op,
                   .type = w->f32,
                   .a = w->blk->single[op.a],
                   .b = w->blk->single[op.b],
                   .c = w->blk->single[op.c]};

    op.imm &= ~(u64)FMA_SINGLE;
    op.type = TY_F32;
    return lower_op_fma(w, &o);
}

/* Returns, as f32, the result of an op that is known to give a single. */
static LLVMValueRef single_value(Lower *w, const Operation *o)
{
    const Op *op = o->op;

    switch (op->code) {
    case OP_fwiden:
    case OP_fexpand: return o->a;
    case OP_fneg: return LLVMBuildFNeg(w->b, w->blk->single[op->a], "");
    case OP_fabs:
        return lower_intrinsic(w, "llvm.fabs", &w->f32, 1, &w->blk->single[op->a], 1);
    case OP_fma: return fma_of_singles(w, op);
    default: panic("%s gives no single", op_info[op->code].name);
    }
}

/* Returns true for a fwiden of a value that was just rounded: it is no signalling NaN,
 * so widening raises no exception. */
static bool widens_result(const Lower *w, u32 index)
{
    const Op *op = &w->blk->ops->ops[index];

    return op->code == OP_fwiden && w->blk->ops->ops[op->a].code == OP_fnarrow;
}

static void lower_known_single(Lower *w, const Operation *o, u32 index)
{
    bool is_fma = o->op->code == OP_fma;

    w->blk->single[index] = single_value(w, o);
    if (is_fma || widens_result(w, index))
        w->blk->val[index] = LLVMBuildFPExt(w->b, w->blk->single[index], w->f64, "");
    else
        w->blk->val[index] = lower_ops[o->op->code](w, o);
}

static void lower_value(Lower *w, const Operation *o, u32 index)
{
    const Op *op = o->op;

    if (w->blk->single && w->blk->known.is_single[index])
        lower_known_single(w, o, index);
    else if (w->blk->single && op->code == OP_fnarrow && w->blk->known.folded[op->a])
        w->blk->val[index] = lower_folded(w, &w->blk->ops->ops[op->a]);
    else
        w->blk->val[index] = lower_ops[op->code](w, o);
}

void lower_op(Lower *w, const Operation *o, u32 index)
{
    if (!lower_ops[o->op->code] || (w->blk->single && w->blk->known.folded[index]))
        return;
    w->blk->group.open = !w->blk->group.again && lower_group_takes(w, index);
    if (w->blk->group.open)
        lower_group_add(w, index);
    lower_value(w, o, index);
    w->blk->group.open = false;
}

/* lower_op.c -- from an op to the function that lowers it. */
#include "aot/llvm/lower_abi.h"
#include "aot/llvm/lower_group.h"

typedef LLVMValueRef LowerOp(Lower *w);

static LowerOp *const lower_ops[NUM_OPS] = {
#define OP0(name, ...) [OP_##name] = lower_op_##name,
#define OP1 OP0
#define OP2 OP0
#define OP3 OP0
#define CVT OP0
#define EFFECT(...)
#include "ir/ops.def"
    [OP_load] = lower_op_load,   [OP_store] = lower_op_store, [OP_cas] = lower_op_cas,
    [OP_fence] = lower_op_fence, [OP_order] = lower_op_order,
};

static LLVMValueRef operand(const Lower *w, const Op *op, u32 n, Val v)
{
    return n < op_info[op->code].args && v != VAL_NONE ? w->val[v] : NULL;
}

void lower_operands(Lower *w, u32 index)
{
    const Op *op = &w->block->ops[index];

    w->op = op;
    w->type = lower_type(w, (Type)op->type);
    w->a = operand(w, op, 0, op->a);
    w->b0 = operand(w, op, 1, op->b);
    w->c = operand(w, op, 2, op->c);
}

/* An f64 operation and the fnarrow of its result, done in f32. */
static LLVMValueRef lower_folded(Lower *w, const Op *op)
{
    w->op = op;
    w->type = w->f32;
    w->a = w->single[op->a];
    w->b0 = op_info[op->code].args > 1 ? w->single[op->b] : NULL;
    return lower_ops[op->code](w);
}

static LLVMValueRef fma_of_singles(Lower *w)
{
    Op op = *w->op;

    op.imm &= ~(u64)FMA_SINGLE;
    op.type = TY_F32;
    w->op = &op;
    w->type = w->f32;
    w->a = w->single[op.a];
    w->b0 = w->single[op.b];
    w->c = w->single[op.c];
    return lower_op_fma(w);
}

/* The f32 that an op known to give a widened one gives. */
static LLVMValueRef single_value(Lower *w)
{
    const Op *op = w->op;

    switch (op->code) {
    case OP_fwiden:
    case OP_fexpand: return w->a;
    case OP_fneg: return LLVMBuildFNeg(w->b, w->single[op->a], "");
    case OP_fabs:
        return lower_intrinsic(w, "llvm.fabs", &w->f32, 1, &w->single[op->a], 1);
    case OP_fma: return fma_of_singles(w);
    default: panic("%s gives no single", op_info[op->code].name);
    }
}

/* A fwiden of what was just rounded: no signalling NaN, so no exception. */
static bool widens_result(const Lower *w, u32 index)
{
    const Op *op = &w->block->ops[index];

    return op->code == OP_fwiden && w->block->ops[op->a].code == OP_fnarrow;
}

static void lower_known_single(Lower *w, u32 index)
{
    bool is_fma = w->op->code == OP_fma;

    w->single[index] = single_value(w);
    if (is_fma || widens_result(w, index))
        w->val[index] = LLVMBuildFPExt(w->b, w->single[index], w->f64, "");
    else
        w->val[index] = lower_ops[w->op->code](w);
}

static void lower_value(Lower *w, u32 index)
{
    const Op *op = w->op;

    if (w->single && w->known.is_single[index])
        lower_known_single(w, index);
    else if (w->single && op->code == OP_fnarrow && w->known.folded[op->a])
        w->val[index] = lower_folded(w, &w->block->ops[op->a]);
    else
        w->val[index] = lower_ops[op->code](w);
}

void lower_op(Lower *w, u32 index)
{
    if (!lower_ops[w->op->code] || (w->single && w->known.folded[index]))
        return;
    w->group.open = !w->group.again && lower_group_takes(w, index);
    if (w->group.open)
        lower_group_add(w, index);
    lower_value(w, index);
    w->group.open = false;
}

/* lower_op.c -- from an op to the function that lowers it. */
#include "aot/lower_abi.h"
#include "runtime/abi.h"

typedef LLVMValueRef LowerOp(Lower *w);

static LowerOp *const lower_ops[NUM_OPS] = {
#define OP0(name, ...) [OP_##name] = lower_op_##name,
#define OP1 OP0
#define OP2 OP0
#define OP3 OP0
#define CVT OP0
#define EFFECT(...)
#include "ir/ops.def"
    [OP_load] = lower_op_load,
    [OP_store] = lower_op_store,
    [OP_cas] = lower_op_cas,
    [OP_fence] = lower_op_fence,
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

void lower_op(Lower *w, u32 index)
{
    if (lower_ops[w->op->code])
        w->val[index] = lower_ops[w->op->code](w);
}

void lower_unit(Lower *w, const Unit *unit)
{
    w->unit = unit;
    w->function = lower_symbol(w, unit, ".body");
    lower_body(w);
    w->function = lower_symbol(w, unit, "");
    lower_entry(w);
    w->function = lower_symbol(w, unit, ".leave");
    lower_leave_stub(w);
}

/*
 * lower_group.c -- floating-point operations that are checked for NaNs together.
 *
 * A NaN goes through every operation that follows from it.  So the operations of a
 * block are done unchecked, and before anything can see their results, those are
 * checked that no other operation of the group uses: two by one compare.  Should one
 * be a NaN, the whole group is done over by the functions of ir/fp.h, which mind the
 * guest's rule.  That adds no other exception flags than the first time.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include "aot/llvm/lower_group.h"
#include "aot/flow/faults.h"

#include <string.h>

#include "aot/llvm/debug.h"
#include "aot/llvm/lower_abi.h"

static bool is_member(const Lower *w, Val v)
{
    for (u32 i = 0; v != VAL_NONE && i < w->blk->group.count; i++)
        if (w->blk->group.member[i] == v)
            return true;
    return false;
}

/* Returns the op whose operands op `index` uses: for a folded fnarrow, the operation
 * whose result it rounds. */
static const Op *source(const Lower *w, u32 index)
{
    const Op *op = &w->blk->ops->ops[index];
    bool folds =
        w->blk->single && op->code == OP_fnarrow && w->blk->known.folded[op->a];

    return folds ? &w->blk->ops->ops[op->a] : op;
}

static bool uses(const Lower *w, u32 index, bool (*holds)(const Lower *w, Val v))
{
    const Op *op = source(w, index);
    const Val operand[] = {op->a, op->b, op->c};

    for (u32 k = 0; k < op_info[op->code].args; k++)
        if (holds(w, operand[k]))
            return true;
    return false;
}

/* Returns true for an operation whose NaN result, on the host, may differ from the
 * guest's. */
static bool is_arithmetic(const Lower *w, u32 index)
{
    const Op *op = source(w, index);

    switch (op->code) {
    case OP_fadd:
    case OP_fsub:
    case OP_fmul:
    case OP_fdiv:
    case OP_fsqrt: return true;
    case OP_fma:
        return !(op->imm & FMA_SINGLE) ||
               (w->blk->single && w->blk->known.is_single[index]);
    default: return false;
    }
}

/* Returns true for an op that makes no NaN of its own and passes on those of a member.
 */
static bool follows(const Lower *w, u32 index)
{
    switch (w->blk->ops->ops[index].code) {
    case OP_fneg:
    case OP_fabs:
    case OP_fwiden:
    case OP_fnarrow: return uses(w, index, is_member);
    default: return false;
    }
}

bool lower_group_takes(const Lower *w, u32 index)
{
    return is_arithmetic(w, index) || follows(w, index);
}

static u32 slot_end(const Op *op)
{
    return (u32)op->imm + type_bits((Type)op->type) / 8;
}

/* Returns true if a get reads a slot that was put since the group began. */
static bool gets_put(const Lower *w, const Op *get)
{
    for (u32 i = 0; i < w->blk->group.num_puts; i++) {
        const Op *put = &w->blk->ops->ops[w->blk->group.put[i]];

        if ((u32)put->imm < slot_end(get) && (u32)get->imm < slot_end(put))
            return true;
    }
    return false;
}

static bool begins_with_checkpoint(const Lower *w, u32 index)
{
    const FaultPoint *fault =
        w->blk->unit_block
            ? faults_at(w->blk->unit_block, (u32)w->blk->ops->ops[index].imm)
            : NULL;

    return fault && fault->checkpoint;
}

/* Returns true if the group must be checked before the op. */
static bool cannot_wait(const Lower *w, u32 index)
{
    const Op *op = &w->blk->ops->ops[index];

    if (w->blk->group.count == GROUP_MAX || w->blk->group.num_puts == GROUP_MAX)
        return true;
    if (op->code == OP_insn && begins_with_checkpoint(w, index))
        return true;
    if (op->code == OP_fset)
        return false; /* the result is the same for any NaN */
    if (op_info[op->code].pure || op->code == OP_store)
        return uses(w, index, is_member) && !lower_group_takes(w, index);
    if (op->code == OP_get)
        return gets_put(w, op);
    return op->code != OP_insn && op->code != OP_load && op->code != OP_put;
}

void lower_group_add(Lower *w, u32 index)
{
    w->blk->group.member[w->blk->group.count++] = index;
}

void lower_group_put(Lower *w, u32 index)
{
    if (w->blk->group.count > 0)
        w->blk->group.put[w->blk->group.num_puts++] = index;
}

/* Returns a member's value: of a known single the f32, so that the check alone does not
 * make the f64 necessary. */
static LLVMValueRef checked_value(const Lower *w, Val v)
{
    LLVMValueRef single = lower_single(w, v);

    return single ? single : w->blk->val[v];
}

static void find_used(const Lower *w, bool *used)
{
    for (u32 i = 0; i < w->blk->group.count; i++) {
        const Op *op = source(w, w->blk->group.member[i]);
        const Val operand[] = {op->a, op->b, op->c};

        for (u32 k = 0; k < op_info[op->code].args; k++)
            for (u32 n = 0; n < i; n++)
                used[n] |= w->blk->group.member[n] == operand[k];
    }
}

static LLVMValueRef either(Lower *w, LLVMValueRef x, LLVMValueRef y)
{
    return x ? LLVMBuildOr(w->b, x, y, "") : y;
}

/* Returns the condition that a member's value is a NaN; NULL if there are no members.
 */
static LLVMValueRef any_nan(Lower *w)
{
    bool used[GROUP_MAX] = {false};
    LLVMValueRef found = NULL, waiting[2] = {NULL, NULL};

    find_used(w, used);
    for (u32 i = 0; i < w->blk->group.count; i++) {
        if (used[i])
            continue;
        LLVMValueRef v = checked_value(w, w->blk->group.member[i]);
        LLVMValueRef *other = &waiting[LLVMTypeOf(v) == w->f32];
        if (!*other) {
            *other = v;
            continue;
        }
        found = either(w, found, LLVMBuildFCmp(w->b, LLVMRealUNO, *other, v, ""));
        *other = NULL;
    }
    for (u32 i = 0; i < ARRAY_LEN(waiting); i++)
        if (waiting[i])
            found = either(
                w, found, LLVMBuildFCmp(w->b, LLVMRealUNO, waiting[i], waiting[i], ""));
    return found;
}

typedef struct {
    LLVMValueRef val, single;
} Made;

/* Computes the members' values again, with the guest's NaNs. */
static void make_again(Lower *w, Made *before)
{
    w->blk->group.again = true;
    for (u32 i = 0; i < w->blk->group.count; i++) {
        Val v = (Val)w->blk->group.member[i];

        before[i] = (Made){w->blk->val[v], lower_single(w, v)};
        debug_op(w, v);
        Operation o = lower_operands(w, v);
        lower_op(w, &o, v);
    }
    w->blk->group.again = false;
}

static LLVMValueRef merged(Lower *w, LLVMValueRef value, LLVMBasicBlockRef from,
                           LLVMValueRef other, LLVMBasicBlockRef rare)
{
    if (!value)
        return NULL;
    LLVMValueRef phi = LLVMBuildPhi(w->b, LLVMTypeOf(value), "");
    LLVMAddIncoming(phi, &value, &from, 1);
    LLVMAddIncoming(phi, &other, &rare, 1);
    return phi;
}

/* Returns the number of the first event of op `index`, which has events, searching back
 * from `event`. */
static u32 event_of(const Lower *w, u32 index, u32 event)
{
    while (event > 0 && w->blk->unit_block->event[event - 1].op >= index)
        event--;
    return event;
}

static void put_again(Lower *w)
{
    u32 event = w->blk->event;

    for (u32 i = 0; i < w->blk->group.num_puts; i++) {
        u32 index = w->blk->group.put[i];

        Operation o = lower_operands(w, index);
        if (w->state_base) {
            lower_put_state(w, (u32)o.op->imm, o.a);
        } else {
            w->blk->event = event_of(w, index, event);
            lower_op_put(w, &o);
        }
    }
    w->blk->event = event;
}

/* Checks the group, before op `index`. */
static void settle(Lower *w, u32 index)
{
    Made before[GROUP_MAX];
    LLVMBasicBlockRef from = LLVMGetInsertBlock(w->b);
    LLVMBasicBlockRef on = lower_unlikely(w, any_nan(w));

    make_again(w, before);
    debug_op(w, index);
    LLVMBasicBlockRef rare = LLVMGetInsertBlock(w->b);
    LLVMBuildBr(w->b, on);
    LLVMPositionBuilderAtEnd(w->b, on);
    for (u32 i = 0; i < w->blk->group.count; i++) {
        Val v = (Val)w->blk->group.member[i];
        LLVMValueRef single = lower_single(w, v);

        w->blk->val[v] = merged(w, before[i].val, from, w->blk->val[v], rare);
        if (single)
            w->blk->single[v] = merged(w, before[i].single, from, single, rare);
    }
    w->blk->group.count = 0;
    put_again(w);
    w->blk->group.num_puts = 0;
}

void lower_group_before(Lower *w, u32 index)
{
    if (w->blk->group.count > 0 && cannot_wait(w, index))
        settle(w, index);
}

/* lower_unit.c -- a guest function's body: blocks, ways out. */
#include "aot/llvm/lower.h"

#include <stdlib.h>
#include <string.h>

#include "aot/flow/placement.h"
#include "aot/llvm/lower_abi.h"
#include "aot/llvm/lower_group.h"
#include "aot/llvm/lower_nest.h"
#include "runtime/abi.h"

/* ---- leaving ---- */

static LLVMValueRef pc_value(Lower *w, u64 pc)
{
    return lower_number(w, w->i32, (u32)pc);
}

/* A guest return: to the host caller if it goes where that expects it. */
static void lower_guest_return(Lower *w)
{
    const Op *target = &w->block->ops[w->op->a];
    LLVMValueRef pc = w->a, compared = pc;

    /* The low bits cut off do not matter where both are return addresses. */
    if (target->code == OP_and && w->block->ops[target->b].code == OP_constant)
        compared = w->val[target->a];
    LLVMValueRef elsewhere = LLVMBuildICmp(w->b, LLVMIntNE, compared, w->ret, "");
    LLVMBasicBlockRef home = lower_unlikely(w, elsewhere);
    Kept kept = lower_keep(w);

    lower_want(w, w->unit->sig.results);
    lower_flush(w, regset_and(w->dirty, w->unit->sig.live_out));
    lower_dispatch(w, pc);
    lower_restore(w, kept);
    LLVMPositionBuilderAtEnd(w->b, home);
    lower_return(w);
}

/* ---- control inside the function ---- */

static void lower_go(Lower *w, u32 address)
{
    u32 index = unit_block(w->unit, address);

    if (index != NOWHERE) {
        lower_edge(w, index);
        return;
    }
    index = units_find(w->units, address);
    if (index != NOWHERE)
        lower_tail_call(w, index);
    else
        lower_leave(w, pc_value(w, address));
}

static void lower_exit_if(Lower *w)
{
    LLVMValueRef taken = LLVMBuildICmp(w->b, LLVMIntNE, w->a, pc_value(w, 0), "");
    u32 index = unit_block(w->unit, (u32)w->op->imm);

    if (index != NOWHERE) {
        lower_edge_if(w, index, taken);
        return;
    }
    LLVMBasicBlockRef leave = lower_new_block(w), stay = lower_new_block(w);
    Kept kept = lower_keep(w);

    LLVMBuildCondBr(w->b, taken, leave, stay);
    LLVMPositionBuilderAtEnd(w->b, leave);
    lower_go(w, (u32)w->op->imm);
    lower_restore(w, kept);
    LLVMPositionBuilderAtEnd(w->b, stay);
}

static void lower_jump_to(Lower *w)
{
    if (w->op->imm == JUMP_RETURN) {
        lower_guest_return(w);
        return;
    }
    if (w->unit_block->table)
        lower_switch(w);
    else
        lower_indirect_tail_call(w, w->a);
}

static void lower_syscall(Lower *w)
{
    LLVMValueRef next = pc_value(w, w->op->imm);

    lower_flush(w, w->dirty);
    LLVMValueRef changed = lower_runtime(w, "rt_syscall", false, w->i32, &next, 1);
    changed = LLVMBuildICmp(w->b, LLVMIntNE, changed, pc_value(w, 0), "");
    LLVMBasicBlockRef on = lower_unlikely(w, changed);
    lower_dispatch_state_pc(w);
    LLVMPositionBuilderAtEnd(w->b, on);
    lower_forget(w);
    lower_go(w, (u32)w->op->imm);
}

static void lower_resync(Lower *w)
{
    LLVMValueRef changed =
        lower_get_state(w, HEAD + offsetof(ThreadHead, code_changed), w->i32);

    LLVMSetVolatile(changed, true);
    lower_op_order(w);
    changed = LLVMBuildICmp(w->b, LLVMIntNE, changed, pc_value(w, 0), "");
    LLVMBasicBlockRef on = lower_unlikely(w, changed);
    Kept kept = lower_keep(w);
    lower_flush(w, w->dirty);
    lower_dispatch(w, pc_value(w, w->op->imm));
    lower_restore(w, kept);
    LLVMPositionBuilderAtEnd(w->b, on);
    lower_go(w, (u32)w->op->imm);
}

static void lower_raise(Lower *w)
{
    LLVMValueRef args[] = {pc_value(w, w->op->imm), pc_value(w, w->op->imm >> 32)};

    lower_flush(w, w->dirty);
    lower_runtime(w, "rt_raise", false, w->void_type, args, 2);
    LLVMBuildUnreachable(w->b);
}

static void lower_raise_if(Lower *w)
{
    LLVMValueRef raised = LLVMBuildICmp(w->b, LLVMIntNE, w->a, pc_value(w, 0), "");
    LLVMBasicBlockRef stay = lower_unlikely(w, raised);
    Kept kept = lower_keep(w);

    lower_raise(w);
    lower_restore(w, kept);
    LLVMPositionBuilderAtEnd(w->b, stay);
}

static void lower_invalidate(Lower *w)
{
    LLVMValueRef args[] = {w->a, pc_value(w, w->op->imm)};

    lower_runtime(w, "rt_invalidate", false, w->void_type, args, 2);
}

static void lower_helper(Lower *w, u32 index)
{
    const Helper *h = &w->units->guest->names.helpers[w->op->imm];
    RegSet reads = universe_ranges(&w->units->universe, h->reads);
    RegSet writes = universe_ranges(&w->units->universe, h->writes);
    RegSet both = regset_and(w->dirty, regset_or(reads, writes));
    LLVMValueRef args[4];

    args[1] = lower_argument(w, w->op->a);
    args[2] = lower_argument(w, w->op->b);
    args[3] = lower_argument(w, w->op->c);
    lower_flush(w, both);
    w->dirty = regset_minus(w->dirty, both);
    args[0] = lower_get_state(w, HEAD + offsetof(ThreadHead, self), w->i64);
    LLVMValueRef v = lower_runtime(w, h->name, false, w->i64, args, 4);
    w->valid = regset_minus(w->valid, writes);
    w->singles = regset_minus(w->singles, writes);
    lower_helper_result(w, index, v);
}

/* ---- blocks ---- */

/* Before an op that may fault: tell where. */
static void put_pc(Lower *w)
{
    if (!lower_is_precise(w) || w->state_pc == w->insn_pc)
        return;
    lower_put_state(w, w->units->guest->pc_slot, pc_value(w, w->insn_pc));
    w->state_pc = w->insn_pc;
}

static void lower_control(Lower *w, u32 index)
{
    switch ((Opcode)w->op->code) {
    case OP_get: lower_op_get(w, index); break;
    case OP_put:
        lower_op_put(w);
        lower_group_put(w, index);
        break;
    case OP_helper:
        put_pc(w);
        lower_helper(w, index);
        lower_want(w, regset_and(w->wanted[w->event], w->units->eager));
        break;
    case OP_invalidate: lower_invalidate(w); break;
    case OP_exit_if: lower_exit_if(w); break;
    case OP_jump: lower_go(w, (u32)w->op->imm); break;
    case OP_call:
        lower_call(w, (u32)w->op->imm, (u32)(w->op->imm >> 32), NULL,
                   &w->live[w->event]);
        lower_go(w, (u32)(w->op->imm >> 32));
        break;
    case OP_call_to:
        lower_call(w, 0, (u32)w->op->imm, w->a, &w->live[w->event]);
        lower_go(w, (u32)w->op->imm);
        break;
    case OP_jump_to: lower_jump_to(w); break;
    case OP_syscall: lower_syscall(w); break;
    case OP_resync: lower_resync(w); break;
    case OP_raise: lower_raise(w); break;
    case OP_raise_if: lower_raise_if(w); break;
    case OP_insn: w->insn_pc = (u32)w->op->imm; break;
    case OP_load:
    case OP_store:
    case OP_cas:
        put_pc(w);
        lower_op(w, index);
        break;
    case OP_fence:
    case OP_order:
#define OP0(name, ...) case OP_##name:
#define OP1 OP0
#define OP2 OP0
#define OP3 OP0
#define CVT OP0
#define EFFECT(...)
#include "ir/ops.def"
    case NUM_OPS: lower_op(w, index); break;
    }
}

static void mark(bool *needed, const Op *op)
{
    const Val operand[] = {op->a, op->b, op->c};

    for (unsigned i = 0; i < op_info[op->code].args; i++)
        if (operand[i] != VAL_NONE)
            needed[operand[i]] = true;
}

/* May anybody read what a put writes?  `event`: its first. */
static bool is_seen(const UnitBlock *block, const RegSet *live, u32 event)
{
    u32 op = block->event[event].op;

    for (; event < block->num_events && block->event[event].op == op; event++)
        if (regset_has(&live[event], block->event[event].reg))
            return true;
    return false;
}

/* Which ops to lower: not the puts nobody can see, nor what only they use. */
static bool *find_needed(const Units *units, const UnitBlock *block, const RegSet *live)
{
    const Block *ops = &block->ops;
    bool *needed = base_alloc(ops->count + 1);
    bool precise = units->precise;
    u32 event = block->num_events;

    for (u32 i = ops->count; i-- > 0;) {
        const Op *op = &ops->ops[i];

        while (event > 0 && block->event[event - 1].op >= i)
            event--;
        if (op->code == OP_put && (u32)op->imm != units->guest->pc_slot)
            needed[i] = precise || is_seen(block, live, event);
        else if (op->code != OP_get && !op_info[op->code].pure)
            needed[i] = true;
        else if (op_info[op->code].traits & FP)
            needed[i] = true; /* for its exception flags */
        if (needed[i])
            mark(needed, op);
    }
    return needed;
}

/* Try several iterations of the loop at once, if the block begins such a one. */
static void lower_nest_at(Lower *w, u32 n)
{
    Nest nest;

    if (w->options->level < 2 || w->options->cpu_level == 2 || w->turns[n].begin ||
        !nest_find(w->units, w->unit, n, &nest))
        return;
    lower_nest(w, &nest);
    nest_free(&nest);
}

static void lower_unit_block(Lower *w, u32 n)
{
    const UnitBlock *block = &w->unit->block[n];
    size_t count = block->num_events ? block->num_events : 1;
    RegSet *live = base_alloc(count * sizeof(RegSet));
    RegSet *wanted = base_alloc(count * sizeof(RegSet));

    flow_after(w->units, w->unit, block, live, wanted);
    bool *needed = find_needed(w->units, block, live);
    w->live = live;
    w->wanted = wanted;
    w->event = 0;
    w->unit_block = block;
    w->block = &block->ops;
    w->val = base_alloc((block->ops.count + 1) * sizeof(*w->val));
    w->single = base_alloc((block->ops.count + 1) * sizeof(*w->val));
    w->ones = ir_ones(&block->ops);
    w->known = singles_of(w->units, block);
    w->valid = block_needs(block);
    w->dirty = regset_and(block->flow.dirty, w->valid);
    w->singles = regset_and(block->flow.singles, w->valid);
    w->state_pc = w->insn_pc = NO_RETURN;
    LLVMPositionBuilderAtEnd(w->b, w->turns[n].begin ? w->turns[n].begin : w->bb[n]);
    lower_nest_at(w, n);
    for (u32 i = 0; i < block->ops.count; i++) {
        while (w->event < block->num_events && block->event[w->event].op < i)
            w->event++;
        if (!needed[i])
            continue;
        lower_group_before(w, i);
        lower_operands(w, i);
        lower_control(w, i);
    }
    base_free(w->val);
    base_free(w->single);
    base_free(w->ones);
    w->single = NULL;
    w->ones = NULL;
    singles_free(&w->known);
    base_free(needed);
    base_free(live);
    base_free(wanted);
}

static void lower_body(Lower *w)
{
    const Unit *unit = w->unit;

    memset(w->reg, 0, sizeof(w->reg));
    memset(w->reg_single, 0, sizeof(w->reg_single));
    w->target = NULL;
    w->singles = (RegSet){{0}};
    w->bb = base_alloc(unit->num_blocks * sizeof(*w->bb));
    LLVMBasicBlockRef entry = lower_new_block(w);
    for (u32 i = 0; i < unit->num_blocks; i++)
        w->bb[i] = lower_new_block(w);
    LLVMPositionBuilderAtEnd(w->b, entry);
    lower_take_params(w);
    if (unit->polls)
        lower_entry_poll(w);
    lower_want(w, block_needs(&unit->block[0]));
    LLVMBuildBr(w->b, w->bb[0]);
    w->turns = base_alloc(unit->num_blocks * sizeof(*w->turns));
    for (u32 i = 0; i < unit->num_blocks; i++)
        if (unit->block[i].count.kind == COUNT_MANY)
            lower_begin_loop(w, i);
    for (u32 i = 0; i < unit->num_blocks; i++)
        lower_unit_block(w, i);
    base_free(w->bb);
    base_free(w->turns);
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

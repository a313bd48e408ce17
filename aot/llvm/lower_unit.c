/* lower_unit.c -- a guest function's body: blocks, ways out.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/llvm/lower.h"

#include "aot/flow/faults.h"
#include "aot/flow/placement.h"
#include "aot/llvm/debug.h"
#include "aot/llvm/lower_base.h"
#include "aot/llvm/lower_call.h"
#include "aot/llvm/lower_group.h"
#include "aot/llvm/lower_nest.h"
#include "runtime/abi.h"

/* ---- leaving ---- */

/* A guest return: returns to the host caller if the address is the one this expects.
 * What the state must have either way is stored before that is known, once. */
static void lower_guest_return(Lower *w, const Operation *o)
{
    const Op *target = &w->blk->ops->ops[o->op->a];
    const Signature *sig = &w->fn->unit->sig;
    LLVMValueRef pc = o->a, compared = pc;

    /* A mask of the low bits can be left out of the comparison: both are return
     * addresses. */
    if (target->code == OP_and && w->blk->ops->ops[target->b].code == OP_constant)
        compared = w->blk->val[target->a];
    RegSet seen = regset_and(w->fn->dirty, sig->live_out);
    RegSet both = regset_minus(seen, sig->results);
    lower_flush(w, both);
    w->fn->dirty = regset_minus(w->fn->dirty, both);
    LLVMValueRef elsewhere = LLVMBuildICmp(w->b, LLVMIntNE, compared, w->fn->ret, "");
    LLVMBasicBlockRef home = lower_unlikely(w, elsewhere);
    Kept kept = lower_keep(w);
    DebugPart part = debug_part(w, PART_EXIT);

    lower_flush_rarely(w, regset_minus(seen, both));
    lower_dispatch(w, pc);
    lower_restore(w, kept);
    debug_part(w, part);
    LLVMPositionBuilderAtEnd(w->b, home);
    lower_return(w);
}

/* ---- control inside the function ---- */

static void lower_go(Lower *w, u32 address)
{
    u32 index = unit_block(w->fn->unit, address);

    if (index != NOWHERE) {
        lower_edge(w, index);
        return;
    }
    index = units_find(w->units, address);
    if (index != NOWHERE)
        lower_tail_call(w, index);
    else
        lower_leave(w, lower_i32(w, address));
}

static void lower_exit_if(Lower *w, const Operation *o)
{
    LLVMValueRef taken = LLVMBuildICmp(w->b, LLVMIntNE, o->a, lower_i32(w, 0), "");
    u32 index = unit_block(w->fn->unit, (u32)o->op->imm);

    if (index != NOWHERE) {
        lower_edge_if(w, index, taken);
        return;
    }
    LLVMBasicBlockRef leave = lower_new_block(w), stay = lower_new_block(w);
    Kept kept = lower_keep(w);

    LLVMBuildCondBr(w->b, taken, leave, stay);
    LLVMPositionBuilderAtEnd(w->b, leave);
    lower_go(w, (u32)o->op->imm);
    lower_restore(w, kept);
    LLVMPositionBuilderAtEnd(w->b, stay);
}

static void lower_jump_to(Lower *w, const Operation *o)
{
    if (o->op->imm == JUMP_RETURN) {
        lower_guest_return(w, o);
        return;
    }
    if (w->blk->unit_block->table)
        lower_switch(w, o);
    else
        lower_indirect_tail_call(w, o->a);
}

static void lower_syscall(Lower *w, const Operation *o)
{
    LLVMValueRef next = lower_i32(w, o->op->imm);

    lower_flush(w, w->fn->dirty);
    LLVMValueRef changed = lower_runtime(w, "rt_syscall", false, w->i32, &next, 1);
    changed = LLVMBuildICmp(w->b, LLVMIntNE, changed, lower_i32(w, 0), "");
    LLVMBasicBlockRef on = lower_unlikely(w, changed);
    DebugPart part = debug_part(w, PART_EXIT);
    lower_dispatch_state_pc(w);
    debug_part(w, part);
    LLVMPositionBuilderAtEnd(w->b, on);
    lower_forget(w);
    lower_go(w, (u32)o->op->imm);
}

static void lower_resync(Lower *w, u32 next)
{
    LLVMValueRef changed =
        lower_get_state(w, HEAD + offsetof(ThreadHead, code_changed), w->i32);

    LLVMSetVolatile(changed, true);
    lower_order(w);
    changed = LLVMBuildICmp(w->b, LLVMIntNE, changed, lower_i32(w, 0), "");
    LLVMBasicBlockRef on = lower_unlikely(w, changed);
    Kept kept = lower_keep(w);
    DebugPart part = debug_part(w, PART_EXIT);
    lower_flush_rarely(w, w->fn->dirty);
    lower_dispatch(w, lower_i32(w, next));
    lower_restore(w, kept);
    debug_part(w, part);
    LLVMPositionBuilderAtEnd(w->b, on);
    lower_go(w, next);
}

static void lower_raise(Lower *w, const Operation *o)
{
    LLVMValueRef args[] = {lower_i32(w, o->op->imm), lower_i32(w, o->op->imm >> 32)};
    DebugPart part = debug_part(w, PART_EXIT);

    lower_flush_rarely(w, w->fn->dirty);
    lower_runtime(w, "rt_raise", false, w->void_type, args, 2);
    LLVMBuildUnreachable(w->b);
    debug_part(w, part);
}

static void lower_raise_if(Lower *w, const Operation *o)
{
    LLVMValueRef raised = LLVMBuildICmp(w->b, LLVMIntNE, o->a, lower_i32(w, 0), "");
    LLVMBasicBlockRef stay = lower_unlikely(w, raised);
    Kept kept = lower_keep(w);

    lower_raise(w, o);
    lower_restore(w, kept);
    LLVMPositionBuilderAtEnd(w->b, stay);
}

static void lower_invalidate(Lower *w, const Operation *o)
{
    LLVMValueRef args[] = {o->a, lower_i32(w, o->op->imm)};

    lower_runtime(w, "rt_invalidate", false, w->void_type, args, 2);
}

static void lower_helper(Lower *w, const Operation *o, u32 index)
{
    const Helper *h = &w->units->guest->names.helpers[o->op->imm];
    RegSet reads = universe_ranges(&w->units->universe, h->reads);
    RegSet writes = universe_ranges(&w->units->universe, h->writes);
    RegSet both = regset_and(w->fn->dirty, regset_or(reads, writes));
    LLVMValueRef args[4];

    args[1] = lower_argument(w, o->op->a);
    args[2] = lower_argument(w, o->op->b);
    args[3] = lower_argument(w, o->op->c);
    lower_flush(w, both);
    w->fn->dirty = regset_minus(w->fn->dirty, both);
    args[0] = lower_thread(w);
    LLVMValueRef v = lower_runtime(w, h->name, false, w->i64, args, 4);
    w->fn->valid = regset_minus(w->fn->valid, writes);
    w->fn->singles = regset_minus(w->fn->singles, writes);
    lower_helper_result(w, o, index, v);
}

/* ---- blocks ---- */

/* Before an instruction that may fault: stores what may be read after the fault. */
static void flush_for_fault(Lower *w, u32 index)
{
    const UnitBlock *b = w->blk->unit_block;
    const Event *e = w->blk->event < b->num_events ? &b->event[w->blk->event] : NULL;

    if (!e || e->op != index || e->kind != EV_FAULT || !b->fault[e->to].checkpoint)
        return;
    RegSet seen = regset_or(w->blk->live[w->blk->event], b->fault[e->to].reads);
    lower_flush(w, regset_and(w->fn->dirty, seen));
    w->fn->dirty = faults_mode_register(w->units, &b->fault[e->to]);
    if (b->fault[e->to].mode) {
        u32 slot = w->units->guest->mode_slot;

        lower_put_state(w, slot, lower_i32(w, b->fault[e->to].mode));
        lower_set_piece(w, universe_place(&w->units->universe, slot, TY_I32).regs,
                        lower_i32(w, 0));
    }
    lower_put_state(w, w->units->guest->pc_slot, lower_i32(w, w->blk->insn_pc));
}

static void lower_control(Lower *w, const Operation *o, u32 index)
{
    switch ((Opcode)o->op->code) {
    case OP_get: lower_op_get(w, o, index); break;
    case OP_put:
        lower_op_put(w, o);
        lower_group_put(w, index);
        break;
    case OP_helper:
        lower_helper(w, o, index);
        lower_want(w, regset_and(w->blk->wanted[w->blk->event], w->units->eager));
        break;
    case OP_invalidate: lower_invalidate(w, o); break;
    case OP_exit_if: lower_exit_if(w, o); break;
    case OP_jump: lower_go(w, (u32)o->op->imm); break;
    case OP_call:
        lower_call(w, (u32)o->op->imm, (u32)(o->op->imm >> 32), NULL,
                   &w->blk->live[w->blk->event]);
        lower_go(w, (u32)(o->op->imm >> 32));
        break;
    case OP_call_to:
        lower_call(w, 0, (u32)o->op->imm, o->a, &w->blk->live[w->blk->event]);
        lower_go(w, (u32)o->op->imm);
        break;
    case OP_jump_to: lower_jump_to(w, o); break;
    case OP_syscall: lower_syscall(w, o); break;
    case OP_resync: lower_resync(w, (u32)o->op->imm); break;
    case OP_raise: lower_raise(w, o); break;
    case OP_raise_if: lower_raise_if(w, o); break;
    case OP_insn:
        w->blk->insn_pc = (u32)o->op->imm;
        debug_insn(w, w->blk->insn_pc);
        flush_for_fault(w, index);
        break;
#include "ir/case_access.inc"
        w->blk->idle_load = o->op->code == OP_load && !w->blk->used[index];
        lower_op(w, o, index);
        break;
#include "ir/case_pure.inc"
    case NUM_OPS: lower_op(w, o, index); break;
    }
}

static void mark(bool *needed, const Op *op)
{
    const Val operand[] = {op->a, op->b, op->c};

    for (unsigned i = 0; i < op_info[op->code].args; i++)
        if (operand[i] != VAL_NONE)
            needed[operand[i]] = true;
}

/* Returns true if something may read what a put writes.  `event` is the put's first
 * event. */
static bool is_seen(const UnitBlock *block, const RegSet *live, u32 event)
{
    u32 op = block->event[event].op;

    for (; event < block->num_events && block->event[event].op == op; event++)
        if (regset_has(&live[event], block->event[event].reg))
            return true;
    return false;
}

/* Returns, by op, whether to lower it: not the puts that nothing reads, nor ops that
 * only they use. */
static bool *find_needed(const Units *units, const UnitBlock *block, const RegSet *live)
{
    const Block *ops = &block->ops;
    bool *needed = base_alloc(ops->count + 1);
    u32 event = block->num_events;

    for (u32 i = ops->count; i-- > 0;) {
        const Op *op = &ops->ops[i];

        while (event > 0 && block->event[event - 1].op >= i)
            event--;
        if (op->code == OP_put && (u32)op->imm != units->guest->pc_slot)
            needed[i] = is_seen(block, live, event);
        else if (op->code != OP_get && !op_info[op->code].pure)
            needed[i] = true;
        else if (op_info[op->code].traits & FP)
            needed[i] = true; /* for its exception flags */
        if (needed[i])
            mark(needed, op);
    }
    return needed;
}

/* Lowers the vector version of a loop round an inner loop, if the block is the head of
 * such a nest. */
static void lower_nest_at(Lower *w, u32 n)
{
    Nest nest;

    if (w->options->level < 2 || w->options->counts || w->options->cpu_level == 2 ||
        w->fn->unit->num_parts > 1 || w->fn->counted[n].begin ||
        !nest_find(w->units, w->fn->unit, n, &nest))
        return;
    lower_nest(w, &nest);
    nest_free(&nest);
}

/* Lowers the ops of w->blk that are needed. */
static void lower_ops(Lower *w, const bool *needed)
{
    LowerBlock *blk = w->blk;
    const UnitBlock *block = blk->unit_block;

    lower_count(w, 0);
    for (u32 i = 0; i < block->ops.count; i++) {
        while (blk->event < block->num_events && block->event[blk->event].op < i)
            blk->event++;
        if (!needed[i])
            continue;
        lower_group_before(w, i);
        Operation o = lower_operands(w, i);
        lower_control(w, &o, i);
        if (o.op->code == OP_exit_if)
            lower_count(w, i + 1);
    }
}

/* Returns which instructions, as traits (AES, SHA), the needed ops want that the level
 * of the host does not promise. */
static unsigned not_promised(const Lower *w, const bool *needed)
{
    const Block *ops = w->blk->ops;
    unsigned traits = 0;

    for (u32 i = 0; i < ops->count; i++)
        if (needed[i])
            traits |= op_info[ops->ops[i].code].traits;
    return w->options->cpu_level ? traits & (AES | SHA) : 0;
}

/* Lowers the ops of w->blk; if they want what not every host has, twice: first with
 * calls in place of it, for hosts without. */
static void lower_versions(Lower *w, const bool *needed)
{
    unsigned wanted = not_promised(w, needed);

    if (wanted) {
        LowerBlock begun = *w->blk;
        Kept kept = lower_keep(w);
        LLVMBasicBlockRef has = lower_unlikely(w, lower_host_lacks(w, wanted));

        w->lacks = wanted;
        lower_ops(w, needed);
        w->lacks = 0;
        lower_restore(w, kept);
        *w->blk = begun;
        LLVMPositionBuilderAtEnd(w->b, has);
    }
    lower_ops(w, needed);
}

static void lower_unit_block(Lower *w, u32 n)
{
    LowerFunction *fn = w->fn;
    const UnitBlock *block = &fn->unit->block[n];
    size_t events = block->num_events ? block->num_events : 1,
           ops = block->ops.count + 1;
    RegSet *live = base_alloc(events * sizeof(RegSet));
    RegSet *wanted = base_alloc(events * sizeof(RegSet));
    LowerBlock blk = {.ops = &block->ops,
                      .unit_block = block,
                      .val = base_alloc(ops * sizeof(LLVMValueRef)),
                      .single = base_alloc(ops * sizeof(LLVMValueRef)),
                      .ones = ir_ones(&block->ops),
                      .known = singles_of(w->units, block),
                      .live = live,
                      .wanted = wanted,
                      .insn_pc = NO_RETURN};

    w->blk = &blk;
    flow_after(w->units, fn->unit, block, live, wanted);
    bool *needed = find_needed(w->units, block, live);
    blk.used = base_alloc(ops);
    if (w->units->faults)
        faults_find_used(fn->unit, block, live, needed, blk.used);
    fn->valid = block_needs(block);
    fn->dirty = regset_and(block->flow.dirty, fn->valid);
    fn->singles = regset_and(block->flow.singles, fn->valid);
    LLVMPositionBuilderAtEnd(w->b,
                             fn->counted[n].begin ? fn->counted[n].begin : fn->bb[n]);
    debug_insn(w, unit_is_hub(block) ? NO_RETURN : block->start);
    lower_nest_at(w, n);
    lower_versions(w, needed);
    base_free(blk.val);
    base_free(blk.single);
    base_free(blk.ones);
    base_free(blk.used);
    singles_free(&blk.known);
    base_free(needed);
    base_free(live);
    base_free(wanted);
    w->blk = NULL;
}

/* Lowers the blocks of the unit's part. */
static void lower_blocks(Lower *w)
{
    const Unit *unit = w->fn->unit;
    LLVMBasicBlockRef *bb = w->fn->bb;

    for (u32 i = 0; i < unit->num_blocks; i++)
        if (bb[i] && unit->num_parts == 1 && unit->block[i].count.kind == COUNT_MANY)
            lower_begin_loop(w, i);
    for (u32 i = 0; i < unit->num_blocks; i++)
        if (bb[i])
            lower_unit_block(w, i);
}

static void make_blocks(Lower *w)
{
    const Unit *unit = w->fn->unit;

    for (u32 i = 0; i < unit->num_blocks; i++)
        if (unit->block[i].part == w->fn->part)
            w->fn->bb[i] = lower_new_block(w);
}

/* Begins the host function `name.body`: all that it does before the first block. */
static void begin_body(Lower *w)
{
    lower_take_params(w);
    if (w->fn->unit->polls)
        lower_entry_poll(w);
}

/* The code of a unit that is not in parts, as a whole. */
static void lower_whole(Lower *w)
{
    LLVMBasicBlockRef entry = lower_new_block(w);

    make_blocks(w);
    debug_function(w);
    LLVMPositionBuilderAtEnd(w->b, entry);
    lower_base_begin(w);
    begin_body(w);
    lower_want(w, block_needs(&w->fn->unit->block[0]));
    LLVMBuildBr(w->b, w->fn->bb[0]);
    lower_blocks(w);
    lower_base_end(w);
}

/* `name.partN`: on to the block that the caller says. */
static void lower_one_part(Lower *w)
{
    const Unit *unit = w->fn->unit;
    LLVMBasicBlockRef entry = lower_new_block(w), never = lower_new_block(w);

    make_blocks(w);
    debug_function(w);
    w->fn->ret = LLVMGetParam(w->fn->host, 0);
    LLVMPositionBuilderAtEnd(w->b, never);
    LLVMBuildUnreachable(w->b);
    LLVMPositionBuilderAtEnd(w->b, entry);
    lower_base_begin(w);
    LLVMBuildStore(w->b, LLVMGetParam(w->fn->host, 2), lower_target_home(w));
    LLVMValueRef to =
        LLVMBuildSwitch(w->b, LLVMGetParam(w->fn->host, 1), never, unit->num_blocks);
    for (u32 i = 0; i < unit->num_blocks; i++)
        if (w->fn->bb[i] && unit->block[i].entered)
            LLVMAddCase(to, lower_i32(w, i), w->fn->bb[i]);
    lower_blocks(w);
    lower_base_end(w);
}

void lower_body_of_parts(Lower *w)
{
    w->fn->host = lower_symbol(w, w->fn->unit, ".body");
    debug_function(w);
    LLVMPositionBuilderAtEnd(w->b, lower_new_block(w));
    begin_body(w);
    lower_flush(w, regset_and(w->fn->dirty, w->fn->unit->block[0].flow.live));
    lower_jump(w, 0);
}

void lower_jump(Lower *w, u32 index)
{
    const UnitBlock *to = &w->fn->unit->block[index];

    if (w->fn->bb && w->fn->bb[index]) {
        LLVMBuildBr(w->b, w->fn->bb[index]);
        return;
    }
    LLVMValueRef args[] = {w->fn->ret, lower_i32(w, index), lower_i32(w, 0)};
    if (unit_is_hub(to))
        args[2] = LLVMBuildLoad2(w->b, w->i32, lower_target_home(w), "");
    LLVMValueRef call =
        LLVMBuildCall2(w->b, lower_part_type(w), lower_part(w, to->part), args, 3, "");
    LLVMSetInstructionCallConv(call, CC_PRESERVE_NONE);
    lower_end_in_call(w, call);
}

static void lower_code(Lower *w, const Unit *unit, u32 part)
{
    LowerFunction fn = {.unit = unit,
                        .part = part,
                        .bb = base_alloc(unit->num_blocks * sizeof(LLVMBasicBlockRef)),
                        .counted = base_alloc(unit->num_blocks * sizeof(CountedLoop))};

    w->fn = &fn;
    if (unit->num_parts == 1) {
        fn.host = lower_symbol(w, unit, ".body");
        lower_whole(w);
    } else {
        fn.host = lower_part(w, part);
        lower_one_part(w);
    }
    base_free(fn.bb);
    base_free(fn.counted);
    base_free(fn.numbering);
    w->fn = NULL;
}

/* Makes a function that has no blocks of the unit: `name` or `name.leave`. */
static void lower_stub(Lower *w, const Unit *unit, void (*make)(Lower *w))
{
    LowerFunction fn = {.unit = unit};

    w->fn = &fn;
    make(w);
    lower_base_end(w);
    w->fn = NULL;
}

void lower_unit(Lower *w, const Unit *unit, u32 part)
{
    lower_code(w, unit, part);
    if (part > 0)
        return;
    if (unit->num_parts > 1)
        lower_stub(w, unit, lower_body_of_parts);
    lower_stub(w, unit, lower_entry);
    lower_stub(w, unit, lower_leave_stub);
}

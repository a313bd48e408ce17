/* lower_poll.c -- polls: where functions begin and where loops close.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/flow/loops.h"
#include "aot/flow/placement.h"
#include "aot/llvm/debug.h"
#include "aot/llvm/lower_call.h"
#include "runtime/abi.h"

static LLVMValueRef is_not_zero(Lower *w, LLVMValueRef v)
{
    return LLVMBuildICmp(w->b, LLVMIntNE, v, lower_i32(w, 0), "");
}

/* Makes a safe point, after which control goes on at block `next`, guest address `pc`:
 * with the same values, unless a signal handler changed the state. */
static void lower_poll(Lower *w, LLVMValueRef pending, const UnitBlock *next,
                       LLVMValueRef pc)
{
    LLVMBasicBlockRef on = lower_unlikely(w, pending);

    lower_flush_rarely(w, regset_and(w->fn->dirty, next->flow.live));
    lower_runtime(w, "rt_poll", true, w->void_type, &pc, 1);
    LLVMBuildBr(w->b, on);
    LLVMPositionBuilderAtEnd(w->b, on);
}

/* Goes on by `name.leave`, which stores the parameters and polls, and enters this
 * function again.  So only one function of each signature has the code for that. */
static void poll_by_leaving(Lower *w)
{
    LLVMValueRef arg[MAX_SIGNATURE];
    u32 n = LLVMCountParams(w->fn->host);

    for (u32 i = 0; i < n; i++)
        arg[i] = LLVMGetParam(w->fn->host, i);
    LLVMValueRef call =
        LLVMBuildCall2(w->b, lower_body_type(w, w->fn->unit),
                       lower_symbol(w, w->fn->unit, ".leave"), arg, n, "");
    LLVMSetInstructionCallConv(call, CC_PRESERVE_NONE);
    lower_end_in_call(w, call);
}

void lower_entry_poll(Lower *w)
{
    DebugPart part = debug_part(w, PART_POLL);
    LLVMMetadataRef name = LLVMMDStringInContext2(w->context, "rsp", 3);
    LLVMValueRef reg =
        LLVMMetadataAsValue(w->context, LLVMMDNodeInContext2(w->context, &name, 1));
    LLVMValueRef sp = lower_intrinsic(w, "llvm.read_register", &w->i64, 1, &reg, 1);
    LLVMValueRef limit =
        lower_get_state(w, HEAD + offsetof(ThreadHead, stack_limit), w->i64);
    LLVMValueRef below = LLVMBuildICmp(w->b, LLVMIntULT, sp, limit, "");
    LLVMBasicBlockRef on = lower_unlikely(w, below);

    poll_by_leaving(w);
    LLVMPositionBuilderAtEnd(w->b, on);
    debug_part(w, part);
}

static void lower_loop_poll(Lower *w, const UnitBlock *to, LLVMValueRef pc)
{
    DebugPart part = debug_part(w, PART_POLL);
    LLVMValueRef pending =
        lower_get_state(w, HEAD + offsetof(ThreadHead, pending), w->i32);

    LLVMSetVolatile(pending, true);
    lower_order(w); /* so that the next iteration sees what other threads store */
    lower_poll(w, is_not_zero(w, pending), to, pc);
    debug_part(w, part);
}

/* Loads, stores and converts registers so that they are as block `to` expects them at
 * its start.  `pc`: the guest address that control goes to. */
static void lower_edge_regs(Lower *w, const UnitBlock *to, LLVMValueRef pc)
{
    RegSet seen = regset_and(w->fn->dirty, to->flow.live);
    RegSet stay = regset_minus(seen, to->flow.dirty);

    if (w->units->faults && !regset_is_empty(&stay)) {
        stay = seen;
        lower_put_state(w, w->units->guest->pc_slot, pc);
    }
    lower_flush(w, stay);
    lower_want(w, block_needs(to));
    lower_widen(w, regset_minus(block_needs(to), to->flow.singles));
    lower_narrow(w, regset_and(block_needs(to), to->flow.singles));
}

static LLVMValueRef get_reg(Lower *w, u32 reg)
{
    return lower_get_piece(w, (RegPiece){(u8)reg, 1});
}

/* Returns the counter's value at which the loop ends. */
static LLVMValueRef count_end(Lower *w, const LoopCount *count)
{
    LLVMValueRef end = lower_i32(w, count->end);

    return count->has_end_reg ? LLVMBuildAdd(w->b, get_reg(w, count->end_reg), end, "")
                              : end;
}

/* Returns the counter's value after POLL_ITERATIONS iterations, or at the loop's end if
 * that is earlier.  A distance of 0 to the end stands for 2^32 iterations. */
static LLVMValueRef count_pause(Lower *w, const LoopCount *count)
{
    LLVMValueRef now = get_reg(w, count->reg), end = count_end(w, count);
    bool down = count->step < 0;
    LLVMValueRef way = LLVMBuildSub(w->b, down ? now : end, down ? end : now, "");
    LLVMValueRef size = lower_i32(w, (u32)(down ? -count->step : count->step));
    LLVMValueRef iterations = LLVMBuildUDiv(w->b, way, size, "");
    LLVMValueRef args[] = {LLVMBuildSub(w->b, iterations, lower_i32(w, 1), ""),
                           lower_i32(w, POLL_ITERATIONS - 1)};

    iterations = lower_intrinsic(w, "llvm.umin", &w->i32, 1, args, 2);
    iterations = LLVMBuildAdd(w->b, iterations, lower_i32(w, 1), "");
    way = LLVMBuildMul(w->b, iterations, lower_i32(w, (u32)count->step), "");
    return LLVMBuildAdd(w->b, now, way, "");
}

void lower_begin_loop(Lower *w, u32 index)
{
    CountedLoop *loop = &w->fn->counted[index];

    debug_insn(w, w->fn->unit->block[index].start);
    debug_part(w, PART_POLL);
    LLVMPositionBuilderAtEnd(w->b, w->fn->bb[index]);
    loop->pause = count_pause(w, &w->fn->unit->block[index].count);
    loop->begin = lower_new_block(w);
    LLVMBuildBr(w->b, loop->begin);
}

/* Goes back to the top of a counted loop: for one more iteration, or after a poll. */
static void lower_next_iteration(Lower *w, u32 index, LLVMValueRef again)
{
    const UnitBlock *to = &w->fn->unit->block[index];
    const CountedLoop *loop = &w->fn->counted[index];
    LLVMBasicBlockRef turn = lower_new_block(w), pause = lower_new_block(w);
    LLVMValueRef counter = w->blk->val[to->count.value];
    LLVMValueRef pc = lower_i32(w, to->start);
    Kept kept = lower_keep(w);

    LLVMBuildCondBr(w->b, LLVMBuildICmp(w->b, LLVMIntNE, counter, loop->pause, ""),
                    turn, pause);
    LLVMPositionBuilderAtEnd(w->b, turn);
    lower_edge_regs(w, to, pc);
    LLVMBuildBr(w->b, loop->begin);

    LLVMPositionBuilderAtEnd(w->b, pause);
    LLVMBasicBlockRef out = lower_unlikely(w, again);
    lower_restore(w, kept);
    lower_edge_regs(w, to, pc);
    lower_loop_poll(w, to, pc);
    LLVMBuildBr(w->b, w->fn->bb[index]);
    lower_restore(w, kept);
    LLVMPositionBuilderAtEnd(w->b, out);
}

/* Returns the current op's edge to a block if it is a back edge, else NULL. */
static const Event *back_edge(const Lower *w, u32 index)
{
    const UnitBlock *from = w->blk->unit_block;
    u32 op = from->event[w->blk->event].op;

    for (u32 i = w->blk->event; i < from->num_events && from->event[i].op == op; i++)
        if (from->event[i].kind == EV_EDGE && from->event[i].to == index)
            return from->event[i].back ? &from->event[i] : NULL;
    return NULL;
}

static bool must_poll(const Lower *w, u32 index)
{
    const Event *back = back_edge(w, index);

    return back && w->fn->unit->block[index].count.kind != COUNT_FEW &&
           !loop_polls_in_calls(w->units, w->fn->unit, back);
}

void lower_edge_to_hub(Lower *w, u32 index, LLVMValueRef pc)
{
    const UnitBlock *to = &w->fn->unit->block[index];

    lower_edge_regs(w, to, pc);
    if (must_poll(w, index))
        lower_loop_poll(w, to, pc);
    lower_jump(w, index);
}

void lower_edge(Lower *w, u32 index)
{
    lower_edge_to_hub(w, index, lower_i32(w, w->fn->unit->block[index].start));
}

void lower_edge_if(Lower *w, u32 index, LLVMValueRef condition)
{
    if (w->fn->counted[index].pause && back_edge(w, index)) {
        lower_next_iteration(w, index, condition);
        return;
    }
    LLVMBasicBlockRef leave = lower_new_block(w), stay = lower_new_block(w);
    Kept kept = lower_keep(w);

    LLVMBuildCondBr(w->b, condition, leave, stay);
    LLVMPositionBuilderAtEnd(w->b, leave);
    lower_edge(w, index);
    lower_restore(w, kept);
    LLVMPositionBuilderAtEnd(w->b, stay);
}

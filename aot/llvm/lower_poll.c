/* lower_poll.c -- polls: where functions begin and where loops close. */
#include "aot/flow/loops.h"
#include "aot/flow/placement.h"
#include "aot/llvm/lower_abi.h"
#include "runtime/abi.h"

static LLVMValueRef number(Lower *w, u32 n)
{
    return lower_number(w, w->i32, n);
}

static LLVMValueRef is_not_zero(Lower *w, LLVMValueRef v)
{
    return LLVMBuildICmp(w->b, LLVMIntNE, v, number(w, 0), "");
}

/* The pc where the edge being made goes to. */
static LLVMValueRef next_pc(Lower *w, const UnitBlock *next)
{
    return unit_is_gate(next) ? w->a : number(w, next->start);
}

/* A safe point: as if nothing had been, unless a signal handler changed the state. */
static void lower_poll(Lower *w, LLVMValueRef pending, const UnitBlock *next)
{
    LLVMBasicBlockRef on = lower_unlikely(w, pending);
    LLVMValueRef at = next_pc(w, next);

    lower_flush(w, regset_and(w->dirty, next->flow.live));
    LLVMValueRef changed = lower_runtime(w, "rt_poll", true, w->i32, &at, 1);
    changed = is_not_zero(w, changed);
    LLVMBasicBlockRef leave = lower_new_block(w);
    LLVMBuildCondBr(w->b, changed, leave, on);
    LLVMPositionBuilderAtEnd(w->b, leave);
    lower_dispatch_state_pc(w);
    LLVMPositionBuilderAtEnd(w->b, on);
}

void lower_entry_poll(Lower *w)
{
    LLVMMetadataRef name = LLVMMDStringInContext2(w->context, "rsp", 3);
    LLVMValueRef reg =
        LLVMMetadataAsValue(w->context, LLVMMDNodeInContext2(w->context, &name, 1));
    LLVMValueRef sp = lower_intrinsic(w, "llvm.read_register", &w->i64, 1, &reg, 1);
    LLVMValueRef limit =
        lower_get_state(w, HEAD + offsetof(ThreadHead, stack_limit), w->i64);
    LLVMValueRef below = LLVMBuildICmp(w->b, LLVMIntULT, sp, limit, "");

    lower_poll(w, below, &w->unit->block[0]);
}

static void lower_loop_poll(Lower *w, const UnitBlock *to)
{
    LLVMValueRef pending =
        lower_get_state(w, HEAD + offsetof(ThreadHead, pending), w->i32);

    LLVMSetVolatile(pending, true);
    lower_op_order(w); /* the next turn sees what other threads store */
    lower_poll(w, is_not_zero(w, pending), to);
}

/* Make the registers what a block expects where it begins. */
static void lower_edge_regs(Lower *w, const UnitBlock *to)
{
    RegSet stay = regset_minus(regset_and(w->dirty, to->flow.live), to->flow.dirty);

    lower_flush(w, stay);
    lower_want(w, block_needs(to));
    lower_widen(w, regset_minus(block_needs(to), to->flow.singles));
    lower_narrow(w, regset_and(block_needs(to), to->flow.singles));
}

static LLVMValueRef get_reg(Lower *w, u32 reg)
{
    return lower_get_piece(w, (Piece){(u8)reg, 1});
}

/* Where the counter is when the loop is over. */
static LLVMValueRef count_end(Lower *w, const LoopCount *count)
{
    LLVMValueRef end = number(w, count->end);

    return count->has_end_reg ? LLVMBuildAdd(w->b, get_reg(w, count->end_reg), end, "")
                              : end;
}

/*
 * Where the counter is after POLL_TURNS turns, or at the end if it is there before.
 * None to go stands for 2 to the 32 turns.
 */
static LLVMValueRef count_pause(Lower *w, const LoopCount *count)
{
    LLVMValueRef now = get_reg(w, count->reg), end = count_end(w, count);
    bool down = count->step < 0;
    LLVMValueRef way = LLVMBuildSub(w->b, down ? now : end, down ? end : now, "");
    LLVMValueRef size = number(w, (u32)(down ? -count->step : count->step));
    LLVMValueRef turns = LLVMBuildUDiv(w->b, way, size, "");
    LLVMValueRef args[] = {LLVMBuildSub(w->b, turns, number(w, 1), ""),
                           number(w, POLL_TURNS - 1)};

    turns = lower_intrinsic(w, "llvm.umin", &w->i32, 1, args, 2);
    turns = LLVMBuildAdd(w->b, turns, number(w, 1), "");
    way = LLVMBuildMul(w->b, turns, number(w, (u32)count->step), "");
    return LLVMBuildAdd(w->b, now, way, "");
}

void lower_begin_loop(Lower *w, u32 index)
{
    Turns *turns = &w->turns[index];

    LLVMPositionBuilderAtEnd(w->b, w->bb[index]);
    turns->pause = count_pause(w, &w->unit->block[index].count);
    turns->begin = lower_new_block(w);
    LLVMBuildBr(w->b, turns->begin);
}

/* Turn to the top of a loop that counts: for one more turn, or after a poll. */
static void lower_turn(Lower *w, u32 index, LLVMValueRef again)
{
    const UnitBlock *to = &w->unit->block[index];
    const Turns *turns = &w->turns[index];
    LLVMBasicBlockRef turn = lower_new_block(w), pause = lower_new_block(w);
    LLVMValueRef counter = w->val[to->count.value];
    Kept kept = lower_keep(w);

    LLVMBuildCondBr(w->b, LLVMBuildICmp(w->b, LLVMIntNE, counter, turns->pause, ""),
                    turn, pause);
    LLVMPositionBuilderAtEnd(w->b, turn);
    lower_edge_regs(w, to);
    LLVMBuildBr(w->b, turns->begin);

    LLVMPositionBuilderAtEnd(w->b, pause);
    LLVMBasicBlockRef out = lower_unlikely(w, again);
    lower_restore(w, kept);
    lower_edge_regs(w, to);
    lower_loop_poll(w, to);
    LLVMBuildBr(w->b, w->bb[index]);
    lower_restore(w, kept);
    LLVMPositionBuilderAtEnd(w->b, out);
}

/* Does the current op's edge to a block close a loop? */
static bool closes_loop(const Lower *w, u32 index)
{
    const UnitBlock *from = w->unit_block;
    u32 op = from->event[w->event].op;

    for (u32 i = w->event; i < from->num_events && from->event[i].op == op; i++)
        if (from->event[i].kind == EV_EDGE && from->event[i].to == index)
            return from->event[i].back;
    return false;
}

static bool must_poll(const Lower *w, u32 index)
{
    return closes_loop(w, index) && w->unit->block[index].count.kind != COUNT_FEW;
}

void lower_edge(Lower *w, u32 index)
{
    const UnitBlock *to = &w->unit->block[index];

    lower_edge_regs(w, to);
    if (must_poll(w, index))
        lower_loop_poll(w, to);
    LLVMBuildBr(w->b, w->bb[index]);
}

void lower_edge_if(Lower *w, u32 index, LLVMValueRef condition)
{
    if (w->turns[index].pause && closes_loop(w, index)) {
        lower_turn(w, index, condition);
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

/*
 * lower_nest.c -- several iterations of an outer loop at once: see nest.h.
 *
 * Before the head another way to the latch is made: the head once for all lanes, the
 * inner loop in vectors, and the latch's store.  It is taken if the loop surely goes
 * on so many times, and given up, as if nothing had been, should a load touch what
 * the store is to write, a NaN turn up, or a signal wait.  At its end the registers
 * are the last lane's, and the latch itself goes on.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include "aot/llvm/lower_nest.h"

#include <string.h>

#include "aot/llvm/debug.h"
#include "aot/llvm/lower_abi.h"
#include "aot/llvm/lower_nest_ops.h"
#include "runtime/abi.h"

enum { GIVEN_UP = 255 /* iterations until the vector version is tried again */ };

/* ---- where it may be tried, and where it is given up ---- */

/* Returns what a value derived from a register at the nest's entry is in a lane. */
static LLVMValueRef entry_value(Lanewise *l, NestLanes x, u32 lane)
{
    LLVMValueRef v = lower_get_piece(l->w, l->nest->held[x.reg]);

    return LLVMBuildAdd(l->w->b, v, lower_i32(l->w, x.offset + lane * (u32)x.step), "");
}

static LLVMValueRef latch_value(Lanewise *l, Val v, u32 lane)
{
    const Op *op = &l->nest->block[NEST_LATCH]->ops.ops[v];

    if (op->code == OP_constant)
        return lower_i32(l->w, op->imm);
    return entry_value(l, l->nest->of[NEST_LATCH][v], lane);
}

/* Returns the condition that the latch goes back to the head in a lane. */
static LLVMValueRef goes_back(Lanewise *l, u32 lane)
{
    const Op *ops = l->nest->block[NEST_LATCH]->ops.ops;
    const Op *condition = &ops[ops[l->nest->again].a];
    Lower *w = l->w;
    LLVMValueRef v;

    if (condition->code == OP_set) {
        Operation set = {.op = condition,
                         .type = w->i32,
                         .a = latch_value(l, condition->a, lane),
                         .b = latch_value(l, condition->b, lane)};
        v = lower_op_set(w, &set);
    } else {
        v = latch_value(l, ops[l->nest->again].a, lane);
    }
    return LLVMBuildICmp(w->b, LLVMIntNE, v, lower_i32(l->w, 0), "");
}

static void make_wait(Lanewise *l)
{
    Lower *w = l->w;
    LLVMBasicBlockRef here = LLVMGetInsertBlock(w->b);
    LLVMBasicBlockRef entry = LLVMGetEntryBasicBlock(w->fn->host);

    LLVMPositionBuilderBefore(w->b, LLVMGetFirstInstruction(entry));
    l->wait = LLVMBuildAlloca(w->b, w->i32, "");
    LLVMBuildStore(w->b, lower_i32(l->w, 0), l->wait);
    LLVMPositionBuilderAtEnd(w->b, here);
    debug_again(w);
}

/* Branches to the vector version if it is likely to pay; the branch not taken counts
 * down the wait. */
static void begin_if_it_pays(Lanewise *l, LLVMBasicBlockRef usual)
{
    Lower *w = l->w;
    LLVMBasicBlockRef try = lower_new_block(w), not_now = lower_new_block(w);
    LLVMValueRef wait = LLVMBuildLoad2(w->b, w->i32, l->wait, "");
    LLVMValueRef good = LLVMBuildICmp(w->b, LLVMIntEQ, wait, lower_i32(l->w, 0), "");
    LLVMValueRef waits = LLVMBuildNot(w->b, good, "");

    for (u32 lane = 0; lane + 1 < num_lanes(l); lane++)
        good = LLVMBuildAnd(w->b, good, goes_back(l, lane), "");
    LLVMBuildCondBr(w->b, good, try, not_now);
    LLVMPositionBuilderAtEnd(w->b, not_now);
    waits = LLVMBuildZExt(w->b, waits, w->i32, "");
    LLVMBuildStore(w->b, LLVMBuildSub(w->b, wait, waits, ""), l->wait);
    LLVMBuildBr(w->b, usual);
    l->give_up = lower_new_block(w);
    LLVMPositionBuilderAtEnd(w->b, l->give_up);
    LLVMBuildStore(w->b, lower_i32(l->w, GIVEN_UP), l->wait);
    LLVMBuildBr(w->b, usual);
    LLVMPositionBuilderAtEnd(w->b, try);
}

/* ---- the inner loop ---- */

/* Returns the registers that the inner loop both writes and reads before it writes
 * them. */
static RegSet carried(const Lanewise *l)
{
    const Block *ops = &l->nest->block[NEST_INNER]->ops;
    RegSet read = {{0}}, written = {{0}};

    for (u32 i = 0; i < ops->count; i++) {
        const Op *op = &ops->ops[i];

        if (op->code == OP_get && !regset_has(&written, nest_reg_of(l, op)))
            read = regset_add(read, nest_reg_of(l, op));
        if (op->code == OP_put)
            written = regset_add(written, nest_reg_of(l, op));
    }
    read = regset_and(read, written);
    FOR_EACH_REG (r, read)
        if (l->nest->loop[r].kind == LANES_UNKNOWN) /* so nothing needs it */
            written = regset_drop(written, r);
    return regset_and(read, written);
}

/* Returns a register's value where the nest is entered. */
static Value on_entry(Lanewise *l, u32 reg)
{
    Lower *w = l->w;
    Value v = {.kind = l->nest->entry[reg].kind};

    v.single = lower_get_single(w, reg);
    v.val = lower_get_piece(w, l->nest->held[reg]);
    return v;
}

static LLVMValueRef phi_of(Lanewise *l, LLVMValueRef first, LLVMBasicBlockRef from)
{
    LLVMValueRef phi;

    if (!first)
        return NULL;
    phi = LLVMBuildPhi(l->w->b, LLVMTypeOf(first), "");
    LLVMAddIncoming(phi, &first, &from, 1);
    return phi;
}

static void close_phi(LLVMValueRef phi, LLVMValueRef v, LLVMBasicBlockRef from)
{
    if (phi)
        LLVMAddIncoming(phi, &v, &from, 1);
}

/* Registers known to be singles are carried round the loop as f32, and widened where
 * f64 is needed. */
static void begin_carried(Lanewise *l, RegSet set, Value *phi, LLVMBasicBlockRef from)
{
    const RegSet *singles = &l->nest->block[NEST_INNER]->flow.singles;

    FOR_EACH_REG (r, set) {
        const Value *first = &l->reg[r];
        bool single = regset_has(singles, r);

        phi[r] = (Value){.kind = l->nest->loop[r].kind};
        if (phi[r].kind == LANES_VECTOR)
            phi[r].all = phi_of(l, first->all, from);
        else if (single)
            phi[r].single = phi_of(l, first->single, from);
        else
            phi[r].val = phi_of(l, first->val, from);
    }
    FOR_EACH_REG (r, set) {
        if (phi[r].single)
            phi[r].val = lower_expand(l->w, phi[r].single);
        l->reg[r] = phi[r];
    }
}

static void end_carried(Lanewise *l, RegSet set, Value *phi, LLVMBasicBlockRef from)
{
    FOR_EACH_REG (r, set) {
        if (phi[r].kind == LANES_VECTOR)
            close_phi(phi[r].all, nest_in_all(l, &l->reg[r]), from);
        else if (phi[r].single)
            close_phi(phi[r].single, l->reg[r].single, from);
        else
            close_phi(phi[r].val, l->reg[r].val, from);
    }
}

static LLVMValueRef is_pending(Lanewise *l)
{
    LLVMValueRef pending =
        lower_get_state(l->w, HEAD + offsetof(ThreadHead, pending), l->w->i32);

    LLVMSetVolatile(pending, true);
    return LLVMBuildICmp(l->w->b, LLVMIntNE, pending, lower_i32(l->w, 0), "");
}

/* Returns the condition on which the inner loop goes back. */
static Val inner_condition(const Lanewise *l)
{
    const Block *ops = &l->nest->block[NEST_INNER]->ops;

    return ops->ops[ops->count - 2].a;
}

static void lower_inner(Lanewise *l)
{
    Lower *w = l->w;
    RegSet set = carried(l);
    Value *phi = base_alloc(MAX_REGS * sizeof(*phi));
    LLVMBasicBlockRef before, loop = lower_new_block(w), done = lower_new_block(w);

    FOR_EACH_REG (r, set) {
        if (l->reg[r].kind == LANES_UNKNOWN)
            l->reg[r] = on_entry(l, r);
        if (l->nest->loop[r].kind == LANES_VECTOR)
            l->reg[r] =
                (Value){.kind = LANES_VECTOR, .all = nest_in_all(l, &l->reg[r])};
    }
    before = LLVMGetInsertBlock(w->b);
    LLVMBuildBr(w->b, loop);
    LLVMPositionBuilderAtEnd(w->b, loop);
    LLVMValueRef so_far = phi_of(l, l->found, before);
    begin_carried(l, set, phi, before);
    nest_begin_block(l, NEST_INNER);
    nest_lower_ops(l);
    l->found = nest_nans(l, so_far);
    nest_give_up_if(l, is_pending(l));
    LLVMValueRef again = LLVMBuildICmp(
        w->b, LLVMIntNE, l->value[inner_condition(l)].val, lower_i32(l->w, 0), "");
    nest_end_block(l);
    LLVMBasicBlockRef last = LLVMGetInsertBlock(w->b);
    LLVMBuildCondBr(w->b, again, loop, done);
    end_carried(l, set, phi, last);
    close_phi(so_far, l->found, last);
    LLVMPositionBuilderAtEnd(w->b, done);
    base_free(phi);
}

/* ---- the end ---- */

/* After the nest a register has the value of the last lane. */
static void set_last_lane(Lanewise *l, u32 reg, const Value *v, NestLanes lanes)
{
    Lower *w = l->w;
    u32 last = num_lanes(l) - 1;
    RegPiece held = l->nest->held[reg];
    LLVMTypeRef type = lower_piece_type(w, held);
    LLVMValueRef value = v->val, single = v->single;

    if (lanes.kind == LANES_STEP)
        value = LLVMBuildAdd(w->b, value, lower_i32(l->w, last * (u32)lanes.step), "");
    if (lanes.kind == LANES_VECTOR) {
        value =
            LLVMBuildExtractElement(w->b, nest_in_all(l, v), lower_i32(l->w, last), "");
        bool narrow = LLVMTypeOf(value) == w->f32 && type == w->f64;
        single = narrow ? value : NULL;
    }
    if (single)
        lower_set_single(w, reg, single);
    else
        lower_set_piece(w, held, value);
    w->fn->dirty = regset_or(w->fn->dirty, piece_set(held));
}

static void finish(Lanewise *l)
{
    Lower *w = l->w;
    const Nest *nest = l->nest;
    RegSet set = nest->puts;

    for (u32 r = 0; r < w->units->universe.count; r++)
        if (nest->entry[r].kind == LANES_STEP && !regset_has(&nest->puts, r)) {
            l->reg[r] = on_entry(l, r);
            set = regset_add(set, r);
        }
    FOR_EACH_REG (r, set) {
        NestLanes lanes = regset_has(&nest->puts, r) ? nest->after[r] : nest->entry[r];
        w->fn->valid = regset_minus(w->fn->valid, piece_set(nest->held[r]));
        w->fn->dirty = regset_minus(w->fn->dirty, piece_set(nest->held[r]));
        w->fn->singles = regset_drop(w->fn->singles, r);
        if (lanes.kind != LANES_UNKNOWN && nest_is_live(nest, r))
            set_last_lane(l, r, &l->reg[r], lanes);
    }
}

static RegSet all_read(const Lanewise *l)
{
    const Nest *nest = l->nest;
    RegSet set = {{0}};

    for (u32 r = 0; r < l->w->units->universe.count; r++)
        if (nest->entry[r].kind == LANES_STEP || regset_has(&nest->gets, r))
            set = regset_or(set, piece_set(nest->held[r]));
    return set;
}

void lower_nest(Lower *w, Nest *nest)
{
    Lanewise l = {.w = w, .nest = nest};
    LowerBlock *outer = w->blk;
    Kept kept = lower_keep(w);
    LLVMBasicBlockRef usual = lower_new_block(w);
    const Op *store = &nest->block[NEST_LATCH]->ops.ops[nest->store];
    LLVMTypeRef mask = LLVMVectorType(nest->size == 4 ? w->i32 : w->i64, num_lanes(&l));

    l.store_size = (u32)(store->imm & MEM_SIZE);
    l.found = LLVMConstNull(mask);
    make_wait(&l);
    lower_want(w, all_read(&l));
    lower_narrow(w, regset_and(all_read(&l), nest->block[NEST_HEAD]->flow.singles));
    begin_if_it_pays(&l, usual);
    l.store = LLVMBuildAdd(w->b, latch_value(&l, store->a, 0),
                           lower_i32(w, (u32)mem_displacement(store->imm)), "");
    nest_begin_block(&l, NEST_HEAD);
    nest_lower_ops(&l);
    l.found = nest_nans(&l, l.found);
    nest_end_block(&l);
    lower_inner(&l);
    Value *after = base_alloc(sizeof(l.reg));
    memcpy(after, l.reg, sizeof(l.reg));
    nest_begin_block(&l, NEST_LATCH);
    nest_lower_ops(&l);
    nest_end_block(&l);
    memcpy(l.reg, after, sizeof(l.reg));
    base_free(after);
    w->blk = outer;
    finish(&l);
    lower_edge(w, nest->latch);
    lower_restore(w, kept);
    LLVMPositionBuilderAtEnd(w->b, usual);
}

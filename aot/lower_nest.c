/*
 * lower_nest.c -- several iterations of an outer loop at once: see nest.h.
 *
 * Before the head another way to the latch is made: the head once for all lanes, the
 * inner loop in vectors, and the latch's store.  It is taken if the loop surely goes
 * on so many times, and given up, as if nothing had been, should a load touch what
 * the store is to write, a NaN turn up, or a signal wait.  At its end the registers
 * are the last lane's, and the latch itself goes on.
 */
#include "aot/lower_nest.h"

#include <string.h>

#include "aot/lower_abi.h"
#include "runtime/abi.h"

enum { VECTOR_BYTES = 32, GIVEN_UP = 255 /* iterations before it is tried again */ };

/* A value in the lanes: of kind LANES_VECTOR all, else the first lane's. */
typedef struct {
    LLVMValueRef val, single, all;
    u8 kind;
} Value;

typedef struct {
    Lower *w;
    Nest *nest;
    unsigned block;
    Value *value;        /* of the block's ops */
    Value reg[MAX_REGS]; /* kind LANES_UNKNOWN: as on entry */
    LLVMValueRef wait;   /* an alloca: iterations until the next try */
    LLVMValueRef store;  /* the guest address where the store is to begin */
    LLVMBasicBlockRef give_up;
} Lanewise;

static u32 num_lanes(const Lanewise *l)
{
    return VECTOR_BYTES / l->nest->size;
}

static LLVMValueRef number(const Lanewise *l, u64 n)
{
    return lower_number(l->w, l->w->i32, n);
}

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

    v = LLVMBuildInsertElement(w->b, none, v, number(l, 0), "");
    return LLVMBuildShuffleVector(w->b, v, none, LLVMConstNull(order), "");
}

static LLVMValueRef in_all(Lanewise *l, const Value *v)
{
    if (v->kind == LANES_VECTOR)
        return v->all;
    return splat(l, l->nest->size == 4 && v->single ? v->single : v->val);
}

/* ---- where it may be tried, and where it is given up ---- */

static void give_up_if(Lanewise *l, LLVMValueRef condition)
{
    LLVMBasicBlockRef on = lower_unlikely(l->w, condition);

    LLVMBuildBr(l->w->b, l->give_up);
    LLVMPositionBuilderAtEnd(l->w->b, on);
}

/* A register on entry, in a lane. */
static LLVMValueRef entry_value(Lanewise *l, Lanes x, u32 lane)
{
    LLVMValueRef v = lower_get_piece(l->w, (Piece){x.reg, 1});

    return LLVMBuildAdd(l->w->b, v, number(l, x.offset + lane * (u32)x.step), "");
}

static LLVMValueRef latch_value(Lanewise *l, Val v, u32 lane)
{
    const Op *op = &l->nest->block[NEST_LATCH]->ops.ops[v];

    if (op->code == OP_constant)
        return number(l, op->imm);
    return entry_value(l, l->nest->of[NEST_LATCH][v], lane);
}

/* Does the latch go back in a lane? */
static LLVMValueRef goes_back(Lanewise *l, u32 lane)
{
    const Op *ops = l->nest->block[NEST_LATCH]->ops.ops;
    const Op *condition = &ops[ops[l->nest->again].a];
    Lower *w = l->w;
    LLVMValueRef v;

    if (condition->code == OP_set) {
        w->op = condition;
        w->type = w->i32;
        w->a = latch_value(l, condition->a, lane);
        w->b0 = latch_value(l, condition->b, lane);
        v = lower_op_set(w);
    } else {
        v = latch_value(l, ops[l->nest->again].a, lane);
    }
    return LLVMBuildICmp(w->b, LLVMIntNE, v, number(l, 0), "");
}

static void make_wait(Lanewise *l)
{
    Lower *w = l->w;
    LLVMBasicBlockRef here = LLVMGetInsertBlock(w->b);
    LLVMBasicBlockRef entry = LLVMGetEntryBasicBlock(w->function);

    LLVMPositionBuilderBefore(w->b, LLVMGetFirstInstruction(entry));
    l->wait = LLVMBuildAlloca(w->b, w->i32, "");
    LLVMBuildStore(w->b, number(l, 0), l->wait);
    LLVMPositionBuilderAtEnd(w->b, here);
}

/* Branch to where it is tried; the way not taken counts down the wait. */
static void begin_if_it_pays(Lanewise *l, LLVMBasicBlockRef usual)
{
    Lower *w = l->w;
    LLVMBasicBlockRef try = lower_new_block(w), not_now = lower_new_block(w);
    LLVMValueRef wait = LLVMBuildLoad2(w->b, w->i32, l->wait, "");
    LLVMValueRef good = LLVMBuildICmp(w->b, LLVMIntEQ, wait, number(l, 0), "");
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
    LLVMBuildStore(w->b, number(l, GIVEN_UP), l->wait);
    LLVMBuildBr(w->b, usual);
    LLVMPositionBuilderAtEnd(w->b, try);
}

/* ---- ops ---- */

/* Give up if `size` bytes at the current load's address overlap what is to be stored.
 */
static void check_load(Lanewise *l, u32 size)
{
    Lower *w = l->w;
    LLVMValueRef at = LLVMBuildSub(w->b, w->a, l->store, "");
    u32 more = (u32)mem_displacement(w->op->imm) + size - 1;

    at = LLVMBuildAdd(w->b, at, number(l, more), "");
    give_up_if(
        l, LLVMBuildICmp(w->b, LLVMIntULT, at, number(l, size + VECTOR_BYTES - 1), ""));
}

static LLVMValueRef vector_of_integers(Lanewise *l, const Op *op)
{
    LLVMValueRef x = in_all(l, &l->value[op->a]), y = in_all(l, &l->value[op->b]);
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

static LLVMValueRef vector_value(Lanewise *l, u32 index)
{
    Lower *w = l->w;
    const Op *op = nest_source(l->nest, l->block, index);
    const Val operand[] = {op->a, op->b, op->c};
    LLVMValueRef x[3] = {NULL, NULL, NULL};

    if (op->code == OP_load) {
        check_load(l, VECTOR_BYTES);
        LLVMTypeRef type = lane_type(l, (Type)op->type);
        return lower_load_lanes(w, type, num_lanes(l));
    }
    if (!nest_is_arithmetic(op) && op->type == TY_I32)
        return vector_of_integers(l, op);
    for (u32 k = 0; k < op_info[op->code].args; k++)
        x[k] = in_all(l, &l->value[operand[k]]);
    if (op->code == OP_fwiden || op->code == OP_fexpand || op->code == OP_fcompact)
        return x[0];
    return lower_float_lanes(w, op, x);
}

static void scalar_value(Lanewise *l, u32 index)
{
    Lower *w = l->w;

    if (w->op->code == OP_load)
        check_load(l, (u32)(w->op->imm & MEM_SIZE));
    lower_op(w, index);
}

static u32 reg_of(const Lanewise *l, const Op *op)
{
    const Universe *u = &l->w->units->universe;

    return universe_place(u, (u32)op->imm, (Type)op->type).regs.reg;
}

static void get(Lanewise *l, u32 index)
{
    const Value *reg = &l->reg[reg_of(l, l->w->op)];
    Lower *w = l->w;

    if (reg->kind == LANES_UNKNOWN) {
        lower_op_get(w, index);
        return;
    }
    l->value[index] = *reg;
    if (reg->kind == LANES_VECTOR)
        return;
    w->val[index] = LLVMBuildBitCast(w->b, reg->val, w->type, "");
    w->single[index] = w->known.is_single[index] ? reg->single : NULL;
}

static void lower_value(Lanewise *l, u32 index, Lanes lanes)
{
    Lower *w = l->w;

    if (w->op->code == OP_get)
        get(l, index);
    else if (lanes.kind == LANES_VECTOR)
        l->value[index].all = vector_value(l, index);
    else
        scalar_value(l, index);
    if (l->value[index].kind == LANES_UNKNOWN)
        l->value[index].kind = lanes.kind;
    if (lanes.kind != LANES_VECTOR) {
        l->value[index].val = w->val[index];
        l->value[index].single = w->single[index];
    }
}

static void lower_store(Lanewise *l)
{
    const Op *op = l->w->op;
    LLVMValueRef all = in_all(l, &l->value[op->b]);

    lower_store_lanes(l->w, l->store, all);
}

static void lower_ops(Lanewise *l)
{
    Lower *w = l->w;

    for (u32 i = 0; i < w->block->count; i++) {
        Lanes lanes = l->nest->of[l->block][i];

        lower_operands(w, i);
        if (l->block == NEST_LATCH && i == l->nest->again)
            return;
        if (w->op->code == OP_put)
            l->reg[reg_of(l, w->op)] = l->value[w->op->a];
        else if (w->op->code == OP_store)
            lower_store(l);
        else if (lanes.kind != LANES_UNKNOWN)
            lower_value(l, i, lanes);
    }
}

static void begin_block(Lanewise *l, unsigned block)
{
    Lower *w = l->w;

    l->block = block;
    w->block = &l->nest->block[block]->ops;
    w->known = l->nest->known[block];
    w->ones = ir_ones(w->block);
    w->val = base_alloc((w->block->count + 1) * sizeof(*w->val));
    w->single = base_alloc((w->block->count + 1) * sizeof(*w->val));
    l->value = base_alloc((w->block->count + 1) * sizeof(*l->value));
}

static void end_block(Lanewise *l)
{
    base_free(l->w->val);
    base_free(l->w->single);
    base_free(l->w->ones);
    base_free(l->value);
}

/* ---- the inner loop ---- */

/* Which registers the inner loop reads before it writes them, and does write. */
static RegSet carried(const Lanewise *l)
{
    const Block *ops = &l->nest->block[NEST_INNER]->ops;
    RegSet read = {{0}}, written = {{0}};

    for (u32 i = 0; i < ops->count; i++) {
        const Op *op = &ops->ops[i];

        if (op->code == OP_get && !regset_has(&written, reg_of(l, op)))
            read = regset_add(read, reg_of(l, op));
        if (op->code == OP_put)
            written = regset_add(written, reg_of(l, op));
    }
    read = regset_and(read, written);
    for
        EACH_REG(r, read)
    if (l->nest->loop[r].kind == LANES_UNKNOWN) /* and so nobody minds */
        written = regset_drop(written, r);
    return regset_and(read, written);
}

/* A register's value where the nest is entered. */
static Value on_entry(Lanewise *l, u32 reg)
{
    Lower *w = l->w;
    Value v = {.kind = l->nest->entry[reg].kind};

    v.single = lower_get_single(w, reg);
    v.val = lower_get_piece(w, (Piece){(u8)reg, 1});
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

/* Known singles are carried as such, and widened from that. */
static void begin_carried(Lanewise *l, RegSet set, Value *phi, LLVMBasicBlockRef from)
{
    const RegSet *singles = &l->nest->block[NEST_INNER]->flow.singles;

    for
        EACH_REG(r, set)
        {
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
    for
        EACH_REG(r, set)
        {
            if (phi[r].single)
                phi[r].val = lower_expand(l->w, phi[r].single);
            l->reg[r] = phi[r];
        }
}

static void end_carried(Lanewise *l, RegSet set, Value *phi, LLVMBasicBlockRef from)
{
    for
        EACH_REG(r, set)
        {
            if (phi[r].kind == LANES_VECTOR)
                close_phi(phi[r].all, in_all(l, &l->reg[r]), from);
            else if (phi[r].single)
                close_phi(phi[r].single, l->reg[r].single, from);
            else
                close_phi(phi[r].val, l->reg[r].val, from);
        }
}

/* Is arithmetic's result used by other such of the block, which would be NaNs too? */
static bool is_used(const Lanewise *l, u32 index)
{
    for (u32 i = index + 1; i < l->w->block->count; i++) {
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

/* All ones in the lanes where a NaN has been; `before`: those known before. */
static LLVMValueRef nans(Lanewise *l, LLVMValueRef before)
{
    Lower *w = l->w;

    for (u32 i = 0; i < w->block->count; i++) {
        LLVMValueRef v = l->value[i].all;

        if (!v || !nest_is_arithmetic(nest_source(l->nest, l->block, i)) ||
            w->known.folded[i] || is_used(l, i))
            continue;
        v = LLVMBuildFCmp(w->b, LLVMRealUNO, v, v, "");
        v = LLVMBuildSExt(w->b, v, LLVMTypeOf(before), "");
        before = LLVMBuildOr(w->b, before, v, "");
    }
    return before;
}

static LLVMValueRef is_any(Lanewise *l, LLVMValueRef mask)
{
    LLVMTypeRef all = LLVMIntTypeInContext(l->w->context, 8 * VECTOR_BYTES);

    mask = LLVMBuildBitCast(l->w->b, mask, all, "");
    return LLVMBuildICmp(l->w->b, LLVMIntNE, mask, LLVMConstNull(all), "");
}

static LLVMValueRef is_pending(Lanewise *l)
{
    LLVMValueRef pending =
        lower_get_state(l->w, HEAD + offsetof(ThreadHead, pending), l->w->i32);

    LLVMSetVolatile(pending, true);
    return LLVMBuildICmp(l->w->b, LLVMIntNE, pending, number(l, 0), "");
}

/* The op by whose value the inner loop goes back. */
static Val inner_condition(const Lanewise *l)
{
    const Block *ops = &l->nest->block[NEST_INNER]->ops;

    return ops->ops[ops->count - 2].a;
}

static void lower_inner(Lanewise *l, LLVMValueRef found)
{
    Lower *w = l->w;
    RegSet set = carried(l);
    Value *phi = base_alloc(MAX_REGS * sizeof(*phi));
    LLVMBasicBlockRef before, loop = lower_new_block(w), done = lower_new_block(w);

    for
        EACH_REG(r, set)
        {
            if (l->reg[r].kind == LANES_UNKNOWN)
                l->reg[r] = on_entry(l, r);
            if (l->nest->loop[r].kind == LANES_VECTOR)
                l->reg[r] = (Value){.kind = LANES_VECTOR, .all = in_all(l, &l->reg[r])};
        }
    before = LLVMGetInsertBlock(w->b);
    LLVMBuildBr(w->b, loop);
    LLVMPositionBuilderAtEnd(w->b, loop);
    LLVMValueRef so_far = phi_of(l, found, before);
    begin_carried(l, set, phi, before);
    begin_block(l, NEST_INNER);
    lower_ops(l);
    found = nans(l, so_far);
    give_up_if(l, is_pending(l));
    LLVMValueRef again = LLVMBuildICmp(
        w->b, LLVMIntNE, l->value[inner_condition(l)].val, number(l, 0), "");
    end_block(l);
    LLVMBasicBlockRef last = LLVMGetInsertBlock(w->b);
    LLVMBuildCondBr(w->b, again, loop, done);
    end_carried(l, set, phi, last);
    close_phi(so_far, found, last);
    LLVMPositionBuilderAtEnd(w->b, done);
    give_up_if(l, is_any(l, found));
    base_free(phi);
}

/* ---- the end ---- */

/* A register is what it is in the last lane. */
static void set_last_lane(Lanewise *l, u32 reg, const Value *v, Lanes lanes)
{
    Lower *w = l->w;
    u32 last = num_lanes(l) - 1;
    LLVMValueRef value = v->val, single = v->single;

    if (lanes.kind == LANES_STEP)
        value = LLVMBuildAdd(w->b, value, number(l, last * (u32)lanes.step), "");
    if (lanes.kind == LANES_VECTOR) {
        value = LLVMBuildExtractElement(w->b, in_all(l, v), number(l, last), "");
        bool narrow = LLVMTypeOf(value) == w->f32 &&
                      lower_piece_type(w, (Piece){(u8)reg, 1}) == w->f64;
        single = narrow ? value : NULL;
    }
    if (single)
        lower_set_single(w, reg, single);
    else
        lower_set_piece(w, (Piece){(u8)reg, 1}, value);
    w->dirty = regset_add(w->dirty, reg);
}

static void finish(Lanewise *l)
{
    Lower *w = l->w;
    const Nest *nest = l->nest;
    RegSet live = nest->block[NEST_LATCH]->flow.live, set = nest->puts;

    for (u32 r = 0; r < w->units->universe.count; r++)
        if (nest->entry[r].kind == LANES_STEP && !regset_has(&nest->puts, r)) {
            l->reg[r] = on_entry(l, r);
            set = regset_add(set, r);
        }
    for
        EACH_REG(r, set)
        {
            Lanes lanes = regset_has(&nest->puts, r) ? nest->after[r] : nest->entry[r];
            w->valid = regset_drop(w->valid, r);
            w->dirty = regset_drop(w->dirty, r);
            w->singles = regset_drop(w->singles, r);
            if (lanes.kind != LANES_UNKNOWN && regset_has(&live, r))
                set_last_lane(l, r, &l->reg[r], lanes);
        }
}

static RegSet all_read(const Lanewise *l)
{
    RegSet set = l->nest->gets;

    for (u32 r = 0; r < l->w->units->universe.count; r++)
        if (l->nest->entry[r].kind == LANES_STEP)
            set = regset_add(set, r);
    return set;
}

void lower_nest(Lower *w, Nest *nest)
{
    Lanewise l = {.w = w, .nest = nest};
    Lower kept = *w;
    LLVMBasicBlockRef usual = lower_new_block(w);
    const Op *store = &nest->block[NEST_LATCH]->ops.ops[nest->store];
    LLVMTypeRef mask = LLVMVectorType(nest->size == 4 ? w->i32 : w->i64, num_lanes(&l));
    LLVMValueRef found = LLVMConstNull(mask);

    make_wait(&l);
    lower_want(w, all_read(&l));
    lower_narrow(w, regset_and(all_read(&l), nest->block[NEST_HEAD]->flow.singles));
    begin_if_it_pays(&l, usual);
    l.store = LLVMBuildAdd(w->b, latch_value(&l, store->a, 0),
                           number(&l, (u32)mem_displacement(store->imm)), "");
    begin_block(&l, NEST_HEAD);
    lower_ops(&l);
    found = nans(&l, found);
    end_block(&l);
    lower_inner(&l, found);
    Value *after = base_alloc(sizeof(l.reg));
    memcpy(after, l.reg, sizeof(l.reg));
    begin_block(&l, NEST_LATCH);
    lower_ops(&l);
    end_block(&l);
    memcpy(l.reg, after, sizeof(l.reg));
    base_free(after);
    w->block = kept.block;
    w->val = kept.val;
    w->single = kept.single;
    w->known = kept.known;
    w->ones = kept.ones;
    finish(&l);
    lower_edge(w, nest->latch);
    w->valid = kept.valid;
    w->dirty = kept.dirty;
    w->singles = kept.singles;
    LLVMPositionBuilderAtEnd(w->b, usual);
}

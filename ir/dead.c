/* dead.c -- the backward walk over a block, which finds what nobody needs. A put is
 * dead if its bytes are overwritten before anything can read them. An op whose value
 * nobody uses is dead unless it has an effect; for floating-point ops the exception
 * flags they raise are such an effect.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "ir/passes.h"

_Static_assert(VAL_NONE <= UINT16_MAX, "each op counts next_seen up once at most");

typedef struct {
    Optimiser *o;
    u16 next_seen;               /* seen[] of units put since the last look at all */
    u16 overwritten[SLOT_UNITS]; /* == next_seen: will be put again unseen */
    Val compare;                 /* an fset that stays, below; VAL_NONE: none */
    bool *needed;                /* by op */
} Walk;

static bool in_reach(u32 slot, u32 size)
{
    return slot % SLOT_UNIT == 0 && slot + size <= SLOT_UNITS * SLOT_UNIT;
}

static void see_all(Walk *w)
{
    w->next_seen++;
}

static void see(Walk *w, u32 slot, u32 size)
{
    for (u32 unit = slot / SLOT_UNIT;
         unit < SLOT_UNITS && unit * SLOT_UNIT < slot + size; unit++)
        w->overwritten[unit] = 0;
}

static bool put_is_needed(Walk *w, const Op *op)
{
    u32 slot = (u32)op->imm, size = type_bits((Type)op->type) / 8;
    bool needed = false;

    if (!in_reach(slot, size))
        return true;
    for (u32 unit = slot / SLOT_UNIT; unit < (slot + size) / SLOT_UNIT; unit++) {
        needed |= w->overwritten[unit] != w->next_seen;
        w->overwritten[unit] = w->next_seen;
    }
    return needed;
}

static bool helper_is_needed(Walk *w, const Op *op, bool used)
{
    const Helper *helper = &w->o->helpers[op->imm];

    if (!used && helper_is_pure(helper))
        return false;
    if (w->o->precise & PRECISE_MEMORY && helper->touches_memory)
        see_all(w);
    for (const SlotRange *range = helper->reads; range && range->size; range++)
        see(w, range->slot, range->size);
    if (helper->touches_fp)
        w->compare = VAL_NONE;
    return true;
}

/* Returns true if two fsets raise the same exception flags for the same operands. */
static bool same_flags(const Op *x, const Op *y)
{
    bool same_way = x->a == y->a && x->b == y->b;
    bool other_way = x->a == y->b && x->b == y->a;

    return y->code == OP_fset && (same_way || other_way) &&
           (x->imm & FC_SIGNALS) == (y->imm & FC_SIGNALS);
}

/* An unused fset is dead if a neighbour with the same operands stays, as that raises
 * the same flags. A guest's compare becomes several fsets of the same operands, few of
 * which are used. */
static bool fset_is_needed(const Walk *w, Val v)
{
    enum { REACH = 8 };
    const Op *ops = w->o->out.ops, *op = &ops[v];

    if (w->compare != VAL_NONE && same_flags(op, &ops[w->compare]))
        return false;
    for (Val before = v; before > 0 && v - before < REACH; before--) {
        const Op *other = &ops[before - 1];

        if (other->code == OP_helper)
            return true;
        if (same_flags(op, other))
            return false;
    }
    return true;
}

static bool pure_is_needed(Walk *w, Val v, bool used)
{
    const Op *op = &w->o->out.ops[v];
    bool needed = used || op_info[op->code].traits & FP;

    if (op->code == OP_fset) {
        needed = used || fset_is_needed(w, v);
        if (needed)
            w->compare = v;
    }
    if (needed && op_info[op->code].traits & FP && w->o->precise & PRECISE_FLOAT)
        see_all(w);
    return needed;
}

static bool memory_is_needed(Walk *w)
{
    if (w->o->precise & PRECISE_MEMORY) {
        see_all(w);
        w->compare = VAL_NONE;
    }
    return true;
}

/* At an exit all of the guest's state must be in its slots, as any code may follow. */
static bool exit_is_needed(Walk *w)
{
    see_all(w);
    w->compare = VAL_NONE;
    return true;
}

static bool op_is_needed(Walk *w, Val v, bool used)
{
    const Op *op = &w->o->out.ops[v];
    const OpInfo *info = &op_info[op->code];

    if (info->pure)
        return pure_is_needed(w, v, used);
    if (info->traits & SEES)
        return exit_is_needed(w);
    if (info->imm == IMM_MEM)
        return memory_is_needed(w);
    if (op->code == OP_get && used)
        see(w, (u32)op->imm, type_bits((Type)op->type) / 8);
    if (op->code == OP_get)
        return used;
    if (op->code == OP_put)
        return put_is_needed(w, op);
    return op->code != OP_helper || helper_is_needed(w, op, used);
}

static void need_operands(Walk *w, const Op *op)
{
    const Val arg[] = {op->a, op->b, op->c};

    for (int k = 0; k < op_info[op->code].args; k++)
        if (arg[k] != VAL_NONE)
            w->needed[arg[k]] = true;
}

/* Moves the needed ops together; moved[v] becomes the new index of op v. */
static void close_gaps(Block *blk, const bool *needed, Val *moved)
{
    u32 count = 0;

    for (u32 i = 0; i < blk->count; i++) {
        Op op = blk->ops[i];
        Val *arg[] = {&op.a, &op.b, &op.c};

        if (!needed[i])
            continue;
        for (int k = 0; k < op_info[op.code].args; k++)
            if (*arg[k] != VAL_NONE)
                *arg[k] = moved[*arg[k]];
        moved[i] = (Val)count;
        blk->ops[count++] = op;
    }
    blk->count = count;
}

void opt_drop_dead(Optimiser *o)
{
    u32 count = o->out.count;
    Walk *w = base_alloc(sizeof(*w) + count * (sizeof(Val) + sizeof(bool)));
    Val *moved = (Val *)(w + 1);

    w->o = o;
    w->next_seen = 1;
    w->compare = VAL_NONE;
    w->needed = (bool *)(moved + count);
    for (u32 i = count; i-- > 0;) {
        w->needed[i] = op_is_needed(w, (Val)i, w->needed[i]);
        if (w->needed[i])
            need_operands(w, &o->out.ops[i]);
    }
    close_gaps(&o->out, w->needed, moved);
    base_free(w);
}

/* optimise.c -- the forward walk over a block: effects, and the known contents of state
 * and memory.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <string.h>

#include "ir/passes.h"

bool helper_is_pure(const Helper *helper)
{
    bool reads = helper->reads && helper->reads->size;
    bool writes = helper->writes && helper->writes->size;

    return !reads && !writes && !helper->touches_fp && !helper->touches_memory;
}

/* Returns a register's value where a wider one that contains it is known: a half or a
 * word of a vector. */
static Val get_part(Optimiser *o, u32 slot, Type type)
{
    unsigned bits = type_bits(type);
    Type ints = bits == 32 ? TY_I32 : TY_I64;
    u32 part;
    Val v = slots_find_part(&o->slots, slot, bits / 8, &part);

    if (v == VAL_NONE || type_of(o, v) != TY_V128 || bits > 64 || 32 * part % bits)
        return VAL_NONE;
    v = opt_make(o,
                 (Op){OP_vextract, (u8)ints, v, 0, 0, vec_imm(bits, 32 * part / bits)});
    return opt_same_bits(o, v, type);
}

/* Returns the known value of eight bytes of state as the low half of a vector;
 * VAL_NONE: unknown. */
static Val known_half(Optimiser *o, u32 slot)
{
    Val v = slots_find(&o->slots, slot, 8);

    if (v == VAL_NONE || type_bits(type_of(o, v)) != 64)
        v = get_part(o, slot, TY_I64);
    if (v == VAL_NONE)
        return VAL_NONE;
    return opt_make1(o, OP_vlow, TY_V128, v, 0);
}

/* Returns a register's value where both of its halves are known. */
static Val get_joined(Optimiser *o, u32 slot, Type type)
{
    Val low, high;

    if (type != TY_V128)
        return VAL_NONE;
    high = known_half(o, slot + 8);
    if (high == VAL_NONE)
        return VAL_NONE;
    low = known_half(o, slot);
    if (low == VAL_NONE)
        return VAL_NONE;
    return opt_make(o, (Op){OP_vjoin, TY_V128, low, high, 0, vec_imm(64, 0)});
}

static Val walk_get(Optimiser *o, Op op)
{
    Type type = (Type)op.type;
    Val v = slots_find(&o->slots, (u32)op.imm, type_bits(type) / 8);

    if (v != VAL_NONE)
        v = opt_same_bits(o, v, type);
    if (v == VAL_NONE)
        v = get_part(o, (u32)op.imm, type);
    if (v == VAL_NONE)
        v = get_joined(o, (u32)op.imm, type);
    if (v == VAL_NONE) {
        v = opt_append(o, op);
        slots_learn(&o->slots, (u32)op.imm, type_bits(type) / 8, v);
    }
    return v;
}

static Val walk_put(Optimiser *o, Op op)
{
    u32 slot = (u32)op.imm, size = type_bits((Type)op.type) / 8;

    if (slots_find(&o->slots, slot, size) == op.a)
        return VAL_NONE;
    opt_append(o, op);
    slots_learn(&o->slots, slot, size, op.a);
    return VAL_NONE;
}

/* Moves a constant that is added to the address into the displacement. */
static void fold_address(const Optimiser *o, Op *op)
{
    Op address = opt_op(o, op->a);
    i64 sum;

    if (address.code != OP_add || !opt_is(o, address.b, OP_constant))
        return;
    sum = (i64)(i32)opt_op(o, address.b).imm + mem_displacement(op->imm);
    if (sum < -INT16_MAX || sum > INT16_MAX)
        return;
    op->a = address.a;
    op->imm = mem_imm(mem_shape(op->imm), (i32)sum);
}

/* Returns the value beneath extensions and masks that leave the low `bits` bits
 * unchanged. */
static Val low_part(const Optimiser *o, Val v, unsigned bits)
{
    u64 low = ~0ull >> (64 - bits);

    for (;;) {
        Op op = opt_op(o, v);
        bool extends = (op.code == OP_zext || op.code == OP_sext) && op.imm >= bits;
        bool masks = op.code == OP_and && opt_is(o, op.b, OP_constant) &&
                     (opt_op(o, op.b).imm & low) == low;

        if (!extends && !masks)
            return v;
        v = op.a;
    }
}

static Val walk_store(Optimiser *o, Op op)
{
    fold_address(o, &op);
    if (op.type == TY_I32 || op.type == TY_I64)
        op.b = low_part(o, op.b, 8 * (mem_shape(op.imm) & MEM_SIZE));
    opt_append(o, op);
    memory_stored(&o->memory, &op);
    return VAL_NONE;
}

static Val walk_load(Optimiser *o, Op op)
{
    Val v;

    fold_address(o, &op);
    v = memory_load(o, &op);
    if (v == VAL_NONE) {
        v = opt_append(o, op);
        memory_loaded(&o->memory, &op, v);
    }
    return v;
}

static Val walk_cas(Optimiser *o, Op op)
{
    fold_address(o, &op);
    memory_forget(&o->memory);
    return opt_append(o, op);
}

static Val walk_helper(Optimiser *o, Op op)
{
    const Helper *helper = &o->helpers[op.imm];
    Val v;

    if (helper_is_pure(helper))
        return opt_emit(o, op);
    v = opt_append(o, op);
    for (const SlotRange *range = helper->writes; range && range->size; range++)
        slots_forget(&o->slots, range->slot, range->size);
    if (helper->touches_memory)
        memory_forget(&o->memory);
    if (helper->touches_fp)
        o->fp_barrier = o->out.count;
    return v;
}

/* exit_if or raise_if. */
static Val walk_if(Optimiser *o, Op op)
{
    Op cond = opt_op(o, op.a);
    u8 always = op.code == OP_exit_if ? OP_jump : OP_raise;

    if (cond.code == OP_constant && cond.imm == 0)
        return VAL_NONE;
    if (cond.code == OP_constant) {
        opt_append(o, (Op){always, TY_NONE, 0, 0, 0, op.imm});
        return VAL_NONE;
    }
    if (cond.code == OP_set && cond.imm == CC_NE && opt_is_constant(o, cond.b, 0) &&
        opt_op(o, cond.a).type == TY_I32)
        op.a = cond.a;
    opt_append(o, op);
    return VAL_NONE;
}

static Val walk_jump_to(Optimiser *o, Op op)
{
    Op to = opt_op(o, op.a);

    if (to.code == OP_constant && op.imm != JUMP_RETURN)
        op = (Op){OP_jump, TY_NONE, 0, 0, 0, (u32)to.imm};
    opt_append(o, op);
    return VAL_NONE;
}

static Val walk_call_to(Optimiser *o, Op op)
{
    Op to = opt_op(o, op.a);

    if (to.code == OP_constant)
        op = (Op){OP_call, TY_NONE, 0, 0, 0, op.imm << 32 | (u32)to.imm};
    opt_append(o, op);
    return VAL_NONE;
}

/* Copies an op without a function of its own in `walks`. */
static Val walk_other(Optimiser *o, Op op)
{
    if (op_info[op.code].pure)
        return opt_make(o, op);
    if (op_info[op.code].traits & ORDERS)
        memory_forget(&o->memory);
    opt_append(o, op);
    return VAL_NONE;
}

/* Copies an op whose operands are in `out` already; returns the value that stands for
 * it there. */
static Val walk_op(Optimiser *o, Op op)
{
    static Val (*const walks[NUM_OPS])(Optimiser *, Op) = {
        [OP_get] = walk_get,         [OP_put] = walk_put,
        [OP_load] = walk_load,       [OP_store] = walk_store,
        [OP_cas] = walk_cas,         [OP_helper] = walk_helper,
        [OP_exit_if] = walk_if,      [OP_raise_if] = walk_if,
        [OP_jump_to] = walk_jump_to, [OP_call_to] = walk_call_to,
    };

    return (walks[op.code] ? walks[op.code] : walk_other)(o, op);
}

static void rename_operands(const Optimiser *o, Op *op)
{
    Val *arg[] = {&op->a, &op->b, &op->c};

    for (int k = 0; k < op_info[op->code].args; k++)
        if (*arg[k] != VAL_NONE)
            *arg[k] = o->renamed[*arg[k]];
}

static Optimiser *optimiser_for(const Block *blk, const Helper *helpers,
                                unsigned precise)
{
    u32 room = blk->count + blk->count / 2 + 16, known = 64;
    Optimiser *o;

    while (known < 2 * blk->count)
        known *= 2;
    o = base_alloc(sizeof(*o) + (blk->count + known) * sizeof(Val));
    o->renamed = (Val *)(o + 1);
    o->known = o->renamed + blk->count;
    o->known_mask = known - 1;
    memset(o->known, 0xff, known * sizeof(Val));
    slots_forget_all(&o->slots);
    memory_forget(&o->memory);
    o->out = *blk;
    o->out.ops = base_resize(NULL, room * sizeof(Op));
    o->out.count = 0;
    o->out.capacity = room;
    o->ones = base_resize(NULL, room * sizeof(u64));
    o->room = room;
    o->helpers = helpers;
    o->precise = precise;
    return o;
}

static void release(Optimiser *o)
{
    base_free(o->ones);
    base_free(o);
}

/* Copies all reachable ops. Returns false if they become too many for a block, which
 * needs a block near the limit each of whose ops is replaced by several. */
static bool walk_down(Optimiser *o, const Block *blk)
{
    for (u32 i = 0; i < blk->count && !o->ended; i++) {
        Op op = blk->ops[i];

        if (o->out.count + (blk->count - i) + RULES_APPEND > BLOCK_MAX_OPS)
            return false;
        rename_operands(o, &op);
        o->renamed[i] = walk_op(o, op);
    }
    return true;
}

void ir_optimise(Block *blk, const Helper *helpers, unsigned precise)
{
    Optimiser *o = optimiser_for(blk, helpers, precise);

    if (walk_down(o, blk)) {
        opt_drop_dead(o);
        base_free(blk->ops);
        *blk = o->out;
    } else {
        base_free(o->out.ops);
    }
    release(o);
}

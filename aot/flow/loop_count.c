/* loop_count.c -- what counts the iterations of an inner loop.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/flow/loops.h"

typedef struct {
    const Units *units;
    const Unit *unit;
    u32 top;
    const LoopBody *body;
    const UnitBlock *last; /* the latch: the block that jumps back to `top` */
    u32 op;                /* index of the latch's jump */
} CountSearch;

/* Returns the integer register that an access is to, if that is a whole register of 32
 * bits; else MAX_REGS.  Floating-point registers are not held as integers. */
static u32 register_of(const CountSearch *s, const Op *access)
{
    const Universe *u = &s->units->universe;

    if (access->type != TY_I32 || (u32)access->imm == s->units->guest->pc_slot)
        return MAX_REGS;
    RegPlace p = universe_place(u, (u32)access->imm, TY_I32);
    bool fits = p.whole && p.regs.count == 1 && !u->reg[p.regs.reg].is_float;
    return fits ? p.regs.reg : MAX_REGS;
}

/* A value of the form: what register `reg` holds at the start of the latch, plus the
 * constant `more`. */
typedef struct {
    u32 reg, more; /* reg MAX_REGS: the value has another form */
} Sum;

static Sum sum_of(const CountSearch *s, Val v)
{
    const Op *ops = s->last->ops.ops, *op = &ops[v];
    u32 more = 0;

    if (op->code == OP_add && ops[op->b].code == OP_constant) {
        more = (u32)ops[op->b].imm;
        op = &ops[op->a];
    }
    return (Sum){op->code == OP_get ? register_of(s, op) : MAX_REGS, more};
}

static bool writes(const CountSearch *s, const Event *e, u32 reg)
{
    if (e->kind == EV_HELPER) {
        const Helper *h = &s->units->guest->names.helpers[e->to];
        RegSet written = universe_ranges(&s->units->universe, h->writes);

        return regset_has(&written, reg);
    }
    return (e->kind == EV_PUT || e->kind == EV_PART) && e->reg == reg;
}

/* Sets *event to an event of the loop that writes the register; returns the number of
 * such events. */
static u32 find_writes(const CountSearch *s, u32 reg, const Event **event)
{
    u32 n = 0;

    for (u32 i = 0; i < s->body->count; i++) {
        const UnitBlock *block = &s->unit->block[s->body->block[i]];

        for (u32 k = loop_events(s->body, block); k-- > 0;)
            if (writes(s, &block->event[k], reg)) {
                *event = &block->event[k];
                n++;
            }
    }
    return n;
}

/* Returns true if the only change of the register in an iteration is that the latch
 * adds a constant; then sets the step of *count. */
static bool find_step(const CountSearch *s, u32 reg, LoopCount *count)
{
    const Event *put = NULL, *events = s->last->event;

    if (find_writes(s, reg, &put) != 1 || put->kind != EV_PUT || put < events ||
        put >= events + s->last->num_events || put->op > s->op)
        return false;
    Val value = s->last->ops.ops[put->op].a;
    Sum sum = sum_of(s, value);
    u32 size = (i32)sum.more < 0 ? -sum.more : sum.more;
    if (sum.reg != reg || size == 0 || size > 1u << 20)
        return false;
    count->reg = (u8)reg;
    count->step = (i32)sum.more;
    count->value = value;
    return true;
}

/* Recognises the loop condition counter != end, with `counter` a stepping register and
 * `end` a constant or a register that the loop does not write. */
static bool find_end(const CountSearch *s, Val counter, Val end, LoopCount *count)
{
    const Op *constant = &s->last->ops.ops[end];
    const Event *event;
    Sum a = sum_of(s, counter), b = sum_of(s, end);

    if (a.reg == MAX_REGS || !find_step(s, a.reg, count))
        return false;
    count->end = (u32)count->step - a.more;
    count->has_end_reg = constant->code != OP_constant;
    if (!count->has_end_reg) {
        count->end += (u32)constant->imm;
        return true;
    }
    count->end += b.more;
    count->end_reg = (u8)b.reg;
    return b.reg != MAX_REGS && find_writes(s, b.reg, &event) == 0;
}

/* Sets *value to the constant that a register holds before event number `event` of a
 * block.  Returns false if it is not known to be one. */
static bool constant_at(const CountSearch *s, const UnitBlock *block, u32 event,
                        u32 reg, u32 *value)
{
    while (event-- > 0) {
        const Event *e = &block->event[event];

        if (e->kind == EV_PUT && e->reg == reg) {
            const Op *op = &block->ops.ops[block->ops.ops[e->op].a];

            *value = (u32)op->imm;
            return op->code == OP_constant && op->type == TY_I32;
        }
        if (writes(s, e, reg) || e->kind == EV_CALL || e->kind == EV_SYSCALL)
            return false;
    }
    return false;
}

/* Returns the largest number of iterations over all entries of the loop; 0 if it is not
 * known. */
static u32 most_iterations(const CountSearch *s, const LoopCount *count)
{
    u32 most = 0, begin;

    if (count->has_end_reg || s->top == 0)
        return 0;
    for (u32 i = 0; i < s->unit->num_blocks; i++) {
        const UnitBlock *block = &s->unit->block[i];

        for (u32 k = 0; k < block->num_events; k++) {
            const Event *e = &block->event[k];

            if (e->kind != EV_EDGE || e->to != s->top || e->back)
                continue;
            if (!constant_at(s, block, k, count->reg, &begin))
                return 0;
            u32 way = count->step > 0 ? count->end - begin : begin - count->end;
            u32 size = (u32)(count->step > 0 ? count->step : -count->step);
            if (way == 0 || way % size)
                return 0;
            most = way / size > most ? way / size : most;
        }
    }
    return most;
}

static u32 num_jumps_back(const Unit *unit, u32 top, const LoopBody *body)
{
    u32 n = 0;

    for (u32 i = 0; i < body->count; i++) {
        const UnitBlock *block = &unit->block[body->block[i]];

        for (u32 k = 0; k < block->num_events; k++)
            n += block->event[k].back && block->event[k].to == top;
    }
    return n;
}

void loop_find_count(const Units *units, Unit *unit, u32 top, const LoopBody *body)
{
    CountSearch s = {units, unit, top, body, NULL, 0};

    if (num_jumps_back(unit, top, body) != 1)
        return;
    for (u32 i = 0; i < body->count; i++)
        if (loop_jump_back(&unit->block[body->block[i]], top))
            s.last = &unit->block[body->block[i]];
    s.op = loop_jump_back(s.last, top)->op;
    const Op *ops = s.last->ops.ops, *jump = &ops[s.op];
    if (jump->code != OP_exit_if)
        return;
    const Op *condition = &ops[jump->a];
    LoopCount count = {0};
    if (condition->code != OP_set || condition->imm != CC_NE)
        return;
    if (!find_end(&s, condition->a, condition->b, &count) &&
        !find_end(&s, condition->b, condition->a, &count))
        return;
    u32 most = most_iterations(&s, &count);
    count.kind = most > 0 && most <= POLL_ITERATIONS ? COUNT_FEW : COUNT_MANY;
    unit->block[top].count = count;
}

/* single.c -- finding values that are singles.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/flow/single.h"

static bool is_f64_register(const Units *units, const Op *op, u32 *reg)
{
    if (op->type != TY_F64 || (u32)op->imm == units->guest->pc_slot)
        return false;
    RegPlace p = universe_place(&units->universe, (u32)op->imm, TY_F64);
    *reg = p.regs.reg;
    return p.whole && p.regs.count == 1;
}

static RegSet registers_of(const Units *units, const Op *access)
{
    RegPlace p = universe_place(&units->universe, (u32)access->imm, (Type)access->type);

    return piece_set(p.regs);
}

/* Returns true if the op's result is a single, given which operands are. */
static bool result_is_single(const Op *op, const bool *is_single)
{
    if (op->type != TY_F64)
        return false;
    switch (op->code) {
    case OP_fwiden:
    case OP_fexpand: return true;
    case OP_fneg:
    case OP_fabs: return is_single[op->a];
    case OP_fma:
        return (op->imm & FMA_SINGLE) && is_single[op->a] && is_single[op->b] &&
               is_single[op->c];
    default: return false;
    }
}

/* Updates *regs, the registers that are known to hold singles, by one op. */
static void step(const Units *units, const Op *op, u32 index, bool *is_single,
                 RegSet *regs)
{
    u32 reg;

    switch (op->code) {
    case OP_get:
        is_single[index] = is_f64_register(units, op, &reg) && regset_has(regs, reg);
        break;
    case OP_put:
        if (is_f64_register(units, op, &reg))
            *regs = is_single[op->a] ? regset_add(*regs, reg) : regset_drop(*regs, reg);
        else if ((u32)op->imm != units->guest->pc_slot)
            *regs = regset_minus(*regs, registers_of(units, op));
        break;
    case OP_helper: {
        const Helper *h = &units->guest->names.helpers[op->imm];
        *regs = regset_minus(*regs, universe_ranges(&units->universe, h->writes));
        break;
    }
    case OP_call:
    case OP_call_to:
    case OP_syscall: *regs = (RegSet){{0}}; break;
    default: is_single[index] = result_is_single(op, is_single); break;
    }
}

static bool meet(UnitBlock *to, RegSet regs)
{
    RegSet both = regset_and(to->flow.singles, regs);
    bool changed = !regset_same(&both, &to->flow.singles);

    to->flow.singles = both;
    return changed;
}

static bool flow_singles(const Units *units, Unit *unit, UnitBlock *block)
{
    bool *is_single = base_alloc(block->ops.count + 1);
    RegSet regs = block->flow.singles;
    bool changed = false;
    u32 next = 0;

    for (u32 i = 0; i < block->num_events; i++) {
        const Event *e = &block->event[i];

        while (next <= e->op) {
            step(units, &block->ops.ops[next], next, is_single, &regs);
            next++;
        }
        if (e->kind == EV_EDGE)
            changed |= meet(&unit->block[e->to], regs);
    }
    base_free(is_single);
    return changed;
}

static bool has_singles(const Unit *unit)
{
    for (u32 i = 0; i < unit->num_blocks; i++)
        for (u32 k = 0; k < unit->block[i].ops.count; k++)
            if (unit->block[i].ops.ops[k].code == OP_fwiden ||
                unit->block[i].ops.ops[k].code == OP_fexpand)
                return true;
    return false;
}

/* Returns the registers that can hold a single.  The set is the start of the fixed
 * point for blocks that are not the entry; an unreachable block keeps all of it. */
static RegSet doubles(const Units *units)
{
    RegSet set = {{0}};

    for (u32 r = 0; r < units->universe.count; r++)
        if (units->universe.reg[r].is_float && units->universe.reg[r].size == 8)
            set = regset_add(set, r);
    return set;
}

void unit_find_singles(const Units *units, Unit *unit)
{
    bool again = has_singles(unit);
    RegSet all = doubles(units);

    for (u32 i = 1; again && i < unit->num_blocks; i++)
        unit->block[i].flow.singles = all;
    while (again) {
        again = false;
        for (u32 i = 0; i < unit->num_blocks; i++)
            again |= flow_singles(units, unit, &unit->block[i]);
    }
}

static bool is_arithmetic(const Op *op, const bool *is_single)
{
    if (op->type != TY_F64)
        return false;
    switch (op->code) {
    case OP_fadd:
    case OP_fsub:
    case OP_fmul:
    case OP_fdiv: return is_single[op->a] && is_single[op->b];
    case OP_fsqrt: return is_single[op->a];
    default: return false;
    }
}

/* Marks operations on f32 operands whose result is rounded to f64 and then to f32: for
 * these that is the same as rounding to f32 once. */
static void find_folded(const Block *ops, const bool *is_single, bool *folded)
{
    u8 *uses = base_alloc(ops->count + 1);

    for (u32 i = 0; i < ops->count; i++) {
        const Op *op = &ops->ops[i];
        const Val operand[] = {op->a, op->b, op->c};

        for (unsigned k = 0; k < op_info[op->code].args; k++)
            if (operand[k] != VAL_NONE && uses[operand[k]] < 2)
                uses[operand[k]]++;
    }
    for (u32 i = 0; i < ops->count; i++) {
        const Op *op = &ops->ops[i];

        if (op->code == OP_fnarrow && uses[op->a] == 1 &&
            is_arithmetic(&ops->ops[op->a], is_single))
            folded[op->a] = true;
    }
    base_free(uses);
}

Singles singles_of(const Units *units, const UnitBlock *block)
{
    Singles s = {base_alloc(block->ops.count + 1), base_alloc(block->ops.count + 1)};
    RegSet regs = block->flow.singles;

    for (u32 i = 0; i < block->ops.count; i++)
        step(units, &block->ops.ops[i], i, s.is_single, &regs);
    find_folded(&block->ops, s.is_single, s.folded);
    return s;
}

void singles_free(Singles *singles)
{
    base_free(singles->is_single);
    base_free(singles->folded);
}

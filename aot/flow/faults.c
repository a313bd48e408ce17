/* faults.c -- instructions that may fault, and what is read after them.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/flow/faults.h"

static const RegSet nothing;

static bool may_fault(const Units *units, const Op *op)
{
    return op_info[op->code].imm == IMM_MEM || op->code == OP_raise_if ||
           (op->code == OP_helper &&
            units->guest->names.helpers[op->imm].touches_memory);
}

static bool writes_memory(const Op *op)
{
    return op->code == OP_helper ||
           (op_info[op->code].imm == IMM_MEM && op->code != OP_load);
}

/* What the rest of a block does with registers. */
typedef struct {
    RegSet reads;   /* some path reads their value */
    RegSet written; /* before it is read, another one is written */
} Rest;

static void step_back(const Units *units, const Op *op, Rest *rest)
{
    u32 slot = (u32)op->imm;

    if (op->code == OP_helper) {
        const Helper *h = &units->guest->names.helpers[slot];
        RegSet reads = universe_ranges(&units->universe, h->reads);

        rest->reads = regset_or(rest->reads, reads);
        rest->written = regset_minus(rest->written, reads);
    }
    if ((op->code != OP_get && op->code != OP_put) || slot == units->guest->pc_slot)
        return;
    RegPlace p = universe_place(&units->universe, slot, (Type)op->type);
    RegSet regs = piece_set(p.regs);
    if (op->code == OP_get) {
        rest->reads = regset_or(rest->reads, regs);
        rest->written = regset_minus(rest->written, regs);
    } else if (p.whole) {
        rest->reads = regset_minus(rest->reads, regs);
        rest->written = regset_or(rest->written, regs);
    }
}

/* Returns what may be read of the values before an instruction that faults: by it and
 * the rest of the block, or by the rest alone, since a handler may pass over it. */
static RegSet read_after_fault(const Rest *before, const Rest *after)
{
    RegSet changed = regset_minus(before->written, after->written);

    return regset_or(before->reads, regset_or(after->reads, changed));
}

/* The decoder's mode is read as the pc is. */
static RegSet mode_of(const Units *units)
{
    u32 slot = units->guest->mode_slot;

    return slot == GUEST_NO_SLOT ? nothing
                                 : regset_add(nothing, units->universe.at[slot]);
}

static void add(UnitBlock *block, FaultPoint fault)
{
    block->fault =
        base_resize(block->fault, (block->num_faults + 1) * sizeof *block->fault);
    block->fault[block->num_faults++] = fault;
}

void faults_find(const Units *units, UnitBlock *block)
{
    Rest rest = {nothing, nothing}, after = rest;
    FaultPoint fault = {0};
    bool faults = false;

    for (u32 i = block->ops.count; i-- > 0;) {
        const Op *op = &block->ops.ops[i];

        step_back(units, op, &rest);
        faults |= may_fault(units, op);
        if (op->code == OP_put && (u32)op->imm == units->guest->mode_slot)
            fault.mode = (u32)block->ops.ops[op->a].imm;
        fault.helps |= op->code == OP_helper;
        fault.stores |= writes_memory(op);
        if (op->code != OP_insn)
            continue;
        fault.pc = (u32)op->imm;
        fault.reads = regset_or(read_after_fault(&rest, &after), units->exact);
        if (fault.mode) /* it is executed on a condition, which is tested before it */
            fault.reads = regset_or(fault.reads, units->flags);
        if (faults)
            add(block, fault);
        fault = (FaultPoint){0};
        faults = false;
        after = rest;
    }
}

RegSet faults_mode_register(const Units *units, const FaultPoint *fault)
{
    return fault->checkpoint && fault->mode ? mode_of(units) : nothing;
}

const FaultPoint *faults_of(const Units *units, const UnitBlock *block, u32 index)
{
    const Block *ops = &block->ops;

    for (u32 i = index + 1; i < ops->count && ops->ops[i].code != OP_insn; i++)
        if (may_fault(units, &ops->ops[i]))
            return faults_at(block, (u32)ops->ops[index].imm);
    return NULL;
}

const FaultPoint *faults_at(const UnitBlock *block, u32 pc)
{
    for (u32 i = 0; i < block->num_faults; i++)
        if (block->fault[i].pc == pc)
            return &block->fault[i];
    return NULL;
}

/* ---- loads for their faults alone ---- */

/* What certainly reads a register, from some point of a block on. */
typedef struct {
    const Unit *unit;
    const UnitBlock *block;
    const RegSet *live;
    RegSet read;
    bool kept; /* the put whose events were passed last is read */
} Reads;

/* The registers that are stored at an event, where it needs them in the state. */
static RegSet stored(const Reads *r, u32 event)
{
    const Event *e = &r->block->event[event];
    RegSet before = event ? r->live[event - 1] : r->block->flow.live;

    if (e->kind == EV_EDGE)
        return r->unit->block[e->to].flow.wanted;
    return e->kind != EV_FAULT || r->block->fault[e->to].checkpoint ? before : nothing;
}

static void pass(Reads *r, u32 event)
{
    const Event *e = &r->block->event[event];

    switch ((EventKind)e->kind) {
    case EV_GET: r->read = regset_add(r->read, e->reg); break;
    case EV_PART: r->kept |= regset_has(&r->read, e->reg); break;
    case EV_PUT:
        r->kept |= regset_has(&r->read, e->reg);
        r->read = regset_drop(r->read, e->reg);
        break;
    case EV_FAULT:
    case EV_HELPER:
    case EV_EDGE:
    case EV_TAIL:
    case EV_JUMP:
    case EV_LEAVE:
    case EV_CALL:
    case EV_SYSCALL:
    case EV_RETURN: r->read = regset_or(r->read, stored(r, event)); break;
    }
}

void faults_find_used(const Unit *unit, const UnitBlock *block, const RegSet *live,
                      const bool *needed, bool *used)
{
    Reads r = {.unit = unit, .block = block, .live = live};
    u32 event = block->num_events;

    for (u32 i = block->ops.count; i-- > 0;) {
        const Op *op = &block->ops.ops[i];
        const Val operand[] = {op->a, op->b, op->c};

        /* A put without an event is one of the pc. */
        r.kept = op->code != OP_put || !event || block->event[event - 1].op != i;
        while (event > 0 && block->event[event - 1].op == i)
            pass(&r, --event);
        bool decides = op_info[op->code].pure ? used[i] : needed[i] && r.kept;
        for (u32 n = 0; decides && n < op_info[op->code].args; n++)
            if (operand[n] != VAL_NONE)
                used[operand[n]] = true;
    }
}

/* unit.c -- lifting functions, and extracting their events.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/flow/unit.h"

#include <string.h>

#include "aot/flow/faults.h"
#include "aot/flow/hubs.h"
#include "aot/flow/likely.h"
#include "aot/flow/loops.h"
#include "aot/flow/parts.h"
#include "aot/flow/stubs.h"

u32 unit_block(const Unit *unit, u32 address)
{
    const Function *f = unit->function;
    u32 low = 0, high = unit->num_blocks;

    if (address == f->entry)
        return 0;
    /* All blocks are in address order except the entry, which is block 0. */
    low = 1;
    while (low < high) {
        u32 middle = low + (high - low) / 2;

        if (unit->block[middle].start < address)
            low = middle + 1;
        else
            high = middle;
    }
    return low < unit->num_blocks && unit->block[low].start == address ? low : NOWHERE;
}

u32 units_find(const Units *units, u32 address)
{
    const Function *f = program_function(units->program, address);
    u32 index = f ? (u32)(f - units->program->function) : NOWHERE;

    return index < units->num_units ? index : NOWHERE;
}

u32 unit_pieces_at(const Units *units, const Unit *unit, u32 slot, RegSet of,
                   RegPiece piece[MAX_REGS])
{
    u32 reg = units->universe.at[slot];
    RegPiece whole = units->universe.whole[reg];
    RegPiece group = {unit->groups.first[reg], unit->groups.count[reg]};

    of = regset_and(of, piece_set(whole.count > group.count ? whole : group));
    return groups_pieces(&unit->groups, of, piece);
}

typedef struct {
    Units *units;
    Unit *unit;
    UnitBlock *block;
    u32 capacity;
} Extract;

static Event *add_event(Extract *x, EventKind kind, u32 op, u32 to)
{
    UnitBlock *b = x->block;

    if (b->num_events == x->capacity) {
        x->capacity = x->capacity ? 2 * x->capacity : 16;
        b->event = base_resize(b->event, x->capacity * sizeof(Event));
    }
    b->event[b->num_events] = (Event){.kind = (u8)kind, .op = op, .to = to};
    return &b->event[b->num_events++];
}

/* Adds the event for control that goes from op `op` to a guest address, other than by a
 * call. */
static void add_target(Extract *x, u32 op, u32 address)
{
    u32 to = unit_block(x->unit, address);

    if (to != NOWHERE) {
        add_event(x, EV_EDGE, op, to);
        return;
    }
    to = units_find(x->units, address);
    if (to != NOWHERE)
        add_event(x, EV_TAIL, op, to);
    else
        add_event(x, EV_LEAVE, op, NOWHERE);
}

static void add_jump_to(Extract *x, u32 index, const Op *op)
{
    const JumpTable *table = x->block->table;

    if (op->imm == JUMP_RETURN) {
        add_event(x, EV_RETURN, index, NOWHERE);
        return;
    }
    if (x->block->hub != NOWHERE)
        add_event(x, EV_EDGE, index, x->block->hub);
    else
        for (u32 i = 0; table && i < table->num_targets; i++) {
            u32 to = unit_block(x->unit, table->target[i]);

            if (to != NOWHERE)
                add_event(x, EV_EDGE, index, to);
        }
    if (unit_is_hub(x->block))
        return;
    bool jumps = !table || !unit_has_targets(x->unit, table);
    x->unit->jumps |= jumps;
    add_event(x, jumps ? EV_JUMP : EV_LEAVE, index, NOWHERE);
}

static void add_call(Extract *x, u32 index, u32 callee, u32 ret)
{
    x->unit->has_calls = true;
    add_event(x, EV_CALL, index, callee);
    add_target(x, index, ret);
}

static void add_access(Extract *x, EventKind kind, u32 index, const Op *op)
{
    u32 slot = (u32)op->imm;

    if (slot == x->units->guest->pc_slot)
        return;
    RegPlace p = universe_place(&x->units->universe, slot, (Type)op->type);
    groups_join(&x->unit->groups, p.regs);
    if (kind == EV_PUT && !p.whole)
        kind = EV_PART;
    for (u32 i = 0; i < p.regs.count; i++)
        add_event(x, kind, index, 0)->reg = (u8)(p.regs.reg + i);
}

/* Every instruction that may fault is an event, by its index among those. */
static void add_insn(Extract *x, u32 index)
{
    const FaultPoint *fault = faults_of(x->units, x->block, index);

    if (fault)
        add_event(x, EV_FAULT, index, (u32)(fault - x->block->fault));
}

static void add_op(Extract *x, u32 index, const Op *op)
{
    switch ((Opcode)op->code) {
    case OP_insn: add_insn(x, index); break;
    case OP_get: add_access(x, EV_GET, index, op); break;
    case OP_put: add_access(x, EV_PUT, index, op); break;
    case OP_helper: add_event(x, EV_HELPER, index, (u32)op->imm); break;
    case OP_exit_if:
    case OP_jump: add_target(x, index, (u32)op->imm); break;
    case OP_call:
        add_call(x, index, units_find(x->units, (u32)op->imm), (u32)(op->imm >> 32));
        break;
    case OP_call_to: add_call(x, index, NOWHERE, (u32)op->imm); break;
    case OP_jump_to: add_jump_to(x, index, op); break;
    case OP_syscall:
        add_event(x, EV_SYSCALL, index, NOWHERE);
        add_target(x, index, (u32)op->imm);
        break;
    case OP_resync:
        add_event(x, EV_LEAVE, index, NOWHERE);
        add_target(x, index, (u32)op->imm);
        break;
    case OP_raise: add_event(x, EV_LEAVE, index, NOWHERE); break;
    case OP_raise_if: /* else registers need not be exact there, as at faults */
        if (x->units->faults)
            add_event(x, EV_LEAVE, index, NOWHERE);
        break;
    default:
        if (op_info[op->code].traits & ENDS)
            panic("%s has no events", op_info[op->code].name);
        break;
    }
}

/* Drops writes of the mode slot in a block that cannot raise: only code that stops with
 * exact registers, or leaves to the runtime, is asked for the mode, and elsewhere it is
 * 0. */
static void drop_mode(const Guest *guest, Block *blk)
{
    for (u32 i = 0; i < blk->count; i++)
        if (blk->ops[i].code == OP_raise || blk->ops[i].code == OP_raise_if)
            return;
    for (u32 i = 0; i < blk->count; i++) {
        Op *op = &blk->ops[i];

        if (op->code == OP_put && (u32)op->imm == guest->mode_slot)
            *op = (Op){OP_constant, op->type, 0, 0, 0, 0};
    }
}

static bool is_flag(const Units *units, const Op *op)
{
    return regset_has(&units->flags, units->universe.at[op->imm]);
}

/* Returns true if the op may read flags.  A branch or select counts even if its
 * condition was computed from the compared values. */
static bool reads_flags(const Units *units, const Op *op)
{
    return op->code == OP_exit_if || op->code == OP_select ||
           (op->code == OP_get && is_flag(units, op));
}

/* Returns true if the op has an effect of its own, other than control flow within the
 * function. */
static bool has_effect(const Op *op)
{
    return op->code != OP_get && op->code != OP_exit_if && op->code != OP_jump &&
           !op_info[op->code].pure;
}

/* Returns UnitBlock.ends_compared for a block as it was lifted. */
static bool ends_compared(const Units *units, const Block *ops)
{
    bool compared = false, sets_flags = false, does_more = false;

    for (u32 i = 0; i < ops->count; i++) {
        const Op *op = &ops->ops[i];

        if (op->code == OP_insn)
            sets_flags = does_more = false;
        else if (!sets_flags && reads_flags(units, op))
            compared = false;
        else if (op->code == OP_put && is_flag(units, op))
            sets_flags = true;
        else if (has_effect(op))
            does_more = true;
        if (sets_flags)
            compared = !does_more;
    }
    return compared;
}

static bool lift(const Units *units, CodeRange range, Block *ops)
{
    ops->idioms = !units->counts;
    ops->exact = units->faults;
    return program_lift(units->guest, units->image, &range, ops);
}

bool unit_lift_raw(const Units *units, const UnitBlock *block, Block *raw)
{
    return lift(units, (CodeRange){block->start, block->end}, raw);
}

static void lift_range(const Units *units, UnitBlock *b, CodeRange range)
{
    b->start = range.start;
    b->end = range.end;
    if (!lift(units, range, &b->ops))
        panic("block at %#x is not in the image", range.start);
    b->stub = stubs_call(units, &b->ops);
    b->ends_compared = ends_compared(units, &b->ops);
    if (units->faults)
        faults_find(units, b);
    else
        drop_mode(units->guest, &b->ops);
    ir_optimise(&b->ops, units->guest->names.helpers,
                units->faults ? PRECISE_MEMORY : 0);
    ir_trim(&b->ops);
}

/* For a block that is an inner loop by itself and then closes an outer loop: returns
 * the address after the inner loop, where the block is to be split.  Vectorised code
 * leaves the inner loop to there (nest.h).  Returns `end` for any other block. */
static u32 end_of_inner_loop(const UnitBlock *b, u32 end)
{
    u32 after = end;
    bool in_loop = true;

    for (u32 i = 0; i < b->ops.count; i++) {
        const Op *op = &b->ops.ops[i];

        if (op->code == OP_insn && !in_loop && after == end)
            after = (u32)op->imm;
        if (op->code != OP_exit_if)
            continue;
        if (in_loop && (u32)op->imm != b->start)
            return end;
        if (!in_loop)
            return (u32)op->imm < b->start ? after : end;
        in_loop = false;
    }
    return end;
}

/* Lifts a range as one block or two; returns their number. */
static u32 lift_blocks(const Units *units, UnitBlock *first, UnitBlock *second,
                       CodeRange range)
{
    lift_range(units, first, range);
    u32 middle = end_of_inner_loop(first, range.end);

    if (middle == range.end)
        return 1;
    ir_free(&first->ops);
    base_free(first->fault);
    *first = (UnitBlock){.start = 0};
    lift_range(units, first, (CodeRange){range.start, middle});
    lift_range(units, second, (CodeRange){middle, range.end});
    return 2;
}

bool units_over(Units *units)
{
    enum { ASK = 4096 }; /* blocks: some milliseconds */

    if (units->options.late && !units->over && ++units->steps % ASK == 0)
        units->over = units->options.late(units->options.arg);
    return units->over;
}

/* Called for every block that is lifted. */
static bool lifting_ends(Units *units)
{
    enum { ASK = 256 }; /* blocks: a megabyte or two */

    if (!units_over(units) && units->options.full && units->steps % ASK == 0)
        units->full = units->options.full(units->options.arg);
    return units->over || units->full;
}

/* Lifts the blocks of a function; room for a hub block for each jump table follows. */
static void lift_function(Units *units, Unit *unit)
{
    const Function *f = unit->function;
    bool has_entry = false;
    u32 n = 1;

    unit->block = base_alloc((2 * f->num_blocks + f->num_tables) * sizeof(UnitBlock));
    for (u32 i = 0; i < f->num_blocks && !lifting_ends(units); i++) {
        bool is_entry = f->block[i].start == f->entry;
        UnitBlock *rest = &unit->block[is_entry ? n : n + 1];

        has_entry |= is_entry;
        n += lift_blocks(units, &unit->block[is_entry ? 0 : n], rest, f->block[i]);
        n -= is_entry;
    }
    unit->num_blocks = n;
    unit->block = base_resize(unit->block, (n + f->num_tables) * sizeof(UnitBlock));
    if (!has_entry && !units->over && !units->full)
        panic("no block starts at the entry %#x", f->entry);
}

static void lift_unit(Units *units, Unit *unit)
{
    lift_function(units, unit);
    if (units->over || units->full)
        return;
    unit_share_tables(units, unit);
    groups_begin(&unit->groups);
    for (u32 i = 0; i < unit->num_blocks && !lifting_ends(units); i++) {
        Extract x = {units, unit, &unit->block[i], 0};

        for (u32 k = 0; k < x.block->ops.count; k++)
            add_op(&x, k, &x.block->ops.ops[k]);
        units->num_insns += x.block->ops.num_insns;
    }
    if (units->over || units->full)
        return;
    groups_end(&unit->groups, &units->universe);
    unit_find_loops(units, unit);
    unit_find_likely(units, unit);
    unit_split(unit, units->split);
}

static void free_unit(Unit *unit)
{
    for (u32 k = 0; k < unit->num_blocks; k++) {
        ir_free(&unit->block[k].ops);
        base_free(unit->block[k].event);
        base_free(unit->block[k].fault);
    }
    base_free(unit->block);
    base_free(unit->sources.first);
    base_free(unit->sources.from);
    *unit = (Unit){0};
}

/* Makes what leads to a unit that is not there as it is where no function is known. */
static void forget_target(const Units *units, Event *e)
{
    bool is_unit = e->kind == EV_CALL || e->kind == EV_TAIL;

    if (!is_unit || e->to < units->num_units)
        return;
    if (e->kind == EV_TAIL)
        e->kind = EV_LEAVE;
    e->to = NOWHERE;
}

/* Ends the units with the one before `unfinished`, which there was no memory for. */
static void end_units(Units *units, u32 unfinished)
{
    free_unit(&units->unit[unfinished]);
    units->num_units = unfinished;
    units->num_insns = 0;
    units->partial = true;
    for (u32 i = 0; i < units->num_units; i++) {
        Unit *unit = &units->unit[i];

        for (u32 k = 0; k < unit->num_blocks; k++) {
            units->num_insns += unit->block[k].ops.num_insns;
            for (u32 n = 0; n < unit->block[k].num_events; n++)
                forget_target(units, &unit->block[k].event[n]);
        }
    }
}

void units_lift(Units *units, const Guest *guest, const Image *image,
                const Program *program, const UnitsOptions *options)
{
    *units = (Units){.guest = guest, .image = image, .program = program};
    units->options = *options;
    units->faults = options->faults;
    units->counts = options->counts;
    units->partial = options->partial;
    units->split = options->split;
    units->universe = universe_of(guest);
    units->arguments = universe_slots(&units->universe, guest->argument_slots);
    units->results = universe_slots(&units->universe, guest->result_slots);
    units->flags = universe_slots(&units->universe, guest->flag_slots);
    units->exact = options->flags  ? units->universe.all
                   : units->faults ? regset_minus(units->universe.all, units->flags)
                                   : (RegSet){{0}};
    units->link = units->universe.at[guest->argument_slots[0]];
    units->stack = units->universe.at[guest->sp_slot];
    for (u32 i = 0; i < guest->num_passed; i++)
        units->passed =
            regset_add(units->passed, units->universe.at[guest->argument_slots[i]]);
    for (u32 i = 0; i < NUM_RETURNED; i++)
        units->returned =
            regset_add(units->returned, units->universe.at[guest->result_slots[i]]);
    units->seen_after_return = regset_minus(
        units->universe.all, universe_slots(&units->universe, guest->scratch_slots));
    for (u32 i = 0; i < units->universe.count; i++)
        if (units->universe.reg[i].is_float || units->universe.reg[i].size > 4)
            units->eager = regset_add(units->eager, i);
    units->num_units = program->num_functions;
    units->unit = base_alloc(units->num_units * sizeof(Unit) + 1);
    for (u32 i = 0; i < units->num_units && !units->over; i++) {
        units->unit[i].function = &program->function[i];
        lift_unit(units, &units->unit[i]);
        if (units->full)
            end_units(units, i);
    }
}

void units_free(Units *units)
{
    for (u32 i = 0; i < units->num_units; i++)
        free_unit(&units->unit[i]);
    base_free(units->unit);
    *units = (Units){0};
}

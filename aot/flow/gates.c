/* gates.c -- which jumps share a gate. */
#include "aot/flow/gates.h"

#include <string.h>

/* How many of a table's targets are blocks of the unit.  Its entry is in tables of
 * functions, which discovery may have seen the first of. */
static u32 targets_in(const Unit *unit, const JumpTable *table)
{
    u32 n = 0;

    for (u32 i = 0; i < table->num_targets; i++) {
        u32 block = unit_block(unit, table->target[i]);

        n += block != NOWHERE && block != 0;
    }
    return n;
}

bool unit_has_targets(const Unit *unit, const JumpTable *table)
{
    return targets_in(unit, table) == table->num_targets;
}

/* A table of other functions alone is none: a jump through it is a call of one. */
static const JumpTable *table_of(const Unit *unit, const UnitBlock *b)
{
    const Function *f = unit->function;

    for (u32 i = 0; i < f->num_tables; i++)
        if (f->table[i].at >= b->start && f->table[i].at < b->ops.here)
            return targets_in(unit, &f->table[i]) ? &f->table[i] : NULL;
    return NULL;
}

static bool same_targets(const JumpTable *a, const JumpTable *b)
{
    return a->num_targets == b->num_targets &&
           memcmp(a->target, b->target, a->num_targets * sizeof(*a->target)) == 0;
}

/* The gate for a table's targets; NOWHERE if it is the only table that has them. */
static u32 find_gate(const Unit *unit, u32 first_gate, const JumpTable *table)
{
    const Function *f = unit->function;
    u32 same = 0;

    for (u32 i = first_gate; i < unit->num_blocks; i++)
        if (same_targets(unit->block[i].table, table))
            return i;
    for (u32 i = 0; i < f->num_tables && same < 2; i++)
        same += same_targets(&f->table[i], table);
    return same < 2 ? NOWHERE : unit->num_blocks;
}

/* The pc is not what it goes by: it is told which of the targets. */
static void make_gate(const Units *units, UnitBlock *gate, const JumpTable *table)
{
    *gate = (UnitBlock){.start = NOWHERE, .table = table, .gate = NOWHERE};
    gate->ops.pc = gate->ops.here = NOWHERE;
    Val pc = ir_get(&gate->ops, TY_I32, units->guest->pc_slot);
    ir_jump_to(&gate->ops, pc, JUMP_PLAIN);
}

/* A jump with a table is no return, though it may look like one: compilers use the link
 * register for it, too. */
static void set_table(const Unit *unit, UnitBlock *b)
{
    Op *last = &b->ops.ops[b->ops.count - 1];

    b->table = table_of(unit, b);
    if (b->table && last->code == OP_jump_to && last->imm == JUMP_RETURN)
        last->imm = JUMP_PLAIN;
}

void unit_share_tables(const Units *units, Unit *unit)
{
    u32 first_gate = unit->num_blocks;

    for (u32 i = 0; i < first_gate; i++) {
        UnitBlock *b = &unit->block[i];

        set_table(unit, b);
        b->gate = b->table ? find_gate(unit, first_gate, b->table) : NOWHERE;
        if (b->gate == unit->num_blocks)
            make_gate(units, &unit->block[unit->num_blocks++], b->table);
    }
}

/* hubs.c -- which indirect jumps share a hub block.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/flow/hubs.h"

#include <string.h>

/* Returns how many of a table's targets are blocks of the unit.  The unit's entry does
 * not count: discovery may have taken the start of a table of functions for a jump
 * table. */
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

/* Returns the jump table of the block's indirect jump, or NULL.  A table without any
 * target in the unit lists functions: the jump is a tail call. */
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

/* Returns the hub block for a table's targets, num_blocks if it is still to be made, or
 * NOWHERE if no other table of the function has the same targets. */
static u32 find_hub(const Unit *unit, u32 first_hub, const JumpTable *table)
{
    const Function *f = unit->function;
    u32 same = 0;

    for (u32 i = first_hub; i < unit->num_blocks; i++)
        if (same_targets(unit->block[i].table, table))
            return i;
    for (u32 i = 0; i < f->num_tables && same < 2; i++)
        same += same_targets(&f->table[i], table);
    return same < 2 ? NOWHERE : unit->num_blocks;
}

/* Makes a hub block.  Its jump does not look at the pc slot: the blocks that lead here
 * pass the number of the target. */
static void make_hub(const Units *units, UnitBlock *hub, const JumpTable *table)
{
    *hub = (UnitBlock){.start = NOWHERE, .table = table, .hub = NOWHERE};
    hub->ops.pc = hub->ops.here = NOWHERE;
    Val pc = ir_get(&hub->ops, TY_I32, units->guest->pc_slot);
    ir_jump_to(&hub->ops, pc, JUMP_PLAIN);
}

/* Sets the block's jump table.  A jump with a table is no guest return, even through
 * the link register: compilers use that register for jump tables, too. */
static void set_table(const Unit *unit, UnitBlock *b)
{
    Op *last = &b->ops.ops[b->ops.count - 1];

    b->table = table_of(unit, b);
    if (b->table && last->code == OP_jump_to && last->imm == JUMP_RETURN)
        last->imm = JUMP_PLAIN;
}

void unit_share_tables(const Units *units, Unit *unit)
{
    u32 first_hub = unit->num_blocks;

    for (u32 i = 0; i < first_hub; i++) {
        UnitBlock *b = &unit->block[i];

        set_table(unit, b);
        b->hub = b->table ? find_hub(unit, first_hub, b->table) : NOWHERE;
        if (b->hub == unit->num_blocks)
            make_hub(units, &unit->block[unit->num_blocks++], b->table);
    }
}

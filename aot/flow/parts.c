/* parts.c -- which units are huge, and where they are cut.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/flow/parts.h"

/* What LLVM takes as one function.  Calls cut the lives of values short, so that its
 * time depends on how many there are. */
typedef struct {
    u32 insns, blocks; /* at most, in a whole unit */
    u32 part_insns, part_blocks;
} Bounds;

static const Bounds with_many_calls = {32000, 8000, 16000, 4000};
static const Bounds with_calls = {16000, 8000, 8000, 2000};
static const Bounds with_few_calls = {10000, 1100, 3000, 700};

static u32 count_calls(const Unit *unit)
{
    u32 n = 0;

    for (u32 i = 0; i < unit->num_blocks; i++)
        for (u32 k = 0; k < unit->block[i].num_events; k++)
            n += unit->block[i].event[k].kind == EV_CALL;
    return n;
}

static const Bounds *bounds_of(const Unit *unit)
{
    enum { FEW = 16, MANY = 8 }; /* blocks for each call */
    u32 calls = count_calls(unit);

    if (unit->num_blocks / MANY <= calls)
        return &with_many_calls;
    return unit->num_blocks / FEW > calls ? &with_few_calls : &with_calls;
}

/* Consecutive blocks are one part until it is full. */
static void cut(Unit *unit, const Bounds *bounds)
{
    u32 part = 0, blocks = 0, insns = 0;

    for (u32 i = 0; i < unit->num_blocks; i++) {
        if (blocks == bounds->part_blocks || insns >= bounds->part_insns) {
            part++;
            blocks = insns = 0;
        }
        unit->block[i].part = part;
        blocks++;
        insns += unit->block[i].ops.num_insns;
    }
    unit->num_parts = part + 1;
}

static void find_entered(Unit *unit)
{
    unit->block[0].entered = true;
    for (u32 i = 0; i < unit->num_blocks; i++)
        for (u32 k = 0; k < unit->block[i].num_events; k++) {
            const Event *e = &unit->block[i].event[k];

            if (e->kind == EV_EDGE && unit->block[e->to].part != unit->block[i].part)
                unit->block[e->to].entered = true;
        }
}

void unit_split(Unit *unit, u32 most)
{
    const Bounds given = {UINT32_MAX, most, UINT32_MAX, most};
    const Bounds *bounds = most ? &given : bounds_of(unit);
    u32 insns = 0;

    for (u32 i = 0; i < unit->num_blocks; i++)
        insns += unit->block[i].ops.num_insns;
    unit->num_parts = 1;
    if (insns <= bounds->insns && unit->num_blocks <= bounds->blocks)
        return;
    cut(unit, bounds);
    find_entered(unit);
}

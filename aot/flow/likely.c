/* likely.c -- the probability that a register is read before a call makes it be loaded
 * again, if a branch goes each way equally often.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/flow/likely.h"

enum { ROUNDS = 8 }; /* by then the values in inner loops are near their limit */

/* The probability from which on holding a register at a loop header saves more loads
 * than it costs. */
static const float enough = 0.25F;

typedef struct {
    float of[MAX_REGS];
} Chance;

static void forget(Chance *c, RegSet set)
{
    FOR_EACH_REG (r, set) {
        c->of[r] = 0;
    }
}

/* Averages one more successor (NULL: an exit, where nothing is read) into the mean of
 * `ways` others. */
static void mix(const Units *units, Chance *c, const Chance *way, u32 ways)
{
    for (u32 r = 0; r < units->universe.count; r++)
        c->of[r] += ((way ? way->of[r] : 0) - c->of[r]) / (float)(ways + 1);
}

static void before(const Units *units, Chance *c, const Event *e)
{
    const Helper *helper;

    switch ((EventKind)e->kind) {
    case EV_GET:
    case EV_PART: c->of[e->reg] = 1; break;
    case EV_PUT: c->of[e->reg] = 0; break;
    case EV_FAULT: break;
    case EV_HELPER:
        helper = &units->guest->names.helpers[e->to];
        forget(c, universe_ranges(&units->universe, helper->writes));
        break;
    case EV_CALL:
    case EV_SYSCALL: forget(c, units->universe.all); break;
    case EV_EDGE:
    case EV_TAIL:
    case EV_JUMP:
    case EV_LEAVE:
    case EV_RETURN: break;
    }
}

static Chance at_begin(const Units *units, const UnitBlock *block, const Chance *at)
{
    Chance c = {{0}};
    u32 ways = 0;

    for (u32 i = block->num_events; i-- > 0;) {
        const Event *e = &block->event[i];

        if (i + 1 < block->num_events && e[1].op != e->op)
            ways = 1;
        if (e->kind == EV_EDGE)
            mix(units, &c, &at[e->to], ways++);
        else if (e->kind == EV_TAIL || e->kind == EV_JUMP || e->kind == EV_LEAVE ||
                 e->kind == EV_RETURN)
            mix(units, &c, NULL, ways++);
        before(units, &c, e);
    }
    return c;
}

static bool has_loop(const Unit *unit)
{
    for (u32 i = 0; i < unit->num_blocks; i++)
        if (unit->block[i].begins_loop)
            return true;
    return false;
}

void unit_find_likely(const Units *units, Unit *unit)
{
    if (!has_loop(unit))
        return;
    Chance *at = base_alloc(unit->num_blocks * sizeof(Chance));

    for (u32 round = 0; round < ROUNDS; round++)
        for (u32 i = unit->num_blocks; i-- > 0;)
            at[i] = at_begin(units, &unit->block[i], at);
    for (u32 i = 0; i < unit->num_blocks; i++)
        for (u32 r = 0; r < units->universe.count; r++)
            if (at[i].of[r] >= enough)
                unit->block[i].likely = regset_add(unit->block[i].likely, r);
    base_free(at);
}

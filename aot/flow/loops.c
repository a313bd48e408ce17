/* loops.c -- where the loops of a function begin, and what is in them.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/flow/loops.h"

#include <string.h>

#include "aot/flow/reached.h"

typedef struct {
    u32 block, event;
} Step;

enum { NOT_SEEN, ON_PATH, DONE };

/* Marks back edges by a depth-first search from the entry: an edge to a block on the
 * current path closes a loop, and every loop has such an edge. */
static void find_back_edges(Unit *unit)
{
    Step *path = base_alloc((unit->num_blocks + 1) * sizeof(Step));
    u32 depth = 1;

    unit->polls = unit->has_calls;
    unit->block[0].walk = ON_PATH;
    while (depth > 0) {
        Step *step = &path[depth - 1];
        UnitBlock *b = &unit->block[step->block];

        if (step->event == b->num_events) {
            b->walk = DONE;
            depth--;
            continue;
        }
        Event *e = &b->event[step->event++];
        unit->polls |= e->kind == EV_TAIL || e->kind == EV_JUMP;
        if (e->kind != EV_EDGE)
            continue;
        UnitBlock *to = &unit->block[e->to];
        if (to->walk == NOT_SEEN) {
            to->walk = ON_PATH;
            path[depth++] = (Step){e->to, 0};
        } else if (to->walk == ON_PATH) {
            e->back = unit->polls = to->begins_loop = true;
        }
    }
    base_free(path);
}

static Sources find_sources(const Unit *unit)
{
    u32 n = unit->num_blocks, total = 0;
    u32 *first = base_alloc((n + 2) * sizeof(u32));

    for (u32 i = 0; i < n; i++)
        for (u32 k = 0; k < unit->block[i].num_events; k++)
            if (unit->block[i].event[k].kind == EV_EDGE) {
                first[unit->block[i].event[k].to + 2]++;
                total++;
            }
    for (u32 i = 2; i < n + 2; i++)
        first[i] += first[i - 1];
    u32 *from = base_alloc((total + 1) * sizeof(u32));
    for (u32 i = 0; i < n; i++)
        for (u32 k = 0; k < unit->block[i].num_events; k++)
            if (unit->block[i].event[k].kind == EV_EDGE)
                from[first[unit->block[i].event[k].to + 1]++] = i;
    return (Sources){first, from};
}

static void add_block(LoopBody *body, u32 block)
{
    if (body->in[block])
        return;
    body->in[block] = true;
    body->block[body->count++] = block;
}

/* Collects the loop body: all blocks from which a back edge to `top` can be reached
 * without passing `top`.  Returns false if the body contains another loop, can be
 * entered other than at `top`, or is huge. */
static bool collect(const Unit *unit, u32 top, LoopBody *body)
{
    enum { MOST = 4096 }; /* blocks; in more, the polls of a loop cost nothing */
    const Sources *sources = &unit->sources;

    add_block(body, top);
    for (u32 i = sources->first[top]; i < sources->first[top + 1]; i++)
        if (loop_jump_back(&unit->block[sources->from[i]], top))
            add_block(body, sources->from[i]);
    for (u32 n = 1; n < body->count; n++) {
        u32 block = body->block[n];

        if (block == 0 || unit->block[block].begins_loop || n > MOST)
            return false;
        for (u32 i = sources->first[block]; i < sources->first[block + 1]; i++)
            add_block(body, sources->from[i]);
    }
    return true;
}

const Event *loop_jump_back(const UnitBlock *block, u32 top)
{
    for (u32 i = 0; i < block->num_events; i++)
        if (block->event[i].back && block->event[i].to == top)
            return &block->event[i];
    return NULL;
}

u32 loop_events(const LoopBody *body, const UnitBlock *block)
{
    u32 n = block->num_events;

    while (n > 0 &&
           (block->event[n - 1].kind != EV_EDGE || !body->in[block->event[n - 1].to]))
        n--;
    return n;
}

static bool has_call(const Unit *unit, const LoopBody *body)
{
    for (u32 n = 0; n < body->count; n++) {
        const UnitBlock *block = &unit->block[body->block[n]];

        for (u32 i = loop_events(body, block); i-- > 0;)
            if (block->event[i].kind == EV_CALL || block->event[i].kind == EV_SYSCALL)
                return true;
    }
    return false;
}

static void take_inner_loop(const Units *units, Unit *unit, u32 top,
                            const LoopBody *body)
{
    for (u32 i = 0; i < body->count; i++)
        unit->block[body->block[i]].in_inner_loop = true;
    loop_find_count(units, unit, top, body);
}

static void find_inner_loops(const Units *units, Unit *unit)
{
    LoopBody body = {base_alloc(unit->num_blocks), NULL, 0};

    body.block = base_alloc(unit->num_blocks * sizeof(u32));
    for (u32 top = 0; top < unit->num_blocks; top++) {
        if (!unit->block[top].begins_loop)
            continue;
        if (collect(unit, top, &body) && !has_call(unit, &body))
            take_inner_loop(units, unit, top, &body);
        while (body.count > 0)
            body.in[body.block[--body.count]] = false;
    }
    base_free(body.in);
    base_free(body.block);
}

void unit_find_loops(const Units *units, Unit *unit)
{
    unit->sources = find_sources(unit);
    find_back_edges(unit);
    find_inner_loops(units, unit);
}

/* ---- polls ---- */

static bool is_poll(const Units *units, const Event *e)
{
    return e->kind == EV_SYSCALL ||
           (e->kind == EV_CALL && e->to != NOWHERE && units->unit[e->to].polls);
}

/* Adds the blocks after one that is reached without a poll.  Returns false if the edge
 * `back` is among the ways there. */
static bool reach_next(const Units *units, const UnitBlock *block, const Event *back,
                       Reached *reached)
{
    for (u32 i = 0; i < block->num_events; i++) {
        const Event *e = &block->event[i];

        if (e == back)
            return false;
        if (is_poll(units, e))
            return true;
        if (e->kind == EV_EDGE)
            reached_add(reached, e->to);
    }
    return true;
}

bool loop_polls_in_calls(const Units *units, const Unit *unit, const Event *back)
{
    Reached reached = reached_begin(unit->num_blocks);
    bool polls = true;

    reached_add(&reached, back->to);
    for (u32 i = 0; polls && i < reached.count; i++)
        polls = reach_next(units, &unit->block[reached.item[i]], back, &reached);
    reached_end(&reached);
    return polls;
}

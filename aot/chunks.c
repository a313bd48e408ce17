/* chunks.c -- what is compiled at once: parts of functions, in chunks.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/work.h"

#include <stdlib.h>

/* Functions are compiled in chunks of about this many instructions, whatever the number
 * of jobs: the output must not depend on that. */
enum { CHUNK_INSNS = 3000 };

/* The number of stubs in a chunk. */
enum { STUBS = 250 };

static void list_unit(Work *work, const Unit *unit)
{
    UnitPart *part = &work->part[work->num_parts];

    for (u32 k = 0; k < unit->num_parts; k++)
        part[k] = (UnitPart){unit, k, 0};
    for (u32 i = 0; i < unit->num_blocks; i++)
        part[unit->block[i].part].insns += unit->block[i].ops.num_insns;
    work->num_parts += unit->num_parts;
}

/* What a profile says of a unit's function; NULL: there is none. */
static const FunctionHeat *heat_of(const Work *work, const Unit *unit)
{
    const FunctionHeat *heat = work->options->heat;

    return heat ? &heat[unit->function - work->units->program->function] : NULL;
}

static unsigned level_of(const Work *work, const Unit *unit)
{
    const FunctionHeat *heat = heat_of(work, unit);

    return heat ? work->options->temper_level[heat->temper] : work->options->level;
}

/* A unit, and what a profile says of it. */
typedef struct {
    const Unit *unit;
    const FunctionHeat *heat;
} Ranked;

static int by_heat(const void *a, const void *b)
{
    const Ranked *x = a, *y = b;

    if (x->heat && x->heat->temper != y->heat->temper)
        return x->heat->temper < y->heat->temper ? -1 : 1;
    if (x->heat && x->heat->weight != y->heat->weight)
        return x->heat->weight > y->heat->weight ? -1 : 1;
    return x->unit < y->unit ? -1 : x->unit > y->unit;
}

/* Returns the units in the order in which their code is to lie. */
static Ranked *rank_units(const Work *work)
{
    const Units *units = work->units;
    Ranked *ranked = base_alloc((units->num_units + 1) * sizeof *ranked);

    for (u32 i = 0; i < units->num_units; i++)
        ranked[i] = (Ranked){&units->unit[i], heat_of(work, &units->unit[i])};
    qsort(ranked, units->num_units, sizeof *ranked, by_heat);
    return ranked;
}

void work_list_parts(Work *work)
{
    const Units *units = work->units;
    u32 count = 0;

    for (u32 i = 0; i < units->num_units; i++)
        count += units->unit[i].num_parts;
    work->part = base_alloc((count + 1) * sizeof(UnitPart));
    Ranked *ranked = rank_units(work);
    for (u32 i = 0; i < units->num_units; i++)
        list_unit(work, ranked[i].unit);
    base_free(ranked);
}

Chunk *work_add_chunk(Stage *stage, const UnitPart *first, u32 count, unsigned level)
{
    Chunk *chunk = &stage->task[stage->count++].chunk;

    *chunk = (Chunk){.part = first, .count = count, .level = level};
    return chunk;
}

static u32 chunk_insns(const Chunk *chunk)
{
    u32 insns = 0;

    for (u32 i = 0; i < chunk->count; i++)
        insns += chunk->part[i].insns;
    return insns;
}

/* Returns the number of the shard, from 1, that has the middle one of the instructions
 * [from, from + count) of `all`. */
static u32 shard_of(u64 from, u64 count, u64 all, u32 shards)
{
    u64 shard = all ? (2 * from + count) * shards / (2 * all) : 0;

    return shard < shards ? (u32)shard + 1 : shards;
}

/* Removes the chunks of other shards. */
static void keep_shard(Stage *code, u32 shards, u32 shard)
{
    u64 from = 0, all = 0;
    u32 kept = 0;

    for (u32 i = 0; i < code->count; i++)
        all += chunk_insns(&code->task[i].chunk);
    for (u32 i = 0; i < code->count; i++) {
        u32 insns = chunk_insns(&code->task[i].chunk);

        if (shard_of(from, insns, all, shards) == shard)
            code->task[kept++].chunk = code->task[i].chunk;
        from += insns;
    }
    code->count = kept;
}

static void cut_all(Work *work)
{
    u32 size = CHUNK_INSNS;
    unsigned level = 0;

    for (u32 i = 0; i < work->num_parts; i++) {
        unsigned wanted = level_of(work, work->part[i].unit);
        if (size >= CHUNK_INSNS || wanted != level) {
            work_add_chunk(&work->code, &work->part[i], 0, wanted);
            size = 0;
            level = wanted;
        }
        work->code.task[work->code.count - 1].chunk.count++;
        size += work->part[i].insns;
    }
}

void work_cut(Work *work)
{
    const AotOptions *options = work->options;

    cut_all(work);
    if (options->shards)
        keep_shard(&work->code, options->shards, options->shard);
}

static int by_place(const void *a, const void *b)
{
    const LeftPart *x = a, *y = b;

    if (x->function != y->function)
        return x->function < y->function ? -1 : 1;
    return x->part < y->part ? -1 : x->part > y->part;
}

void work_list_left(Work *work)
{
    const AotResult *result = work->result;
    const Units *units = work->units;

    if (result->num_left)
        qsort(result->left, result->num_left, sizeof *result->left, by_place);
    work->left = base_alloc((result->num_left + 1) * sizeof *work->left);
    for (u32 i = 0; i < result->num_left; i++) {
        const LeftPart *left = &result->left[i];
        u32 unit = units_find(units, left->function->entry);

        work->left[i] = (UnitPart){&units->unit[unit], left->part, left->insns};
    }
}

/* Marks the units that the code of a unit calls or jumps to, itself among them if it is
 * in parts. */
static void mark_called(const Work *work, const Unit *unit, bool *called)
{
    u32 index = (u32)(unit - work->units->unit);

    called[index] |= unit->num_parts > 1;
    for (u32 i = 0; i < unit->num_blocks; i++)
        for (u32 k = 0; k < unit->block[i].num_events; k++) {
            const Event *e = &unit->block[i].event[k];

            if ((e->kind == EV_CALL || e->kind == EV_TAIL) && e->to != NOWHERE)
                called[e->to] = true;
        }
}

/* Returns, by unit, what compiled code calls: only of that are stubs needed, as the
 * runtime does not look for what is left. */
static bool *find_called(const Work *work)
{
    u32 n = work->units->num_units;
    u32 *left = base_alloc((n + 1) * sizeof *left); /* parts, by unit */
    bool *called = base_alloc(n + 1);

    for (u32 i = 0; i < work->result->num_left; i++)
        left[work->left[i].unit - work->units->unit]++;
    for (u32 i = 0; i < n; i++)
        if (left[i] < work->units->unit[i].num_parts)
            mark_called(work, &work->units->unit[i], called);
    /* Of a profile: code compares with these targets, and calls them. */
    for (u32 i = 0; i < work->options->num_calls; i++) {
        u32 unit = units_find(work->units, work->options->call[i].to);
        if (unit != NOWHERE)
            called[unit] = true;
    }
    base_free(left);
    return called;
}

void work_cut_stubs(Work *work)
{
    bool *called = find_called(work);
    u32 count = 0;

    for (u32 i = 0; i < work->result->num_left; i++)
        if (called[work->left[i].unit - work->units->unit])
            work->left[count++] = work->left[i];
    base_free(called);
    for (u32 i = 0; i < count; i += STUBS)
        work_add_chunk(&work->stub, &work->left[i],
                       count - i < STUBS ? count - i : STUBS, work->options->level)
            ->stubs = true;
}

/* chunks.c -- what is compiled at once: parts of functions, in chunks.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/work.h"

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

void work_list_parts(Work *work)
{
    const Units *units = work->units;
    u32 count = 0;

    for (u32 i = 0; i < units->num_units; i++)
        count += units->unit[i].num_parts;
    work->part = base_alloc((count + 1) * sizeof(UnitPart));
    for (u32 i = 0; i < units->num_units; i++)
        list_unit(work, &units->unit[i]);
}

Chunk *work_add_chunk(Stage *stage, const UnitPart *first, u32 count)
{
    Chunk *chunk = &stage->task[stage->count++].chunk;

    *chunk = (Chunk){.part = first, .count = count};
    return chunk;
}

void work_cut(Work *work)
{
    u32 size = CHUNK_INSNS;

    for (u32 i = 0; i < work->num_parts; i++) {
        if (size >= CHUNK_INSNS) {
            work_add_chunk(&work->code, &work->part[i], 0);
            size = 0;
        }
        work->code.task[work->code.count - 1].chunk.count++;
        size += work->part[i].insns;
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

    for (u32 i = 0; i < work->num_left; i++)
        left[work->left[i].unit - work->units->unit]++;
    for (u32 i = 0; i < n; i++)
        if (left[i] < work->units->unit[i].num_parts)
            mark_called(work, &work->units->unit[i], called);
    base_free(left);
    return called;
}

void work_cut_stubs(Work *work)
{
    bool *called = find_called(work);
    u32 count = 0;

    for (u32 i = 0; i < work->num_left; i++)
        if (called[work->left[i].unit - work->units->unit])
            work->left[count++] = work->left[i];
    base_free(called);
    for (u32 i = 0; i < count; i += STUBS)
        work_add_chunk(&work->stub, &work->left[i],
                       count - i < STUBS ? count - i : STUBS)
            ->stubs = true;
}

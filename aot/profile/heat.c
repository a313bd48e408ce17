/* heat.c -- how much each function was executed, by a profile.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdlib.h>

#include "aot/profile/program.h"

/* Functions that make up so many percent of all executed instructions are hot. */
enum { HOT_PERCENT = 90 };

/* A basic block of a function. */
typedef struct {
    u32 start, end, function;
} Owner;

static int by_start(const void *a, const void *b)
{
    const Owner *x = a, *y = b;

    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return (x->function > y->function) - (x->function < y->function);
}

static u32 count_blocks(const Program *program)
{
    u32 count = 0;

    for (u32 i = 0; i < program->num_functions; i++)
        count += program->function[i].num_blocks;
    return count;
}

static Owner *list_owners(const Program *program, u32 count)
{
    Owner *owner = base_alloc((count + 1) * sizeof *owner);
    u32 at = 0;

    for (u32 i = 0; i < program->num_functions; i++)
        for (u32 k = 0; k < program->function[i].num_blocks; k++) {
            const CodeRange *block = &program->function[i].block[k];
            owner[at++] = (Owner){block->start, block->end, i};
        }
    qsort(owner, count, sizeof *owner, by_start);
    return owner;
}

/* Both lists are by address. A block that several functions share counts in the first
 * of them. */
static void add_weights(const ProfileView *view, const Owner *owner, u32 count,
                        FunctionHeat *heat)
{
    u32 at = 0;

    for (u32 i = 0; i < view->num_executed; i++) {
        const Executed *e = &view->executed[i];
        while (at < count && owner[at].end <= e->address)
            at++;
        if (at < count && owner[at].start <= e->address) {
            u64 *weight = &heat[owner[at].function].weight;
            *weight = rows_sum(*weight, e->weight);
        }
    }
}

static int by_weight(const void *a, const void *b)
{
    const FunctionHeat *const *x = a, *const *y = b;

    if ((*x)->weight != (*y)->weight)
        return (*x)->weight > (*y)->weight ? -1 : 1;
    return (*x > *y) - (*x < *y);
}

/* Each function is warm, hot, or cold; without counts of all code none is cold. */
static void classify(const ProfileView *view, FunctionHeat *heat, u32 count)
{
    const FunctionHeat **order = base_alloc((count + 1) * sizeof *order);
    u64 all = 0, before = 0;

    for (u32 i = 0; i < count; i++) {
        order[i] = &heat[i];
        all = rows_sum(all, heat[i].weight);
        heat[i].temper =
            view->counts_all && !heat[i].weight ? TEMPER_COLD : TEMPER_WARM;
    }
    qsort(order, count, sizeof *order, by_weight);
    for (u32 i = 0; view->counts_all && i < count && order[i]->weight; i++) {
        if (before >= all / 100 * HOT_PERCENT && before)
            break;
        heat[order[i] - heat].temper = TEMPER_HOT;
        before = rows_sum(before, order[i]->weight);
    }
    base_free(order);
}

void profile_heat(const ProfileView *view, const Program *program, FunctionHeat *heat)
{
    u32 count = count_blocks(program);
    Owner *owner = list_owners(program, count);

    for (u32 i = 0; i < program->num_functions; i++)
        heat[i] = (FunctionHeat){0, TEMPER_WARM};
    add_weights(view, owner, count, heat);
    classify(view, heat, program->num_functions);
    base_free(owner);
}

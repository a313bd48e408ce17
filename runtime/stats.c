/* stats.c -- counting for the statistics of a run.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/stats.h"

#include <linux/time.h>

#include "runtime/base/sys.h"
#include "runtime/lock.h"
#include "runtime/memory/pages.h"
#include "runtime/program.h"
#include "runtime/stats_own.h"
#include "runtime/thread.h"

bool stats_on;
u64 stats_count[NUM_STATS];
Tally stats_blocks, stats_places;
bool stats_has_left;
u64 stats_started, stats_began, stats_ended;

static u64 now(int clock)
{
    struct timespec time = {0};

    sys_call2(__NR_clock_gettime, (u64)clock, (u64)&time);
    return (u64)time.tv_sec * 1000000000 + (u64)time.tv_nsec;
}

u64 stats_clock(void)
{
    return stats_on ? now(CLOCK_THREAD_CPUTIME_ID) : 0;
}

u64 stats_time(void)
{
    return now(CLOCK_MONOTONIC);
}

void stats_begin(void)
{
    stats_began = stats_time();
}

static Stat where_is(u32 pc)
{
    bool of_file = page_flags[pc >> PAGE_SHIFT] & PAGE_FILE;

    if (pc >= GUEST_HIGHEST || program_may_ask(pc))
        return STATS_IN_KERNEL;
    if (!of_file)
        return STATS_IN_ANONYMOUS;
    return program_has(pc) ? STATS_IN_PROGRAM : STATS_IN_LIBRARIES;
}

/* TallyEntry.mark is 0 for a block that was never translated, else the number of
 * flushes at its last translation, and 1. */
static Stat why(TallyEntry *e, u32 flushes)
{
    u32 last = e->mark;

    e->mark = flushes + 1;
    if (!last)
        return STATS_FIRST;
    return last == e->mark ? STATS_AFTER_CHANGE : STATS_AFTER_FLUSH;
}

StatsKind stats_block(const StatsBlock *block)
{
    StatsKind kind = {.where = where_is(block->pc)};
    TallyEntry *e = tally_at(&stats_blocks, block->pc, kind.where);

    e->count++;
    stats_add(STATS_BLOCKS, 1);
    stats_add(STATS_INSNS, block->insns);
    stats_add(STATS_HOST_BYTES, block->host_bytes);
    stats_add(STATS_EXITS, block->exits);
    kind.why = why(e, block->flushes);
    stats_add(kind.why, 1);
    return kind;
}

static void count_place(u64 from, u32 to, bool as_function)
{
    lock_take(&lock_code);
    TallyEntry *e = tally_at(&stats_places, from, to);
    e->count++;
    e->mark |= as_function;
    lock_drop(&lock_code);
}

/* Does the link register hold the address to return to?  If it holds something else, as
 * in the code that binds a function when it is first called, the target is no function
 * to be called as others are. */
static bool links_to(u32 from)
{
    const Thread *t = thread_self();
    u32 link = *thread_slot((Thread *)t, t->guest->argument_slots[0]);

    return (t->guest->code_align == 4 ? link & ~(u32)3 : link) == from;
}

void stats_left_by_call(u32 from, u32 to)
{
    stats_add(STATS_LEFT_CALLS, 1);
    count_place(STATS_BY_CALL | from, to, links_to(from));
}

void stats_left_by_jump(u32 to, u64 host)
{
    stats_add(STATS_LEFT_JUMPS, 1);
    count_place(host, to, false);
}

void stats_thread_ends(const Thread *t)
{
    __atomic_add_fetch(&stats_ended, t->head.counted, __ATOMIC_RELAXED);
}

void stats_lookup_missed(void)
{
    stats_add(STATS_LOOKUP_MISSES, 1);
}

void stats_after_fork(void)
{
    for (u32 i = 0; i < NUM_STATS; i++)
        stats_count[i] = 0;
    tally_reset(&stats_blocks);
    tally_reset(&stats_places);
    stats_started = stats_began = stats_time();
}

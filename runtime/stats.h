/*
 * stats.h -- the statistics of a run: DBT_STATS, dbt-run --stats.
 *
 *      stats_add(STATS_FLUSHES, 1);            costs a test of a flag if they are off
 *
 * Nothing is counted on hot paths.  The counts of one process are those of all its
 * threads, and of the processes that share its memory (clone with CLONE_VM).
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_STATS_H
#define RUNTIME_STATS_H

#include "ir/base.h"

typedef enum {
#define STAT(group, name, ...) STATS_##name,
#include "runtime/stats.def"
    NUM_STATS
} Stat;

struct Thread;

extern bool stats_on;
extern u64 stats_count[NUM_STATS];

/* Adds `n` to a count. */
static inline void stats_add(Stat what, u64 n)
{
    if (__builtin_expect(stats_on, 0))
        __atomic_add_fetch(&stats_count[what], n, __ATOMIC_RELAXED);
}

/* The version of the JSON form (docs/statistics.md). */
enum { STATS_VERSION = 1 };

/* Switches the statistics on.  `to` is "1", for a table on stderr, or the name of a
 * file for JSON, in which %p stands for the process id; its text must live as long as
 * the process.  Returns false, and writes a line to `error` (of `room` bytes) that
 * starts with `what`, if the file cannot be written. */
bool stats_start(const char *to, const char *what, char *error, size_t room);

/* Returns the processor time of this thread in nanoseconds; 0 if statistics are off. */
u64 stats_clock(void);

/* What stats_block counts. */
typedef struct {
    u32 pc, insns, host_bytes, exits;
    u32 flushes; /* of the code cache, so far */
} StatsBlock;

/* Why a block was translated, of the group "why"; where it lies, of the group "where",
 * for stats_where. */
typedef struct {
    Stat why, where;
} StatsKind;

/* Counts a block that was translated.  Call it for each of them, if at all, under
 * lock_code. */
StatsKind stats_block(const StatsBlock *block);
/* Returns where the block at `pc` lies, from StatsKind.where: which blocks lie in
 * functions with ahead-of-time code is found out only here. */
Stat stats_where(u32 pc, Stat where);
/* Returns the row's key (stats.def). */
const char *stats_key(Stat what);

/* These two count where ahead-of-time code left for other code; dispatch.S calls them
 * if they are on.  A call, which returns to the guest address `from`, to `to`; and a
 * jump to `to`, by the host's call instruction before `host`. */
void stats_left_by_call(u32 from, u32 to);
void stats_left_by_jump(u32 to, u64 host);
/* Counts a miss of the indirect-branch cache; dispatch.S calls it. */
void stats_lookup_missed(void);

/* Adds what a thread's ahead-of-time code counted, as the thread ends. */
void stats_thread_ends(const struct Thread *t);

/* Notes that the guest's first instruction is about to be executed. */
void stats_begin(void);

#endif

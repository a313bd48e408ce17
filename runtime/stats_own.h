/* stats_own.h -- what the files of the statistics share.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_STATS_OWN_H
#define RUNTIME_STATS_OWN_H

#include "runtime/at_end.h"
#include "runtime/base/tally.h"
#include "runtime/stats.h"

/* By guest pc and a Stat of the group "where": how often a block was translated. */
extern Tally stats_blocks;
/* By the place that ahead-of-time code left from, and the guest pc it went to: how
 * often. The place is a guest return address and STATS_BY_CALL; or the host address
 * after a jump out, for which stats_write puts the guest entry of the function left, or
 * STATS_UNKNOWN.  The mark is 1 for a call with its return address in the link
 * register.
 */
extern Tally stats_places;
#define STATS_BY_CALL (1ull << 63)
enum { STATS_UNKNOWN = 1 };

/* Whether calls and jumps out of ahead-of-time code are counted. */
extern bool stats_has_left;
/* When counting began; when the guest's first instruction was about to be executed, or
 * a child was forked; now.  In nanoseconds of CLOCK_MONOTONIC. */
extern u64 stats_started, stats_began;
u64 stats_time(void);

/* Instructions that ahead-of-time code of threads that ended has executed. */
extern u64 stats_ended;

/* Begins to count anew, in the child of a fork. */
void stats_after_fork(void);

/* Puts the guest entry of the function that was left in the place of each host address
 * of stats_places. */
void stats_merge_places(void);

/* Both write all numbers to `out`, as a table for people and as one JSON object. */
void stats_show_table(Out *out, const ProcessEnd *ending);
void stats_show_json(Out *out, const ProcessEnd *ending);

#endif

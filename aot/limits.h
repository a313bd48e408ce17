/*
 * limits.h -- what is used up of --time-limit and --memory-limit.
 *
 *      Limits limits = {&options, LIMIT_NONE};
 *      program = discover_until(guest, &image, &hints, limits_end_discovery, &limits);
 *      if (limits.reached == LIMIT_MEMORY) ...
 *
 * Memory is counted as the pages that belong to a process alone, less the free part of
 * its heap.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_LIMITS_H
#define AOT_LIMITS_H

#include "aot/settings.h"

typedef enum { LIMIT_NONE, LIMIT_TIME, LIMIT_MEMORY } Limit;

typedef struct {
    const AotOptions *options;
    Limit reached; /* by the first of the functions below that returned true */
} Limits;

/* Returns true, and sets `reached`, once the share of a limit is used up that discovery
 * may have; `limits` is a Limits. */
bool limits_end_discovery(void *limits);
/* The same of the time for all but the stubs; no more can be lifted nor compiled. */
bool limits_end_time(void *limits);
/* The same of the memory for lifted functions: the code generators need the rest. */
bool limits_end_memory(void *limits);

/* Returns when compiling must end, of CLOCK_MONOTONIC in seconds; 0: never. */
double limits_deadline(const AotOptions *options);
/* Returns how many code generators there may be at a time. */
unsigned limits_jobs(const AotOptions *options);
/* Returns the bytes of data that each of `jobs` may have, what this process has
 * included, since they are forks of it; 0: no limit. */
u64 limits_memory(const AotOptions *options, unsigned jobs);

#endif

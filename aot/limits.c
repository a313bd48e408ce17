/* limits.c -- what is used up of --time-limit and --memory-limit.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/limits.h"

#include <malloc.h>
#include <stdlib.h>
#include <unistd.h>

#include "aot/workers.h"

/* Percentages of a limit.  Discovery usually takes a few hundredths of the time; what
 * it finds must be translated yet.  Its memory is free again when functions are lifted.
 */
enum {
    DISCOVERY_TIME = 25,
    ALL_BUT_STUBS = 92,
    DISCOVERY_MEMORY = 50,
    LIFTED_MEMORY = 50,
};

/* What a code generator needs to compile anything, in bytes. */
enum { LEAST = 64 << 20 };

/* Numbers of /proc/self/statm, in bytes; proc(5). */
typedef struct {
    u64 resident, shared; /* pages that are in memory; those of them that are files' */
    u64 data;             /* what RLIMIT_DATA counts, and the stack */
} Usage;

static Usage usage_now(void)
{
    enum { RESIDENT = 1, SHARED = 2, DATA = 5, NUMBERS = 6 };
    char text[200] = "", *at = text;
    u64 bytes[NUMBERS];
    FILE *f = fopen("/proc/self/statm", "re");

    if (f && !fgets(text, sizeof text, f))
        *text = 0;
    if (f)
        fclose(f);
    for (int i = 0; i < NUMBERS; i++)
        bytes[i] = strtoull(at, &at, 10) * (u64)sysconf(_SC_PAGESIZE);
    return (Usage){bytes[RESIDENT], bytes[SHARED], bytes[DATA]};
}

static u64 used_bytes(const Usage *u)
{
    u64 others = u->shared + mallinfo2().fordblks;

    return u->resident > others ? u->resident - others : 0;
}

static u64 limit_bytes(const AotOptions *options)
{
    return (u64)options->memory << 20;
}

static bool is_late(const AotOptions *o, unsigned percent)
{
    return o->seconds && workers_now() >= o->start + o->seconds * (percent / 100.0);
}

static bool is_full(const AotOptions *o, unsigned percent)
{
    if (!o->memory)
        return false;
    Usage now = usage_now();
    return used_bytes(&now) >= limit_bytes(o) / 100 * percent;
}

static bool reach(Limits *limits, Limit limit, bool reached)
{
    if (reached && !limits->reached)
        limits->reached = limit;
    return reached;
}

bool limits_end_discovery(void *arg)
{
    Limits *limits = arg;

    return reach(limits, LIMIT_TIME, is_late(limits->options, DISCOVERY_TIME)) ||
           reach(limits, LIMIT_MEMORY, is_full(limits->options, DISCOVERY_MEMORY));
}

bool limits_end_time(void *arg)
{
    Limits *limits = arg;

    return reach(limits, LIMIT_TIME, is_late(limits->options, ALL_BUT_STUBS));
}

bool limits_end_memory(void *arg)
{
    Limits *limits = arg;

    return reach(limits, LIMIT_MEMORY, is_full(limits->options, LIFTED_MEMORY));
}

double limits_deadline(const AotOptions *o)
{
    return o->seconds ? o->start + o->seconds * (ALL_BUT_STUBS / 100.0) : 0;
}

/* Returns what is left of the limit for all code generators. */
static u64 left_bytes(const AotOptions *options, const Usage *now)
{
    u64 all = limit_bytes(options), here = used_bytes(now);

    return all > here ? all - here : 0;
}

unsigned limits_jobs(const AotOptions *options)
{
    if (!options->memory)
        return options->jobs;
    Usage now = usage_now();
    u64 most = left_bytes(options, &now) / LEAST;
    if (most >= options->jobs)
        return options->jobs;
    return most ? (unsigned)most : 1;
}

/* A worker's heap has the free part of this one's, too. */
u64 limits_memory(const AotOptions *options, unsigned jobs)
{
    if (!options->memory)
        return 0;
    Usage now = usage_now();
    u64 each = left_bytes(options, &now) / jobs;
    return now.data + (each > LEAST ? each : LEAST);
}

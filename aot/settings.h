/* settings.h -- how a program is to be translated, as options say.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef AOT_SETTINGS_H
#define AOT_SETTINGS_H

#include <stdio.h>
#include <string.h>

#include "ir/base.h"

/* The stages that -d shows. */
enum {
    DUMP_IN_ASM = 1,
    DUMP_OP = 2,
    DUMP_OP_OPT = 4,
    DUMP_LLVM = 8,
    DUMP_OUT_ASM = 16,
};

/* What -d asks for: stages of some functions. */
typedef struct {
    u32 stages;        /* DUMP_... */
    const char *where; /* only the function of this name; or NULL: */
    u32 low, high;     /* only functions that begin at low ... high; both 0: all */
    const char *path;  /* where it goes; NULL: stderr */
    FILE *to;          /* the open file */
} Dump;

/* Returns true if `dump` has the stage, and is about a function at guest address
 * `entry` with this name. */
static inline bool dump_wants(const Dump *dump, u32 stage, u32 entry, const char *name)
{
    if (!(dump->stages & stage))
        return false;
    if (dump->where)
        return strcmp(dump->where, name) == 0;
    return !dump->high || (entry >= dump->low && entry <= dump->high);
}

typedef struct {
    unsigned level;     /* -O0 to -O3 */
    unsigned cpu_level; /* x86-64-v2, v3 or v4; 0: this machine's */
    bool precise;       /* guest registers are exact where an access to memory faults */
    bool partial;       /* functions that are not translated call those that are */
    u32 fallback;       /* AOT_FALLBACK_... of abi.h; 0: the dynamic translator */
    unsigned jobs;      /* code generators at a time */
    unsigned seconds;   /* for the whole translation, from `start` on; 0: no limit */
    double start;       /* of CLOCK_MONOTONIC, in seconds */
    unsigned memory;    /* MiB of data for the whole translation; 0: no limit */
    /* Called now and then, if not NULL: `done` of `all` chunks are compiled. */
    void (*progress)(const char *stage, u32 done, u32 all);
    unsigned split; /* basic blocks in a host function, at most; 0: as LLVM can take */
    const char *emit; /* NULL, or "uops", "llvm-ir" or "asm": to `listing`, and
                         no objects */
    FILE *listing;
    Dump dump;
} AotOptions;

#endif

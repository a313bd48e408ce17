/* settings.h -- how a program is to be translated, as options say.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef AOT_SETTINGS_H
#define AOT_SETTINGS_H

#include <stdio.h>

#include "runtime/base/options.h"

static inline void write_to_file(Out *out, const char *text, size_t length)
{
    fwrite(text, 1, length, out->to);
}

/* Returns an Out that writes to an open file. */
static inline Out out_to_file(FILE *file)
{
    return (Out){write_to_file, file};
}

/* The stages that -d shows. */
enum {
    DUMP_IN_ASM = 1,
    DUMP_OP = 2,
    DUMP_OP_OPT = 4,
    DUMP_LLVM = 8,
    DUMP_OUT_ASM = 16,
};

/* What -g asks for: lines of a listing, or of the guest's sources where they are known.
 */
enum { DEBUG_NONE, DEBUG_LISTING, DEBUG_SOURCE };

/* What -d asks for: stages of some functions. */
typedef struct {
    OptionRequest asked; /* its bits are DUMP_... */
    FILE *to;            /* the open file; stderr without one */
} Dump;

/* Returns true if `dump` has the stage, and is about a function that begins at guest
 * address `entry` and has this name. */
static inline bool dump_wants(const Dump *dump, u32 stage, u32 entry, const char *name)
{
    return dump->asked.bits & stage && option_where_is(&dump->asked.where, entry, name);
}

/* An indirect call, by its guest address, and what it called most often. */
typedef struct {
    u32 at, to;
    u64 count;
} SeenCall;

/* How much of a program's execution a function is. */
typedef enum {
    TEMPER_HOT,  /* it is among those that are most of it */
    TEMPER_WARM, /* it was executed, or that is not known */
    TEMPER_COLD, /* it was not executed */
} Temper;

typedef struct {
    u64 weight; /* guest instructions executed; 0: none, or not known */
    Temper temper;
} FunctionHeat;

/* Which of the guest's registers its handlers find exact where an access to memory
 * faults. */
typedef enum {
    EXACT_NONE, /* ahead-of-time code is left for good before a handler could see any */
    EXACT_REGISTERS, /* all but flags (Guest.flag_slots) that are written before they
                        are read again */
    EXACT_ALL,
} Exact;

typedef struct {
    unsigned level;     /* -O0 to -O3 */
    unsigned cpu_level; /* x86-64-v2, v3 or v4; 0: this machine's */
    Exact exact;
    unsigned temper_level[TEMPER_COLD + 1]; /* the same for functions with a heat */
    bool shareable;   /* the runtime may be in another file than the code */
    bool counts;      /* code counts the guest instructions that it executes */
    bool partial;     /* functions that are not translated call those that are */
    u32 fallback;     /* AOT_FALLBACK_... of abi.h; 0: the dynamic translator */
    unsigned jobs;    /* code generators at a time */
    unsigned seconds; /* for the whole translation, from `start` on; 0: no limit */
    double start;     /* of CLOCK_MONOTONIC, in seconds */
    unsigned memory;  /* MiB of data for the whole translation; 0: no limit */
    /* Called now and then, if not NULL: `done` of `all` chunks are compiled. */
    void (*progress)(const char *stage, u32 done, u32 all);
    u32 shards, shard; /* make the part `shard` (1, 2 ...) of `shards` parts of the
                          code, and no stubs; 0: all of it */
    unsigned split; /* basic blocks in a host function, at most; 0: as LLVM can take */
    const char *emit; /* NULL, or "uops", "llvm-ir" or "asm": to `listing`, and
                         no objects */
    FILE *listing;
    Dump dump;
    unsigned debug;       /* DEBUG_...: for what debug information is made */
    const bool *recorded; /* by function: record all stages of it; NULL: no record */
    FILE *record;         /* for that */
    const struct Lines *lines; /* its lines; NULL: none is made */
    const FunctionHeat *heat;  /* by function, of a profile; NULL: there is none */
    const SeenCall *call;      /* the same, ascending by `at` */
    u32 num_calls;
} AotOptions;

#endif

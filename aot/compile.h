/*
 * compile.h -- a discovered program to host code.
 *
 *      AotOptions options = {.level = 2, .cpu_level = 3, .jobs = 2};
 *      AotResult result = {0};
 *      const char *wrong = aot_compile(&guest_ppc, &image, &program, &options, dir,
 *                                      &result);
 *
 * Each function gets the host symbols that layout.h names.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_COMPILE_H
#define AOT_COMPILE_H

#include "aot/settings.h"
#include "lifter/discover.h"

enum { LEFT_WHY = 400 };

/* What a stage took: seconds, and the largest resident memory of this process until its
 * end, and of a worker, in bytes.  The peak is 0 if the stage was not ended, that of
 * workers if there were none. */
typedef struct {
    double seconds;
    u64 peak, workers_peak;
} AotCost;

/* Why a function is left to the runtime. */
typedef enum {
    LEFT_FAILED,    /* the code generator gave it up, or died of it */
    LEFT_NO_TIME,   /* --time-limit came first */
    LEFT_NO_MEMORY, /* --memory-limit did not allow to lift it */
    LEFT_FULL,      /* the code generator ran out of memory */
    LEFT_SLOW,      /* the code generator took too long */
} LeftReason;

/* A function that LLVM could not compile, or that there was no time or memory for; of
 * one in several parts (flow/parts.h) one of them.  The runtime translates it when it
 * is reached. */
typedef struct {
    const Function *function;
    u32 part, num_parts;
    u32 insns; /* guest instructions in the part */
    LeftReason reason;
    char *why; /* of LEFT_FAILED, from base_alloc; else NULL: see left_why */
} LeftPart;

/* Returns the reason in words. */
const char *left_why(const LeftPart *left);

typedef struct {
    LeftPart *left;
    u32 num_left;
    char **object; /* paths of the object files written */
    u32 num_objects;
    char error[LEFT_WHY + 100];
    u32 without_lines;    /* parts of functions that have no debug information, since
                             LLVM would make other code with it */
    u32 functions, insns; /* guest functions and instructions translated */
    u32 lifted;           /* guest functions; all, unless there was no memory or time */
    AotCost lift, compile;
    bool done;
} AotResult;

/* Compiles all functions of a program into object files in folder `dir`; with
 * options->shards those chunks alone that are in the shard.  Objects do not depend on
 * the number of shards.  Their order is chunks, then parts of chunks that failed, then
 * stubs; each in the order of the program.  Returns NULL, or what went wrong, as one
 * line. */
const char *aot_compile(const Guest *guest, const Image *image, const Program *program,
                        const AotOptions *options, const char *dir, AotResult *result);
/* Frees what a result points to. */
void aot_result_free(AotResult *result);

/* After shards have been joined: `result` has their objects, and room for as many more
 * as there are parts left in it.  Adds the stubs that those parts need.  Returns as
 * aot_compile does. */
const char *aot_compile_stubs(const Guest *guest, const Image *image,
                              const Program *program, const AotOptions *options,
                              const char *dir, AotResult *result);

#endif

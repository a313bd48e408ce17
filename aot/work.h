/*
 * work.h -- a program that is being compiled: its chunks, in stages.
 *
 *      work_list_parts(&work);
 *      work_cut(&work);            -- work.code has a task for each chunk
 *      ... compile them; each that fails adds single parts to work.single ...
 *      work_list_left(&work);      -- work.left, of result->left
 *      work_cut_stubs(&work);      -- work.stub, for the parts in work.left
 *
 * Shared by compile.c, chunks.c and show.c.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_WORK_H
#define AOT_WORK_H

#include "aot/compile.h"
#include "aot/llvm/codegen.h"
#include "aot/workers.h"

/* What a task writes besides its object: the listing of --emit, the dumps of -d and
 * details for --record. */
enum { LISTING, DUMP, RECORD };

typedef struct {
    Chunk chunk;
    bool ended;
    TaskEnd end;
    char *why;
    TaskText text[WORKER_STREAMS];
} Task;

/* Chunks that are compiled before any of the next stage. */
typedef struct {
    const char *kind; /* first letters of the names of its object files */
    Task *task;
    u32 count;
} Stage;

typedef struct {
    const Units *units;
    const AotOptions *options;
    const char *dir;
    AotResult *result;
    UnitPart *part; /* all parts of all units */
    u32 num_parts;
    Stage code;     /* all parts */
    Stage single;   /* parts of chunks that failed, each alone */
    Stage stub;     /* parts that failed alone, or that there was no time for */
    UnitPart *left; /* parts that get stubs; as many as result->num_left */
    Stage *now;     /* the stage that is being done */
    u32 shown;      /* chunks of `code` whose texts have been shown */
    unsigned jobs;
    u64 memory; /* of one worker; 0: no limit */
    double deadline;
    FILE *details; /* of --record, in the order of the program; NULL: none */
} Work;

/* Makes work->part: all parts of all units; with a profile those that execute most
 * first, and those that never did last. */
void work_list_parts(Work *work);
/* Adds a chunk of `count` parts from *first on, to be compiled at -O`level`, to a stage
 * that has room for it. */
Chunk *work_add_chunk(Stage *stage, const UnitPart *first, u32 count, unsigned level);
/* Cuts all parts into chunks of the stage `code`; keeps those of the shard alone that
 * the options ask for.  Shards are runs of whole chunks, balanced by instructions. */
void work_cut(Work *work);
/* Sorts result->left by the program's order, whatever order it became known in, and
 * makes work->left of it. */
void work_list_left(Work *work);
/* Adds to the stage `stub` those parts in work->left that compiled code calls. */
void work_cut_stubs(Work *work);

/* Writes the texts of chunks of code in the order of work->part, up to the first chunk
 * that is not compiled yet, or failed. */
void work_show_ready(Work *work);
/* Writes what work_show_ready has left.  A chunk that failed has no text, but its
 * parts, which were compiled alone, have. */
void work_show_rest(Work *work);
/* Writes the texts of stubs. */
void work_show_stubs(Work *work);

#endif

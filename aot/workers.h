/*
 * workers.h -- tasks done by worker processes, so that a crash costs a task and no
 * more.
 *
 *      Workers workers = {.jobs = 2, .num_tasks = n, .run = run, .done = done, .arg =
 * &work}; const char *wrong = workers_run(&workers);
 *
 * The workers are forks of this process, which must have only one thread.  Each does
 * one task after the other until it dies; then another one takes its place.  What a
 * task does to memory is not seen here: it leaves its result in a file, or writes it to
 * the streams that it gets.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_WORKERS_H
#define AOT_WORKERS_H

#include <stdio.h>

#include "ir/base.h"

enum { WORKER_TEXT = 400, WORKER_STREAMS = 3 };

/* How a task ended. */
typedef enum {
    TASK_DONE,
    TASK_FAILED, /* it gave up, or the worker died: `why` says how */
    TASK_FULL,   /* the worker died of want of memory */
    TASK_SLOW,   /* the worker used up `task_seconds` */
    TASK_WRONG,  /* nothing could be done about it, such as a full disk: all ends */
    TASK_LATE,   /* the deadline came before it was done */
} TaskEnd;

/* What a task has written to one of its streams. */
typedef struct {
    char *bytes; /* from base_alloc; NULL: nothing */
    size_t size;
} TaskText;

typedef struct {
    unsigned jobs; /* workers at a time */
    u32 num_tasks;
    bool streams; /* `run` gets streams; else NULLs */
    /* Does a task, in a worker.  `why`, of WORKER_TEXT bytes, is for a line that says
     * what went wrong, or what the task's done() is to know. */
    TaskEnd (*run)(void *arg, u32 task, FILE *const stream[WORKER_STREAMS], char *why);
    /* Called here for each task once it has ended, in any order.  `text` is what it
     * wrote to its streams, for the callee to free; nothing unless it is TASK_DONE. */
    void (*done)(void *arg, u32 task, TaskEnd end, const char *why,
                 const TaskText text[WORKER_STREAMS]);
    /* Called here now and then, if not NULL. */
    void (*progress)(void *arg, u32 tasks_done);
    void *arg;
    unsigned task_seconds; /* of processor time for each task; 0: no limit */
    double deadline;       /* of CLOCK_MONOTONIC, in seconds; 0: none */
    u64 memory;            /* bytes of data that one worker may have; 0: no limit */
    u64 *
        peak; /* is raised to the largest resident memory of a worker, in bytes; or NULL
               */
} Workers;

/* Does all tasks.  Returns NULL, or as one line why workers cannot be started, or the
 * `why` of a TASK_WRONG, which later calls overwrite. */
const char *workers_run(const Workers *workers);

/* The largest resident memory that this process has had, in bytes. */
u64 workers_peak(void);

/* CLOCK_MONOTONIC in seconds. */
double workers_now(void);

#endif

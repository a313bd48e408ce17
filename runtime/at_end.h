/*
 * at_end.h -- what is written when the process ends, or executes another program: the
 * statistics (stats.h) and the blocks (code/block_file.h).
 *
 *      static AtEnd statistics = {write, after_fork};
 *      at_end_add(&statistics);            when they are asked for, at the start
 *
 *      at_end_write(&(ProcessEnd){END_EXIT, status, NULL});
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_AT_END_H
#define RUNTIME_AT_END_H

#include "ir/base.h"

/* How the guest's process ends. */
typedef enum { END_EXIT, END_SIGNAL, END_EXEC } EndKind;

/* `value` is the exit status or the signal's number, `program` the path that is
 * executed. */
typedef struct {
    EndKind end;
    int value;
    const char *program;
} ProcessEnd;

typedef struct AtEnd {
    void (*write)(const ProcessEnd *ending); /* under lock_code; again after END_EXEC */
    void (*after_fork)(void);                /* in the child: counts anew */
    struct AtEnd *next;
} AtEnd;

/* Adds what is to be written.  Call it before the guest runs. */
void at_end_add(AtEnd *what);
/* Returns true if anything is to be written. */
bool at_end_is_wanted(void);
/* Writes it.  The process goes on only after END_EXEC, if it fails; after the others
 * later calls do nothing. */
void at_end_write(const ProcessEnd *ending);
/* Counts anew from now on, in the child of a fork. */
void at_end_after_fork(void);

#endif

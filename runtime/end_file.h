/*
 * end_file.h -- files that are written when the process ends: what DBT_STATS and
 * DBT_BLOCKS name.
 *
 *      if (!end_file_try(name, "--stats", error, sizeof error))
 *          ...                                 at the start of the process
 *      EndFile file = end_file_open(name, "DBT_STATS");
 *      file.error = text_write(file.fd, text, length);
 *      end_file_close(&file);
 *
 * In a name %p stands for the process id.  A forked child appends "." and its process
 * id to a name without %p.  Names are relative to the folder that the process starts
 * in, wherever the guest goes.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_END_FILE_H
#define RUNTIME_END_FILE_H

#include "ir/base.h"

enum { END_FILE_PATH = 4096 };

typedef struct {
    const char *variable; /* of the environment, for messages */
    i64 fd;               /* of the host */
    i64 error;            /* 0, or a negated error number: nothing is to be written */
    char path[END_FILE_PATH];
} EndFile;

/* True in the child of a fork. */
extern bool end_file_forked;

/* Finds out whether the file can be written, before the guest runs.  Returns false if
 * it cannot, with a line in `error` (of `room` bytes) that starts with `what`. */
bool end_file_try(const char *name, const char *what, char *error, size_t room);

/* Appends a text to a file that other processes may append to at the same time; a
 * forked child's is its parent's.  Prints a line if it cannot be written, and then the
 * file is as before. */
void end_file_append(const char *name, const char *variable, const char *text,
                     size_t length);

/* Opens the file of this process and empties it. */
EndFile end_file_open(const char *name, const char *variable);
/* Closes it.  Prints a line if file->error is not 0. */
void end_file_close(EndFile *file);

#endif

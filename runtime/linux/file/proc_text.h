/*
 * proc_text.h -- prints the texts of /proc/self files, and reads the host's line by
 * line.
 *
 *      LineReader lines;
 *      if (lines_open(&lines, "/proc/self/maps"))
 *          while ((line = lines_next(&lines)))
 *              ...
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_LINUX_FILE_PROC_TEXT_H
#define RUNTIME_LINUX_FILE_PROC_TEXT_H

#include "runtime/os.h"

/* A host file that is read line by line. */
typedef struct {
    i64 fd;
    u32 used, filled; /* bytes of `buffer`: returned, and read */
    char buffer[8192];
} LineReader;

/* Opens a host file for reading.  Returns false if it cannot be opened. */
bool lines_open(LineReader *lines, const char *path);
/* Returns the next line, without its newline and cut to the size of the buffer; it
 * lives until the next call.  At the end of the file closes it and returns NULL. */
char *lines_next(LineReader *lines);

/* Bytes of guest memory that are mapped: all of it, what is writable, what is
 * executable. */
typedef struct {
    u64 all, writable, code;
} MappedSizes;
MappedSizes proc_mapped_sizes(void);

/* Calls `visit` for each range of guest memory that is mapped from a file (os.h). */
void proc_mapped_files(OsFileVisit *visit, void *to);

/* Print the guest's /proc/self/maps, status and stat, and its /proc/cpuinfo. */
void proc_print_maps(Out *out);
void proc_print_status(Out *out);
void proc_print_stat(Out *out);
void proc_print_cpuinfo(Out *out);

#endif

/* proc_text.h -- the texts of /proc/self, and reading the host's.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_FILE_PROC_TEXT_H
#define RUNTIME_LINUX_FILE_PROC_TEXT_H

#include "ir/base.h"

/* A file of the host's, line by line. */
typedef struct {
    i64 fd;
    u32 used, filled;
    char buffer[8192];
} LineReader;

bool lines_open(LineReader *lines, const char *path);
/* The next line without its end, as long as the buffer is; NULL at the end, which
 * closes the file.  Good till the next call. */
char *lines_next(LineReader *lines);

/* What guest memory has mapped, in bytes: all of it; what is writable; what is code. */
typedef struct {
    u64 all, writable, code;
} MappedSizes;
MappedSizes proc_mapped_sizes(void);

void proc_print_maps(Out *out);
void proc_print_status(Out *out);
void proc_print_stat(Out *out);
void proc_print_cpuinfo(Out *out);

#endif

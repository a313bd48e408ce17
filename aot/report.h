/* report.h -- what -v prints, and warnings; to stderr.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef AOT_REPORT_H
#define AOT_REPORT_H

#include "aot/compile.h"
#include "aot/elf/elf.h"

/* Warns of a file that ends before its segments do, as a download that broke off. */
void report_cut(const ElfFile *file, const char *path);
/* After discovery, which took `seconds`. */
void report_found(const ElfFile *file, const Program *program, double seconds);
/* What discovery had found before options took some of it away. */
typedef struct {
    u32 functions, indirect;
} Found;

/* Before compiling: what is left to the runtime.  `verbose` 2: each indirect jump with
 * its reason, and the largest functions. */
void report_left(const ElfFile *file, const Program *program, const Found *found,
                 unsigned verbose);
/* Warns of functions that are left to the runtime since LLVM could not compile them, or
 * there was no time; `verbose`: each with its reason. */
void report_given_up(const AotResult *result, unsigned verbose);
/* At the end.  How much is translated is said in bytes of code: of the sections that
 * hold instructions or, if the file has none, of the executable segments.  Literals,
 * tables and padding between functions are among those, so that it never is all of
 * them.  The output is told of by its `name`; it is the file `output` now.
 * `verbose` 2: what the bytes of the output are. */
void report_made(const ElfFile *file, const Program *program, const AotResult *result,
                 const char *name, const char *output, double compile_seconds,
                 double link_seconds, unsigned verbose);

#endif

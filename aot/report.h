/* report.h -- what -v prints, to stderr. */
#ifndef AOT_REPORT_H
#define AOT_REPORT_H

#include "aot/compile.h"
#include "aot/elf/elf.h"

/* After discovery, which took `seconds`. */
void report_found(const ElfFile *file, const Program *program, double seconds);
/* At the end. */
void report_made(const Program *program, const AotResult *result, const char *output,
                 double compile_seconds, double link_seconds);

#endif

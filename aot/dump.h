/* dump.h -- guest code as -d in_asm and -d op show it.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef AOT_DUMP_H
#define AOT_DUMP_H

#include "aot/settings.h"
#include "lifter/discover.h"

/* Prints what DUMP_IN_ASM and DUMP_OP of `dump` ask for; aot_compile does the rest. */
void dump_program(const Guest *guest, const Image *image, const Program *program,
                  const Dump *dump);

#endif

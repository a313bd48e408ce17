/*
 * layout.h -- what generated code and the picture of the program (abi.h) agree on: the
 * host symbols of guest functions, and the guest addresses that the flat table covers.
 *
 *      char name[LAYOUT_SYMBOL_ROOM];
 *      layout_symbol(name, sizeof name, function, ".body");     -- "main.10000400.body"
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_ELF_LAYOUT_H
#define AOT_ELF_LAYOUT_H

#include "lifter/discover.h"

enum { LAYOUT_SYMBOL_ROOM = 256 };

/*
 * Writes the host symbol of a function, with a 0, to `text`, which has `room` bytes:
 * its guest name and address, so that perf shows the name and no two symbols are alike.
 * `suffix` is "" for the entry for everybody, ".body" or ".leave" (AotFunction in
 * abi.h).  Names are cut to 200 bytes.  What means something to LLVM or a linker does
 * not stay: '@' and control characters become '_', and '_' goes before "llvm." and ".",
 * with which names of intrinsics and local symbols begin.
 */
void layout_symbol(char *text, size_t room, const Function *function,
                   const char *suffix);

/*
 * The guest addresses [*start, *end) that the flat table `aot_table` covers: those of
 * the functions' entries, or of a huge program the first 256 MiB.  An entry's index is
 * (pc - *start) >> *shift.
 */
void layout_code_range(const Guest *guest, const Program *program, u32 *start, u32 *end,
                       u32 *shift);

#endif

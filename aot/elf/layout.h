/*
 * layout.h -- what generated code and the picture of the program (abi.h) agree on: the
 * host symbols of guest functions, and the guest addresses that their entries lie in.
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
 * its guest name, so that perf shows it, and its address, so that no two symbols are
 * alike.  `suffix` is "" for the entry for everybody, ".body", ".leave" (AotFunction in
 * abi.h) or ".partN" (flow/parts.h).  Of a name only 200 bytes are taken, and what is
 * no letter, digit, '_', '.' or '$' becomes '_'.  The address at its end, or the suffix
 * behind that, keeps it apart from the runtime's names.  The symbols with ".leave",
 * which nobody wants to see, are "_.10000400.leave", since names are bytes of the
 * output.
 */
void layout_symbol(char *text, size_t room, const Function *function,
                   const char *suffix);

/* Sets [*start, *end) to the guest addresses that the entries of the program's
 * functions lie in. */
void layout_code_range(const Guest *guest, const Program *program, u32 *start,
                       u32 *end);

#endif

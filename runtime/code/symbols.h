/* symbols.h -- names of guest addresses, for reports and logs.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_CODE_SYMBOLS_H
#define RUNTIME_CODE_SYMBOLS_H

#include "lifter/lifter.h"
#include "runtime/abi.h"

/* symbols_of_file reads the symbol table of the ELF file at descriptor `fd`, if it has
 * one and a log or report may show names; `bias` is added to addresses.
 * symbols_of_image takes the symbols of a translated program. */
void symbols_of_file(u64 fd, const Guest *guest, u32 bias);
void symbols_of_image(const AotImage *image);

/* Returns the name of the last symbol at or before guest address `pc`, and sets *offset
 * to the bytes between them; NULL if there is none, or `pc` is not in the program. */
const char *symbol_at(u32 pc, u32 *offset);
/* The same for branch targets in assembly text. */
extern const AsmNames symbol_names;

/* Returns true if a log of `flag` (LOG_...) is on and its request wants to see the
 * block at guest address `pc`. */
bool symbol_logged(u32 flag, u32 pc);

#endif

/* symbols.h -- names of guest addresses, for reports and logs.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_CODE_SYMBOLS_H
#define RUNTIME_CODE_SYMBOLS_H

#include "lifter/lifter.h"
#include "runtime/abi.h"

/* From the file's symbol table, if it has one and something may show it. */
void symbols_of_file(u64 fd, const Guest *guest, u32 bias);
void symbols_of_image(const AotImage *image);

/* The symbol at or before a pc and how far behind it is; NULL if none is known. */
const char *symbol_at(u32 pc, u32 *offset);

#endif

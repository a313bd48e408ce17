/*
 * pieces.h -- what the runtime compares before it uses a module: the guest bytes that
 * its functions were made of, and where the module lies.
 *
 *      u32 count;
 *      AotPiece *piece = module_pieces(&file, &count);
 *      ...
 *      base_free(piece);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_ELF_PIECES_H
#define AOT_ELF_PIECES_H

#include "aot/elf/elf.h"
#include "runtime/abi.h"

/* Returns the pieces of a library, ascending by address, from base_alloc.  A segment
 * that the file has not all of has none. */
AotPiece *module_pieces(const ElfFile *file, u32 *count);
/* Sets the guest addresses of whole pages that all its segments lie in. */
void module_range(const ElfFile *file, u32 *start, u32 *end);

/* Writes the symbol of the AotImage of the module at guest address `start`. */
enum { MODULE_SYMBOL_ROOM = 24 };
void module_symbol(char name[MODULE_SYMBOL_ROOM], u32 start);
#define MODULE_SYMBOL "aot_module_" /* begins all of these */

#endif

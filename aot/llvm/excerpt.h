/*
 * excerpt.h -- what -d llvm and -d out_asm show of a module: all of it, or the
 * functions that -d LIST@WHERE names.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_LLVM_EXCERPT_H
#define AOT_LLVM_EXCERPT_H

#include <llvm-c/Types.h>

#include "aot/llvm/codegen.h"
#include "aot/llvm/debug.h"

/* Writes LLVM's IR of the module to a file, with guest addresses if there is
 * debug information. */
void excerpt_module(LLVMModuleRef module, Debug *debug, FILE *to);
/* Writes LLVM's IR of the module to dump->to, if the dump has DUMP_LLVM.  Of the
 * chunk's units only those are shown that the dump wants. */
void excerpt_ir(const Dump *dump, const Chunk *chunk, LLVMModuleRef module,
                Debug *debug);
/* Writes host assembly likewise, if the dump has DUMP_OUT_ASM.  `text`, of `size`
 * bytes, is the assembly of the whole module. */
void excerpt_asm(const Dump *dump, const Chunk *chunk, const char *text, size_t size);
/* Returns true if the dump wants `stage` of any unit of the chunk. */
bool excerpt_wanted(const Dump *dump, u32 stage, const Chunk *chunk);

#endif

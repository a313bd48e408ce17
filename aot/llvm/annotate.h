/*
 * annotate.h -- LLVM's texts with the guest addresses that their lines are of, for
 * people.
 *
 *      char *text = LLVMPrintModuleToString(module);
 *      annotate_module(debug, module, text, file);
 *
 * Without debug information (NULL) the texts are printed as they are.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_LLVM_ANNOTATE_H
#define AOT_LLVM_ANNOTATE_H

#include "aot/llvm/debug.h"

/* Called for each line of a host function's IR, without its end.  `pc` and `part` are
 * those of the line's instruction; of a line before an instruction, such as a label,
 * that instruction's. */
typedef void AnnotateLine(void *arg, u32 pc, DebugPart part, const char *line,
                          size_t length);

/* Calls line() for each line of `text`, which is what LLVM prints of a host function.
 */
void annotate_function(Debug *debug, LLVMValueRef function, const char *text,
                       AnnotateLine *line, void *arg);

/* Prints what LLVM prints of a function, or of a module, with a comment behind each
 * instruction: "; 0x10000400 poll". */
void annotate_print_function(Debug *debug, LLVMValueRef function, const char *text,
                             FILE *to);
void annotate_module(Debug *debug, LLVMModuleRef module, const char *text, FILE *to);

/* Returns assembly for people, from malloc: directives that are about debug information
 * are gone, and where the guest instruction changes there is a line such as
 * "\t# 0x10000400  addo. r3, r4, r5  [poll]".  Sets *size. */
char *annotate_asm(Debug *debug, const char *text, size_t *size);

#endif

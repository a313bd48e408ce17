/* insn.h -- a guest instruction in a line of text, as -d in_asm shows it.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef AOT_DEBUG_INSN_H
#define AOT_DEBUG_INSN_H

#include <stdio.h>

#include "lifter/discover.h"

/* The length of the instruction at `pc`, in bytes; of what is none, that of the
 * shortest instruction; 0 if the image has nothing there. */
u32 insn_length(const Guest *guest, const Image *image, u32 pc);
/* Writes its text, such as "addo. r3, r4, r5", to `text`, of `room` bytes; names of
 * branch targets are those of the program's functions. */
void insn_text(const Guest *guest, const Image *image, const Program *program, u32 pc,
               char *text, size_t room);
/* Prints "0x10000400:  7c642e15  addo. r3, r4, r5\n".  Bit 0 of a Thumb instruction's
 * address is left out. */
void insn_print(const Guest *guest, const Image *image, const Program *program, u32 pc,
                FILE *to);

#endif

/* decode.h -- what the decoder and the disassembler of PowerPC offer each other.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef LIFTER_PPC_DECODE_H
#define LIFTER_PPC_DECODE_H

#include "lifter/asm_names.h"
#include "lifter/ppc/ppc.h"

/* Returns the instruction that a word encodes and sets *fields; NULL if it is
 * undefined. */
const PpcInsn *ppc_find(u32 word, Fields *fields);
/* Returns the word at `code`, which is big-endian. */
u32 ppc_fetch(const u8 *code);
/* Writes the instruction at `pc` as text; see Guest.disassemble.  Returns its length in
 * bytes. */
u32 ppc_disassemble(char *text, size_t room, const u8 *code, u32 size, u32 pc,
                    const AsmNames *names);

#endif

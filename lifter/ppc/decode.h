/* decode.h -- between the decoder and the disassembler of the PowerPC.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef LIFTER_PPC_DECODE_H
#define LIFTER_PPC_DECODE_H

#include "lifter/ppc/ppc.h"

/* The instruction a word encodes and its fields; NULL if it is undefined. */
const PpcInsn *ppc_find(u32 word, Fields *fields);
/* The word at a place in guest memory. */
u32 ppc_fetch(const u8 *code);
u32 ppc_disassemble(char *text, size_t room, const u8 *code, u32 size, u32 pc);

#endif

/*
 * host_asm.h -- host code as instructions, in LLVM's (AT&T) syntax.
 *
 *      HostAsm *host = host_asm_new();
 *      char text[HOST_ASM_ROOM];
 *      for (size_t done = 0; done < size; done += length)
 *          length = host_asm_next(host, code + done, size - done, at + done, text);
 *      host_asm_free(host);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_HOST_ASM_H
#define AOT_HOST_ASM_H

#include "ir/base.h"

enum {
    HOST_ASM_ROOM = 256,
    HOST_ASM_LONGEST = 15 /* bytes of an instruction; Intel SDM, volume 2, 2.3.11 */
};

typedef struct HostAsm HostAsm;

/* Returns a disassembler of x86-64, or NULL if LLVM has none. */
HostAsm *host_asm_new(void);
void host_asm_free(HostAsm *host);

/* Writes the instruction at `code`, of which `left` bytes are there and which runs at
 * host address `at`, to `text`, of HOST_ASM_ROOM bytes: as "movl\t$0x10, -0x7c(%rbp)",
 * with the prefixes lock and rep in front of theirs.  Targets of branches are numbers.
 * Returns the instruction's length; what is no instruction is shown as one ".byte". */
size_t host_asm_next(const HostAsm *host, const u8 *code, size_t left, u64 at,
                     char *text);

#endif

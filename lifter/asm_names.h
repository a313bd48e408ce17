/* asm_names.h -- names of guest addresses in assembly text.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef LIFTER_ASM_NAMES_H
#define LIFTER_ASM_NAMES_H

#include "ir/base.h"

/* Names of guest addresses, for branch targets. */
typedef struct {
    /* Returns the name of the symbol that `address` is in and sets *offset to the
     * distance from it; NULL: there is none. */
    const char *(*of)(const void *data, u32 address, u32 *offset);
    const void *data; /* private data of `of` */
} AsmNames;

/* Writes ` <main+0x4>`, the name of a branch target, or an empty text if it has none.
 */
void guest_target_name(const AsmNames *names, u32 target, char *text, size_t room);

#endif

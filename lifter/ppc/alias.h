/*
 * alias.h -- the simplified mnemonics of PowerPC.  Power ISA, Book I, appendix C.
 *
 *      const PpcAlias *alias = ppc_find_alias(0x38600001, &f);     -> li r3, 1
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef LIFTER_PPC_ALIAS_H
#define LIFTER_PPC_ALIAS_H

#include "lifter/ppc/ppc.h"

/* A simplified mnemonic: another way to print the words that match `picture`.  `when`,
 * unless NULL, returns false if it does not apply to these fields; it may compute
 * further fields for `operands`. */
typedef struct {
    const char *name;
    const char *picture;
    const char *operands;
    bool (*when)(Fields *f);
} PpcAlias;

/* Returns the mnemonic for a word and sets *fields to its picture's fields.  Returns
 * NULL and leaves *fields alone if there is none. */
const PpcAlias *ppc_find_alias(u32 word, Fields *fields);

#endif

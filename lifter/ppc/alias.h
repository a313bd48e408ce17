/* alias.h -- the simplified mnemonics of the PowerPC.  Power ISA, Book I, appendix C.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef LIFTER_PPC_ALIAS_H
#define LIFTER_PPC_ALIAS_H

#include "lifter/ppc/ppc.h"

/* Another way to print the words that match the picture, if `when`, unless NULL,
 * agrees; it may set fields for the operands to use. */
typedef struct {
    const char *name;
    const char *picture;
    const char *operands;
    bool (*when)(Fields *f);
} PpcAlias;

/* The one for a word, with its picture's fields; NULL if there is none, `fields`
 * being as they were. */
const PpcAlias *ppc_find_alias(u32 word, Fields *fields);

#endif

/*
 * lower_base.h -- the address of the state in a host register.
 *
 *      lower_base_begin(w);            at the function's entry
 *      ... lower_get_state, lower_put_state ...
 *      lower_base_end(w);              when all of the function is made
 *
 * An access to the state takes 8 or 9 bytes relative to fs, and mostly 3 or 4 relative
 * to a register.  So functions with many such accesses load the address once, in 9
 * bytes.  Inner loops do without: there the register is worth more.  Rare paths load it
 * by themselves where the function does not.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_LLVM_LOWER_BASE_H
#define AOT_LLVM_LOWER_BASE_H

#include "aot/llvm/lower.h"

/* Loads the address, for the function being made.  Call it in the function's first
 * block, which has no guest code. */
void lower_base_begin(Lower *w);
/* Takes the address away again if few accesses use it; else has rare paths use it.
 * Functions in which it is not loaded end so, too. */
void lower_base_end(Lower *w);

/* Begins a path that is seldom taken, with many or few accesses to the state; the
 * accesses up to lower_end_rare do not count as uses.  Returns what that is to be
 * given. */
LLVMValueRef lower_begin_rare(Lower *w, bool many);
void lower_end_rare(Lower *w, LLVMValueRef base);

/* Returns the address of byte `slot` of the state by the address that is loaded; NULL
 * if none is, or it is not to be used. */
LLVMValueRef lower_by_base(Lower *w, u32 slot);
/* Returns the address of the Thread, an i64. */
LLVMValueRef lower_thread(Lower *w);

#endif

/*
 * lower_call.h -- host calls of guest functions: what lower_abi.c, lower_indirect.c and
 * lower_entry.c share.
 *
 *      LLVMValueRef call = lower_call_unknown(w, w->fn->ret, pc);
 *      lower_end_in_call(w, call);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_LLVM_LOWER_CALL_H
#define AOT_LLVM_LOWER_CALL_H

#include "aot/llvm/lower_abi.h"

enum { CC_PRESERVE_NONE = 21, MAX_SIGNATURE = 24 };

/* What a unit's body takes, and gives back, in host registers: into `piece`, in order;
 * how many, at most MAX_SIGNATURE. */
u32 lower_params(const Lower *w, const Unit *unit, RegPiece *piece);
u32 lower_results(const Lower *w, const Unit *unit, RegPiece *piece);
LLVMTypeRef lower_body_type(const Lower *w, const Unit *unit);

/* The same of what is passed to a function that is not known, at most MAX_PASSED. */
u32 lower_passed(const Lower *w, RegPiece *piece);
LLVMTypeRef lower_entry_type(const Lower *w);
/* What such a function gives back: NUM_RETURNED pieces; and their struct. */
void lower_returned(const Lower *w, RegPiece *piece);
LLVMTypeRef lower_returned_type(const Lower *w);
/* After a call of a function that is not known, which has given back `v`: only that is
 * valid, and newer than the state. */
void lower_take_returned(Lower *w, LLVMValueRef v);

/* Calls one of the runtime's functions that give back what an unknown function does. */
LLVMValueRef lower_call_runtime(Lower *w, const char *name, LLVMValueRef *args,
                                unsigned num_args);
/* rt_call_unknown; all is in the state. */
LLVMValueRef lower_call_unknown(Lower *w, LLVMValueRef expected, LLVMValueRef pc);
/* Call whatever is at a guest address, which is to come back to `link`.  All is in the
 * state then that the ABI keeps, or `live_after` asks for, but for what is returned. */
void lower_call_address(Lower *w, LLVMValueRef link, LLVMValueRef pc,
                        const RegSet *live_after);
/* The same for the call of a stub at guest address `stub`, which has loaded `pc`. */
void lower_call_stub(Lower *w, u32 stub, LLVMValueRef link, LLVMValueRef pc,
                     const RegSet *live_after);
/* Returns the function that the call being made mostly calls, by a profile; NULL: none
 * is known. */
const Unit *lower_likely_callee(const Lower *w);
/* Returns a function of this module with the type of an entry, which calls the body of
 * `callee`.  lower_likely_entries makes those that were asked for. */
LLVMValueRef lower_likely_entry(Lower *w, const Unit *callee);
/* Makes the code of an entry in w->fn->host.  `inlines`: a small body is copied to it.
 */
void lower_entry_code(Lower *w, bool inlines);
/* The call just made is the last thing we do, and gives back what we do: a jump. */
void lower_end_in_call(Lower *w, LLVMValueRef call);
/* A condition: a function that returns where the link register says would not return to
 * our host caller.  The link register is valid then. */
LLVMValueRef lower_goes_elsewhere(Lower *w);

#endif

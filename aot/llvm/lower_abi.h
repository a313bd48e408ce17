/*
 * lower_abi.h -- a guest function as host functions: its registers, edges, calls and
 * returns.
 *
 * `name.body` takes the link register as its first argument, then the other registers
 * of its signature's params, and returns the results as a struct.  The first argument
 * is also the guest pc at which its host caller goes on.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_LLVM_LOWER_ABI_H
#define AOT_LLVM_LOWER_ABI_H

#include "aot/llvm/lower.h"

/* ---- registers: lower_regs.c ---- */

LLVMTypeRef lower_piece_type(const Lower *w, RegPiece p);
/* The SSA value of a piece, which must be valid; setting it, which makes it valid. */
LLVMValueRef lower_get_piece(Lower *w, RegPiece p);
void lower_set_piece(Lower *w, RegPiece p, LLVMValueRef v);
/* Loads a piece from the state. */
LLVMValueRef lower_piece_in_state(Lower *w, RegPiece p);
/* The f32 whose widening register `reg` holds, or NULL if it is not known to hold one.
 */
LLVMValueRef lower_get_single(Lower *w, u32 reg);
/* Sets register `reg` to the widening of an f32. */
void lower_set_single(Lower *w, u32 reg, LLVMValueRef single);
/* Widens to f64 each register of `set` that is held only as f32.  A successor block
 * that does not know it is a single needs the f64. */
void lower_widen(Lower *w, RegSet set);
/* Narrows to f32 each register of `set` that is known to be a single but held as f64,
 * as after a load from the state. */
void lower_narrow(Lower *w, RegSet set);
/* Stores registers to the state.  They stay valid and, for the caller to change, dirty.
 */
void lower_flush(Lower *w, RegSet set);
/* Stores registers likewise, for a path that is hardly ever taken: in fewer bytes of
 * code, but more slowly. */
void lower_flush_rarely(Lower *w, RegSet set);
/* Loads registers of `wanted` that are not valid from the state. */
void lower_want(Lower *w, RegSet wanted);
/* The alloca LowerFunction.target. */
LLVMValueRef lower_target_home(Lower *w);
/* The ops get, which sets blk->val[index], and put. */
void lower_op_get(Lower *w, const Operation *o, u32 index);
void lower_op_put(Lower *w, const Operation *o);

/* What is known of registers at one point, to be restored after code on another path.
 */
typedef struct {
    RegSet valid, dirty, singles;
} Kept;
Kept lower_keep(const Lower *w);
void lower_restore(Lower *w, Kept kept);
/* Makes the state the truth for every register: none is valid. */
void lower_forget(Lower *w);

/* ---- edges and polls: lower_poll.c ---- */

/* The poll at the function's entry, which also checks for the end of the host stack. */
void lower_entry_poll(Lower *w);
/* Ends the builder's block with a jump to block `index`, which may be in another part
 * of the unit.  All that the block needs is where it needs it. */
void lower_jump(Lower *w, u32 index);
/* Counts the instructions from op `index` of the block on up to its next way out, if
 * the options ask for it: lower_count.c. */
void lower_count(Lower *w, u32 index);
/* Makes the preheader of a counted loop (COUNT_MANY) whose header is block `index`. */
void lower_begin_loop(Lower *w, u32 index);
/* Ends the builder's block with an edge to block `index` of the unit: delivers the
 * registers that it needs, and polls if the edge closes a loop. */
void lower_edge(Lower *w, u32 index);
/* The same to a hub block, on the way to guest address `pc`. */
void lower_edge_to_hub(Lower *w, u32 index, LLVMValueRef pc);
/* The same if the condition is true; otherwise control goes on in the block in which
 * the builder then is. */
void lower_edge_if(Lower *w, u32 index, LLVMValueRef condition);

/* The op jump_to of a block whose targets are known: lower_switch.c. */
void lower_switch(Lower *w, const Operation *o);

/* ---- calls and returns: lower_abi.c ---- */

/* Sets the registers of the signature's params from the host function's arguments. */
void lower_take_params(Lower *w);
/* The host's return instruction, with the signature's results, which must be valid. */
void lower_ret(Lower *w);
/* Returns to the host caller, after storing what callers may read in the state. */
void lower_return(Lower *w);
/* Calls the guest function at address `target`, or at the value `to` if that is not
 * NULL.  It will return to guest address `ret`; `live_after` is what is live there.
 * Afterwards only its results are valid. */
void lower_call(Lower *w, u32 target, u32 ret, LLVMValueRef to,
                const RegSet *live_after);
/* A tail call of unit `index`, or of the function at any address: what it returns to is
 * this function's caller. */
void lower_tail_call(Lower *w, u32 index);
void lower_indirect_tail_call(Lower *w, LLVMValueRef pc);
/* The same for an address where no function is known to start. */
void lower_leave(Lower *w, LLVMValueRef pc);
/* The host function of a unit, declared on demand: suffix "" for the entry, ".body",
 * ".leave". */
LLVMValueRef lower_symbol(Lower *w, const Unit *unit, const char *suffix);
/* The host function of part `part` of the unit, and its type: it is told where its host
 * caller goes on, which block to begin with and, if that is a hub, the number of the
 * hub's target.  It gives back what the body does. */
LLVMValueRef lower_part(Lower *w, u32 part);
LLVMTypeRef lower_part_type(const Lower *w);
/* `name.body` of a unit in parts: stores all to the state, and goes on to part 0. */
void lower_body_of_parts(Lower *w);
/* Make the functions `name`, which is another name of the body if that does as the
 * entry should, and `name.leave`. */
void lower_entry(Lower *w);
void lower_leave_stub(Lower *w);

#endif

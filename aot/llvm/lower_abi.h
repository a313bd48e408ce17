/*
 * lower_abi.h -- how host functions of guest functions call each other.
 *
 * `name.body` takes the link register first, then the other registers of its
 * signature's `params`, and gives back `results` as a struct.  Its first argument is
 * also the guest pc at which its host caller goes on.
 */
#ifndef AOT_LLVM_LOWER_ABI_H
#define AOT_LLVM_LOWER_ABI_H

#include "aot/llvm/lower.h"

/* lower_regs.c */
LLVMTypeRef lower_piece_type(const Lower *w, Piece p);
LLVMValueRef lower_get_piece(Lower *w, Piece p);
void lower_set_piece(Lower *w, Piece p, LLVMValueRef v); /* it is valid, then */
LLVMValueRef lower_piece_in_state(Lower *w, Piece p);
/* The f32 that a register's f64 is known to be the widening of, or NULL; and setting
 * such a register. */
LLVMValueRef lower_get_single(Lower *w, u32 reg);
void lower_set_single(Lower *w, u32 reg, LLVMValueRef single);
/* Make the f64 too of the known singles among some registers, for who knows less. */
void lower_widen(Lower *w, RegSet set);
/* Make the f32 of registers that hold a single, though it was loaded as an f64. */
void lower_narrow(Lower *w, RegSet set);
void lower_flush(Lower *w, RegSet set);   /* to the state; still valid and dirty */
void lower_want(Lower *w, RegSet wanted); /* load from it what is not valid */
LLVMValueRef lower_target_home(Lower *w); /* the alloca w->target */
void lower_op_get(Lower *w, const Operation *o, u32 index);
void lower_op_put(Lower *w, const Operation *o);
/* Where registers are, to be as before after code on another path. */
typedef struct {
    RegSet valid, dirty, singles;
} Kept;
Kept lower_keep(const Lower *w);
void lower_restore(Lower *w, Kept kept);
/* The state is the truth for every register: nothing is valid any more. */
void lower_forget(Lower *w);

/* lower_poll.c */
void lower_entry_poll(Lower *w);
/* Begin a block where a loop that counts does: COUNT_MANY. */
void lower_begin_loop(Lower *w, u32 index);
/* Go on at a block of the unit; the builder is in a block of its own for this. */
void lower_edge(Lower *w, u32 index);
/* The same for a gate, where control goes that is on its way to guest address pc. */
void lower_edge_to_gate(Lower *w, u32 index, LLVMValueRef pc);
/* The same if the condition is true, else in the block the builder is in then. */
void lower_edge_if(Lower *w, u32 index, LLVMValueRef condition);

/* lower_switch.c: a jump_to whose block has a table. */
void lower_switch(Lower *w, const Operation *o);

/* lower_abi.c */
void lower_take_params(Lower *w);
void lower_ret(Lower *w);
/* Return to the host caller, with what callers may read in registers or in the state.
 */
void lower_return(Lower *w);
/* A call of the guest function at `target`, or at the value `to`, which is to come
 * back to `ret`.  Afterwards only the results are valid. */
void lower_call(Lower *w, u32 target, u32 ret, LLVMValueRef to,
                const RegSet *live_after);
/* Go to function `index` of the units, or to any address, for good: what returns from
 * there returns to our caller. */
void lower_tail_call(Lower *w, u32 index);
void lower_indirect_tail_call(Lower *w, LLVMValueRef pc);
/* The same for an address that is known to be no function's. */
void lower_leave(Lower *w, LLVMValueRef pc);
/* Make the function that the builder then is in; NULL suffix: the entry. */
LLVMValueRef lower_symbol(Lower *w, const Unit *unit, const char *suffix);
void lower_entry(Lower *w);
void lower_leave_stub(Lower *w);

#endif

/*
 * lower_nest_ops.h -- the ops of a nest in all lanes: shared by lower_nest.c and
 * lower_nest_ops.c.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_LLVM_LOWER_NEST_OPS_H
#define AOT_LLVM_LOWER_NEST_OPS_H

#include "aot/llvm/lower_nest.h"

enum { VECTOR_BYTES = 32 };

/* A value in the lanes.  Of kind LANES_VECTOR: the vector `all`; otherwise lane 0's
 * value `val`, and the f32 `single` that it is the widening of, or NULL. */
typedef struct {
    LLVMValueRef val, single, all;
    u8 kind;
} Value;

typedef struct {
    Lower *w;
    Nest *nest;
    unsigned block; /* of the nest: NEST_HEAD ... */
    LowerBlock own; /* what is known of it, instead of the block the nest begins at */
    Value *value;   /* of the block's ops */
    Value reg[MAX_REGS]; /* kind LANES_UNKNOWN: as on entry */
    LLVMValueRef wait;   /* an alloca: iterations until the next try */
    LLVMValueRef store;  /* the guest address where the store is to begin */
    u32 store_size;      /* bytes of a lane's */
    LLVMValueRef found;  /* all ones in the lanes where a NaN has been */
    LLVMBasicBlockRef give_up;
} Lanewise;

static inline u32 num_lanes(const Lanewise *l)
{
    return VECTOR_BYTES / l->nest->size;
}

/* A value as a vector; one that is the same in all lanes is copied to each. */
LLVMValueRef nest_in_all(Lanewise *l, const Value *v);
/* Gives up the vectorised version, before anything was stored, if the condition is
 * true. */
void nest_give_up_if(Lanewise *l, LLVMValueRef condition);
/* True, as an i1, if some bit of a vector of integers is 1. */
LLVMValueRef nest_is_any(Lanewise *l, LLVMValueRef mask);
/* The first register that a get or put accesses. */
u32 nest_reg_of(const Lanewise *l, const Op *op);
/* `before`, a vector of integers, with all ones in the lanes where some value of the
 * block is a NaN. */
LLVMValueRef nest_nans(Lanewise *l, LLVMValueRef before);
/* Lower the ops of one block of the nest: begin, lower, end.  Of the latch only those
 * before its back edge. */
void nest_begin_block(Lanewise *l, unsigned block);
void nest_lower_ops(Lanewise *l);
void nest_end_block(Lanewise *l);

#endif

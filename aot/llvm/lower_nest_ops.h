/*
 * lower_nest_ops.h -- the ops of a nest in all lanes: shared by lower_nest.c and
 * lower_nest_ops.c.
 */
#ifndef AOT_LLVM_LOWER_NEST_OPS_H
#define AOT_LLVM_LOWER_NEST_OPS_H

#include "aot/llvm/lower_nest.h"

enum { VECTOR_BYTES = 32 };

/* A value in the lanes: of kind LANES_VECTOR all, else the first lane's. */
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

/* As a vector, where all lanes have the same, too. */
LLVMValueRef nest_in_all(Lanewise *l, const Value *v);
void nest_give_up_if(Lanewise *l, LLVMValueRef condition);
/* Is there a one in a vector of integers? */
LLVMValueRef nest_is_any(Lanewise *l, LLVMValueRef mask);
/* The register a get or put is of, by its first. */
u32 nest_reg_of(const Lanewise *l, const Op *op);
/* All ones in the lanes where one of the block's values is a NaN, or `before` has ones.
 */
LLVMValueRef nest_nans(Lanewise *l, LLVMValueRef before);
/* One after the other; the latch's up to its way back. */
void nest_begin_block(Lanewise *l, unsigned block);
void nest_lower_ops(Lanewise *l);
void nest_end_block(Lanewise *l);

#endif

/* lower_nest.h -- several iterations of an outer loop at once: see nest.h. */
#ifndef AOT_LLVM_LOWER_NEST_H
#define AOT_LLVM_LOWER_NEST_H

#include "aot/llvm/lower.h"
#include "aot/flow/nest.h"

/* To be called where the block that heads the nest begins: the builder is left where
 * the block itself is to be lowered. */
void lower_nest(Lower *w, Nest *nest);

#endif

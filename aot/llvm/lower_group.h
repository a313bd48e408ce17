/*
 * lower_group.h -- floating-point operations that are checked for NaNs together.
 *
 *      for each op `index` of a block {
 *          lower_group_before(w, index);       -- settles what the op would see
 *          Operation o = lower_operands(w, index);
 *          ... lower_op(w, &o, index), or a put and then lower_group_put(w, index)
 *      }
 *
 * lower_op adds to the group.  Every op that may leave the block settles it.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_LLVM_LOWER_GROUP_H
#define AOT_LLVM_LOWER_GROUP_H

#include "aot/llvm/lower.h"

/* Call this before op `index` of the block is lowered and its operands are read.  It
 * settles the group if the op would see a result that has not been checked. */
void lower_group_before(Lower *w, u32 index);
/* Call this after a put, op `index`.  If it put a member's value and that turns out to
 * be a NaN, it will be put again. */
void lower_group_put(Lower *w, u32 index);
/* True if op `index` belongs to the group; it is then lowered without a check of its
 * own. */
bool lower_group_takes(const Lower *w, u32 index);
void lower_group_add(Lower *w, u32 index);

#endif

/*
 * lower_group.h -- floating-point operations that are checked for NaNs together.
 *
 *      for each op `index` of a block {
 *          lower_group_before(w, index);       -- settles what the op would see
 *          lower_operands(w, index);
 *          ... lower_op(w, index), or a put: lower_group_put(w, index)
 *      }
 *
 * lower_op adds to the group; the block's last op, as all control, settles it.
 */
#ifndef AOT_LLVM_LOWER_GROUP_H
#define AOT_LLVM_LOWER_GROUP_H

#include "aot/llvm/lower.h"

/* To be called before op `index` of the block is lowered, and its operands are read. */
void lower_group_before(Lower *w, u32 index);
/* Op `index` has put a value, which may be a member's: it is put again if that changes.
 */
void lower_group_put(Lower *w, u32 index);
/* Does op `index` belong to the group?  It is then lowered without a check. */
bool lower_group_takes(const Lower *w, u32 index);
void lower_group_add(Lower *w, u32 index);

#endif

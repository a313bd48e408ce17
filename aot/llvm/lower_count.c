/* lower_count.c -- counting the guest instructions that are executed: --count.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/llvm/lower_abi.h"

#include "runtime/abi.h"

/* Returns the number of instructions from op `index` on up to the next way out of the
 * block: all of them are executed, or a fault tells otherwise. */
static u32 insns_from(const Block *ops, u32 index)
{
    u32 insns = 0;

    for (; index < ops->count && ops->ops[index].code != OP_exit_if; index++)
        insns += ops->ops[index].code == OP_insn;
    return insns;
}

void lower_count(Lower *w, u32 index)
{
    u32 slot = HEAD + offsetof(ThreadHead, counted);
    u32 insns = w->options->counts ? insns_from(w->blk->ops, index) : 0;

    if (!insns)
        return;
    LLVMValueRef before = lower_get_state(w, slot, w->i64);
    LLVMValueRef more = lower_number(w->i64, insns);
    lower_put_state(w, slot, LLVMBuildAdd(w->b, before, more, ""));
}

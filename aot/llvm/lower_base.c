/* lower_base.c -- the address of the state in a host register.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/llvm/lower_base.h"

#include <stddef.h>

#include "aot/flow/placement.h"
#include "runtime/abi.h"

/* The load is volatile: LLVM would make it again where the address is used.  The
 * address is in the middle of what displacements of one byte reach. */
static LLVMValueRef load_base(Lower *w)
{
    LLVMValueRef middle =
        lower_get_state(w, HEAD + offsetof(ThreadHead, middle), w->pointer);

    LLVMSetVolatile(middle, true);
    return middle;
}

static u32 count_integers(const Lower *w, RegSet set)
{
    u32 n = 0;

    FOR_EACH_REG (r, set) {
        n += !w->units->universe.reg[r].is_float;
    }
    return n;
}

/* Returns true if many ways lead to a loop that holds so many registers that one less
 * for them would cost more than it gains: interpreters have one, where all their
 * instructions meet. */
static bool is_crowded(const Lower *w)
{
    enum { MANY_WAYS = 16, MANY_REGISTERS = 9 };
    const Unit *unit = w->fn->unit;
    const u32 *first = unit->sources.first;

    for (u32 i = 0; i < unit->num_blocks; i++)
        if (unit->block[i].begins_loop && first[i + 1] - first[i] >= MANY_WAYS &&
            count_integers(w, block_needs(&unit->block[i])) >= MANY_REGISTERS)
            return true;
    return false;
}

void lower_base_begin(Lower *w)
{
    w->fn->base = is_crowded(w) ? NULL : load_base(w);
}

LLVMValueRef lower_begin_rare(Lower *w, bool many)
{
    LowerFunction *fn = w->fn;
    LLVMValueRef base = fn->base;

    fn->base = NULL;
    if (!many || w->state_base)
        return base;
    fn->base = load_base(w);
    fn->rare = base_resize(fn->rare, (fn->num_rare + 1) * sizeof *fn->rare);
    fn->rare[fn->num_rare++] = fn->base;
    return base;
}

void lower_end_rare(Lower *w, LLVMValueRef base)
{
    w->fn->base = base;
}

static bool is_rare(const LowerFunction *fn)
{
    return fn->num_rare && fn->base == fn->rare[fn->num_rare - 1];
}

LLVMValueRef lower_by_base(Lower *w, u32 slot)
{
    LowerFunction *fn = w->fn;
    LLVMValueRef offset = LLVMConstInt(w->i64, (u64)slot - STATE_BIAS, true);

    if (!fn || !fn->base || slot >= HEAD ||
        (!is_rare(fn) && w->blk && w->blk->unit_block->in_inner_loop))
        return NULL;
    return LLVMBuildGEP2(w->b, w->i8, fn->base, &offset, 1, "");
}

LLVMValueRef lower_thread(Lower *w)
{
    LLVMValueRef address = lower_by_base(w, 0);

    if (address)
        return LLVMBuildPtrToInt(w->b, address, w->i64, "");
    return lower_get_state(w, HEAD + offsetof(ThreadHead, self), w->i64);
}

/* ---- the end ---- */

/* Returns true if the address is used at least `most` times. */
static bool has_uses(LLVMValueRef base, u32 most)
{
    u32 n = 0;

    for (LLVMUseRef use = LLVMGetFirstUse(base); use && n < most;
         use = LLVMGetNextUse(use))
        n++;
    return n == most;
}

/* Has the loads and stores at an address in the state be relative to fs, and what makes
 * a number of it load that. */
static void use_fs(Lower *w, LLVMValueRef address)
{
    i64 slot = LLVMConstIntGetSExtValue(LLVMGetOperand(address, 1)) + STATE_BIAS;
    LLVMValueRef absolute =
        LLVMConstIntToPtr(lower_number(w->i64, (u64)slot), w->state_pointer);

    for (LLVMUseRef use; (use = LLVMGetFirstUse(address));) {
        LLVMValueRef user = LLVMGetUser(use);

        if (LLVMIsAStoreInst(user) || LLVMIsALoadInst(user)) {
            LLVMSetOperand(user, LLVMIsAStoreInst(user) ? 1 : 0, absolute);
            continue;
        }
        LLVMPositionBuilderBefore(w->b, user);
        LLVMReplaceAllUsesWith(
            user, lower_get_state(w, HEAD + offsetof(ThreadHead, self), w->i64));
        LLVMInstructionEraseFromParent(user);
    }
    LLVMInstructionEraseFromParent(address);
}

static void use_base_in_rare(LowerFunction *fn, LLVMValueRef base)
{
    for (u32 i = 0; i < fn->num_rare; i++) {
        LLVMReplaceAllUsesWith(fn->rare[i], base);
        LLVMInstructionEraseFromParent(fn->rare[i]);
    }
}

void lower_base_end(Lower *w)
{
    enum { FEW = 64 };
    LowerFunction *fn = w->fn;
    LLVMValueRef base = fn->base;

    fn->base = NULL;
    if (base && has_uses(base, FEW)) {
        use_base_in_rare(fn, base);
    } else if (base) {
        for (LLVMUseRef use; (use = LLVMGetFirstUse(base));)
            use_fs(w, LLVMGetUser(use));
        LLVMInstructionEraseFromParent(base);
    }
    base_free(fn->rare);
    fn->num_rare = 0;
}

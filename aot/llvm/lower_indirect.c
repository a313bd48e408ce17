/* lower_indirect.c -- calls through pointers: by the table, to a function's entry.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include "aot/llvm/lower_call.h"

#include <stddef.h>

#include "runtime/abi.h"

/* Code that may be in another file than the runtime (abi.h, AotShared) reads the
 * table's address from the global offset table, unless the linker finds the table in
 * reach: then it makes that an address computation. */
static LLVMValueRef table_symbol(Lower *w)
{
    LLVMValueRef table = LLVMGetNamedGlobal(w->module, "image_table");

    if (!table) {
        table = LLVMAddGlobal(w->module, w->i64, "image_table");
        if (!w->options->shareable)
            LLVMSetVisibility(table, LLVMHiddenVisibility);
    }
    return table;
}

/* Returns the entry of image_table for a guest address, an i64.  It is loaded by one
 * instruction, so both halves belong together. */
static LLVMValueRef table_entry(Lower *w, LLVMValueRef pc)
{
    u32 shift = (u32)__builtin_ctz(w->units->guest->code_align);
    LLVMValueRef at = LLVMBuildLShr(w->b, pc, lower_i32(w, shift), "");

    at = LLVMBuildAnd(w->b, at, lower_i32(w, AOT_TABLE_SIZE - 1), "");
    at = LLVMBuildZExt(w->b, at, w->i64, "");
    LLVMValueRef entry = LLVMBuildGEP2(w->b, w->i64, table_symbol(w), &at, 1, "");
    LLVMValueRef load = LLVMBuildLoad2(w->b, w->i64, entry, "");
    LLVMSetAlignment(load, sizeof(u64));
    LLVMSetOrdering(load, LLVMAtomicOrderingMonotonic);
    return load;
}

/* Returns the pc of the function that an entry of image_table is for. */
static LLVMValueRef pc_of(Lower *w, LLVMValueRef entry)
{
    return LLVMBuildTrunc(w->b, entry, w->i32, "");
}

/* Both branch to `other` if the entry is not that of the function at `pc`;
 * expect_certain also if that function is not AOT_CERTAIN. */
static void expect_certain(Lower *w, LLVMValueRef entry, LLVMValueRef pc,
                           LLVMBasicBlockRef other)
{
    lower_go_if_ever(w, LLVMBuildICmp(w->b, LLVMIntNE, pc_of(w, entry), pc, ""), other);
}

static void expect_any(Lower *w, LLVMValueRef entry, LLVMValueRef pc,
                       LLVMBasicBlockRef other)
{
    LLVMValueRef differs = LLVMBuildXor(w->b, pc_of(w, entry), pc, "");
    LLVMValueRef mask = lower_i32(w, ~(u32)AOT_TABLE_DOUBTFUL);

    differs = LLVMBuildAnd(w->b, differs, mask, "");
    lower_go_if_ever(w, LLVMBuildICmp(w->b, LLVMIntNE, differs, lower_i32(w, 0), ""),
                     other);
}

/* Returns the host address in an entry of image_table. */
static LLVMValueRef host_of(Lower *w, LLVMValueRef entry)
{
    LLVMValueRef offset = LLVMBuildAShr(w->b, entry, lower_number(w->i64, 32), "");

    return LLVMBuildGEP2(w->b, w->i8, table_symbol(w), &offset, 1, "");
}

static LLVMValueRef call_entry(Lower *w, LLVMValueRef entry, LLVMValueRef link)
{
    RegPiece piece[MAX_PASSED];
    u32 n = lower_passed(w, piece);
    LLVMValueRef arg[MAX_PASSED];

    lower_want(w, regset_drop(w->units->passed, w->units->link));
    arg[0] = link;
    for (u32 i = 1; i < n; i++)
        arg[i] = lower_get_piece(w, piece[i]);
    LLVMValueRef v = LLVMBuildCall2(w->b, lower_entry_type(w), entry, arg, n, "");
    LLVMSetInstructionCallConv(v, CC_PRESERVE_NONE);
    return v;
}

/* Stores the registers of `set` that an unknown function may read in the state; those
 * that it is passed in host registers are left out, unless they may be read after the
 * call and the ABI does not make the callee keep them.  Returns the registers that are
 * still to be stored if the callee turns out to take everything from the state. */
static RegSet flush_not_passed(Lower *w, RegSet set, const RegSet *live_after)
{
    RegSet read = regset_minus(*live_after, w->units->seen_after_return);
    RegSet now = regset_or(regset_minus(set, w->units->passed), regset_and(set, read));

    lower_flush(w, now);
    return regset_minus(set, now);
}

/* Calls the function that a profile has for this call, if its address is `pc`, and goes
 * on at `on`; else the builder goes on behind. */
static void call_if_likely(Lower *w, LLVMValueRef link, LLVMValueRef pc,
                           LLVMBasicBlockRef on)
{
    const Unit *likely = lower_likely_callee(w);

    if (!likely)
        return;
    LLVMValueRef entry = lower_i32(w, likely->function->entry);
    LLVMBasicBlockRef other = lower_new_block(w), same = lower_new_block(w);
    LLVMBuildCondBr(w->b, LLVMBuildICmp(w->b, LLVMIntEQ, pc, entry, ""), same, other);
    Kept kept = lower_keep(w);
    LLVMPositionBuilderAtEnd(w->b, same);
    lower_take_returned(w, call_entry(w, lower_likely_entry(w, likely), link));
    LLVMBuildBr(w->b, on);
    lower_restore(w, kept);
    LLVMPositionBuilderAtEnd(w->b, other);
}

void lower_call_address(Lower *w, LLVMValueRef link, LLVMValueRef pc,
                        const RegSet *live_after)
{
    LLVMBasicBlockRef unknown = lower_new_block(w), on = lower_new_block(w);
    RegSet set = regset_and(w->fn->dirty, call_flush(w->units, NOWHERE, live_after));
    RegSet rest = flush_not_passed(w, set, live_after);
    call_if_likely(w, link, pc, on);
    LLVMValueRef entry = table_entry(w, pc);

    expect_any(w, entry, pc, unknown);
    Kept kept = lower_keep(w);
    lower_take_returned(w, call_entry(w, host_of(w, entry), link));
    LLVMBuildBr(w->b, on);
    lower_restore(w, kept);
    LLVMPositionBuilderAtEnd(w->b, unknown);
    lower_flush_rarely(w, rest);
    lower_take_returned(w, lower_call_unknown(w, link, pc));
    LLVMBuildBr(w->b, on);
    LLVMPositionBuilderAtEnd(w->b, on);
}

/* Returns the AotCall of the stub at a guest address, in this module. */
static LLVMValueRef call_of(Lower *w, u32 stub)
{
    char name[24];

    base_format(name, sizeof name, "stub.%08x", stub);
    LLVMValueRef call = LLVMGetNamedGlobal(w->module, name);
    if (call)
        return call;
    LLVMValueRef member[] = {lower_number(w->i64, AOT_CALL_EMPTY),
                             lower_number(w->i64, 0)};
    LLVMValueRef empty = LLVMConstStructInContext(w->context, member, 2, false);
    call = LLVMAddGlobal(w->module, LLVMTypeOf(empty), name);
    LLVMSetInitializer(call, empty);
    LLVMSetLinkage(call, LLVMPrivateLinkage);
    LLVMSetAlignment(call, sizeof(AotCall));
    return call;
}

/* Loads AotCall.pc: before all that follows. */
static LLVMValueRef pc_of_call(Lower *w, LLVMValueRef call)
{
    LLVMValueRef load = LLVMBuildLoad2(w->b, w->i64, call, "");

    LLVMSetAlignment(load, sizeof(u64));
    LLVMSetOrdering(load, LLVMAtomicOrderingAcquire);
    return load;
}

static LLVMValueRef host_of_call(Lower *w, LLVMValueRef call)
{
    LLVMValueRef at = lower_number(w->i64, offsetof(AotCall, host));

    at = LLVMBuildGEP2(w->b, w->i8, call, &at, 1, "");
    return LLVMBuildLoad2(w->b, w->pointer, at, "");
}

void lower_call_stub(Lower *w, u32 stub, LLVMValueRef link, LLVMValueRef pc,
                     const RegSet *live_after)
{
    LLVMBasicBlockRef other = lower_new_block(w), on = lower_new_block(w);
    RegSet set = regset_and(w->fn->dirty, call_flush(w->units, NOWHERE, live_after));
    RegSet rest = flush_not_passed(w, set, live_after);
    LLVMValueRef call = call_of(w, stub), known = pc_of_call(w, call);
    LLVMValueRef word = LLVMBuildZExt(w->b, pc, w->i64, "");

    lower_go_if_ever(w, LLVMBuildICmp(w->b, LLVMIntNE, known, word, ""), other);
    Kept kept = lower_keep(w);
    lower_take_returned(w, call_entry(w, host_of_call(w, call), link));
    LLVMBuildBr(w->b, on);
    lower_restore(w, kept);
    LLVMPositionBuilderAtEnd(w->b, other);
    lower_flush_rarely(w, rest);
    LLVMValueRef args[] = {link, pc, call};
    lower_take_returned(w, lower_call_runtime(w, "rt_call_stub", args, 3));
    LLVMBuildBr(w->b, on);
    LLVMPositionBuilderAtEnd(w->b, on);
}

/* A function with such a tail call returns what an unknown one does (tails.h).  A table
 * entry that is not AOT_CERTAIN may be a label within this function, the target of a
 * jump that discovery could not resolve: the flags are stored for it. */
void lower_indirect_tail_call(Lower *w, LLVMValueRef pc)
{
    const RegSet *live_after = &w->fn->unit->sig.live_out;
    RegSet flags = regset_minus(regset_and(w->fn->dirty, w->units->flags), *live_after);
    LLVMBasicBlockRef unknown = lower_new_block(w), doubtful = lower_new_block(w);
    LLVMValueRef elsewhere = lower_goes_elsewhere(w);
    RegSet rest = flush_not_passed(w, regset_minus(w->fn->dirty, flags), live_after);

    lower_go_if_ever(w, elsewhere, unknown);
    LLVMValueRef entry = table_entry(w, pc);
    Kept kept = lower_keep(w);
    expect_certain(w, entry, pc, doubtful);
    lower_end_in_call(w, call_entry(w, host_of(w, entry), w->fn->ret));

    lower_restore(w, kept);
    LLVMPositionBuilderAtEnd(w->b, doubtful);
    expect_any(w, entry, pc, unknown);
    lower_flush(w, flags);
    lower_end_in_call(w, call_entry(w, host_of(w, entry), w->fn->ret));

    lower_restore(w, kept);
    LLVMPositionBuilderAtEnd(w->b, unknown);
    lower_flush_rarely(w, regset_or(rest, flags));
    lower_end_in_call(w, lower_call_unknown(w, w->fn->ret, pc));
}

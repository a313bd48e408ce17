/* lower_indirect.c -- calls through pointers: by the table, to a function's entry.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include "aot/llvm/lower_call.h"

#include "runtime/abi.h"

/* The struct image_tables (image_table.h), as bytes. */
static LLVMValueRef tables_symbol(Lower *w)
{
    LLVMValueRef tables = LLVMGetNamedGlobal(w->module, "image_tables");

    if (!tables) {
        tables = LLVMAddGlobal(w->module, w->i8, "image_tables");
        LLVMSetVisibility(tables, LLVMHiddenVisibility);
    }
    return tables;
}

/* Branches to a block that is hardly ever reached, if the condition holds. */
static void go_if_ever(Lower *w, LLVMValueRef condition, LLVMBasicBlockRef to)
{
    LLVMBasicBlockRef on = lower_unlikely(w, condition);

    LLVMBuildBr(w->b, to);
    LLVMPositionBuilderAtEnd(w->b, on);
}

/* Returns the address `offset` bytes, an i64, into image_tables. */
static LLVMValueRef in_tables(Lower *w, LLVMValueRef offset)
{
    return LLVMBuildGEP2(w->b, w->i8, tables_symbol(w), &offset, 1, "");
}

/* Returns directory[pc >> AOT_TABLE_SHIFT] of image_tables. */
static LLVMValueRef sub_table(Lower *w, LLVMValueRef pc)
{
    LLVMValueRef number = LLVMBuildLShr(w->b, pc, lower_i32(w, AOT_TABLE_SHIFT), "");
    LLVMValueRef directory =
        in_tables(w, lower_number(w->i64, offsetof(AotTables, directory)));

    number = LLVMBuildZExt(w->b, number, w->i64, "");
    LLVMValueRef row = LLVMBuildGEP2(w->b, w->i64, directory, &number, 1, "");
    return LLVMBuildLoad2(w->b, w->i64, row, "");
}

/* Returns the slot of image_tables for a guest address, as an i64; 0: there is nothing
 * to call. */
static LLVMValueRef look_up(Lower *w, LLVMValueRef pc)
{
    u32 mask = AOT_TABLE_BYTES - 1, shift = guest_pc_shift(w->units->guest);
    LLVMValueRef at = LLVMBuildAnd(w->b, pc, lower_i32(w, mask), "");

    at = LLVMBuildLShr(w->b, at, lower_i32(w, shift), "");
    at = LLVMBuildZExt(w->b, at, w->i64, "");
    LLVMValueRef table = in_tables(w, sub_table(w, pc));
    LLVMValueRef slot = LLVMBuildGEP2(w->b, w->i32, table, &at, 1, "");
    LLVMValueRef found = LLVMBuildLoad2(w->b, w->i32, slot, "");
    return LLVMBuildSExt(w->b, found, w->i64, "");
}

static LLVMValueRef is_nothing(Lower *w, LLVMValueRef found)
{
    return LLVMBuildICmp(w->b, LLVMIntEQ, found, lower_number(w->i64, 0), "");
}

static LLVMValueRef is_doubtful(Lower *w, LLVMValueRef found)
{
    LLVMValueRef certain = lower_number(w->i64, AOT_CERTAIN);

    return is_nothing(w, LLVMBuildAnd(w->b, found, certain, ""));
}

/* Returns the host address of the function that was found.  `certain`: the table's
 * entry is known to be marked AOT_CERTAIN. */
static LLVMValueRef entry_at(Lower *w, LLVMValueRef found, bool certain)
{
    u64 mark = AOT_CERTAIN;

    if (certain)
        found = LLVMBuildSub(w->b, found, lower_number(w->i64, mark), "");
    else
        found = LLVMBuildAnd(w->b, found, lower_number(w->i64, ~mark), "");
    return in_tables(w, found);
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

void lower_call_address(Lower *w, LLVMValueRef link, LLVMValueRef pc,
                        const RegSet *live_after)
{
    LLVMBasicBlockRef unknown = lower_new_block(w), on = lower_new_block(w);
    RegSet set = regset_and(w->fn->dirty, call_flush(w->units, NOWHERE, live_after));
    RegSet rest = flush_not_passed(w, set, live_after);
    LLVMValueRef found = look_up(w, pc);
    Kept kept = lower_keep(w);

    go_if_ever(w, is_nothing(w, found), unknown);
    call_entry(w, entry_at(w, found, false), link);
    LLVMBuildBr(w->b, on);
    lower_restore(w, kept);
    LLVMPositionBuilderAtEnd(w->b, unknown);
    lower_flush_rarely(w, rest);
    lower_call_unknown(w, link, pc);
    LLVMBuildBr(w->b, on);
    LLVMPositionBuilderAtEnd(w->b, on);
}

/* A function with such a tail call returns its results in the state (tails.h).  A table
 * entry that is not AOT_CERTAIN may be a label within this function, the target of a
 * jump that discovery could not resolve: the flags are stored for it. */
void lower_indirect_tail_call(Lower *w, LLVMValueRef pc)
{
    const RegSet *live_after = &w->fn->unit->sig.live_out;
    RegSet flags = regset_minus(regset_and(w->fn->dirty, w->units->flags), *live_after);
    LLVMBasicBlockRef unknown = lower_new_block(w), doubtful = lower_new_block(w);
    LLVMValueRef elsewhere = lower_goes_elsewhere(w);
    RegSet rest = flush_not_passed(w, regset_minus(w->fn->dirty, flags), live_after);

    go_if_ever(w, elsewhere, unknown);
    LLVMValueRef found = look_up(w, pc);
    Kept kept = lower_keep(w);
    go_if_ever(w, is_doubtful(w, found), doubtful);
    lower_end_in_call(w, call_entry(w, entry_at(w, found, true), w->fn->ret));

    lower_restore(w, kept);
    LLVMPositionBuilderAtEnd(w->b, doubtful);
    go_if_ever(w, is_nothing(w, found), unknown);
    lower_flush(w, flags);
    lower_end_in_call(w, call_entry(w, entry_at(w, found, false), w->fn->ret));

    lower_restore(w, kept);
    LLVMPositionBuilderAtEnd(w->b, unknown);
    lower_flush_rarely(w, regset_or(rest, flags));
    lower_end_in_call(w, lower_call_unknown(w, w->fn->ret, pc));
}

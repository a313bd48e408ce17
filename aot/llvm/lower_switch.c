/* lower_switch.c -- indirect jumps whose targets are known.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/flow/hubs.h"
#include "aot/llvm/lower_abi.h"

enum {
    FEW = 4,            /* a switch on addresses will do for so many targets */
    MAX_CELLS = 1 << 20 /* largest table of numbers; targets beyond it go the way of
                           unknown ones */
};

/* How the targets are spaced: their distances are multiples of 2^scale bytes. */
typedef struct {
    u32 scale, num_cells;
} Spacing;

static Spacing spacing_of(const JumpTable *table)
{
    u32 first = table->target[0], last = table->target[table->num_targets - 1];
    Spacing s = {0, 0};
    u32 bits = 0;

    for (u32 i = 0; i < table->num_targets; i++)
        bits |= table->target[i] - first;
    if (bits)
        s.scale = (u32)__builtin_ctz(bits);
    s.num_cells = ((last - first) >> s.scale) + 1;
    if (s.num_cells > MAX_CELLS)
        s.num_cells = MAX_CELLS;
    return s;
}

/* Makes the table of target numbers, from 1, indexed by (address - first) >> scale.  It
 * has 0 where no target in this unit is. */
static LLVMValueRef make_numbers(Lower *w, const JumpTable *table, Spacing spacing)
{
    u32 most = table->num_targets;
    LLVMTypeRef type = most <= UINT8_MAX ? w->i8 : most <= UINT16_MAX ? w->i16 : w->i32;
    LLVMValueRef *cell = base_alloc(spacing.num_cells * sizeof(LLVMValueRef));

    for (u32 i = 0; i < spacing.num_cells; i++)
        cell[i] = LLVMConstNull(type);
    for (u32 i = 0; i < table->num_targets; i++) {
        u32 at = (table->target[i] - table->target[0]) >> spacing.scale;

        if (at < spacing.num_cells &&
            unit_block(w->fn->unit, table->target[i]) != NOWHERE)
            cell[at] = LLVMConstInt(type, i + 1, false);
    }
    LLVMValueRef array = LLVMConstArray2(type, cell, spacing.num_cells);
    LLVMValueRef numbers = LLVMAddGlobal(w->module, LLVMTypeOf(array), "targets");
    LLVMSetInitializer(numbers, array);
    LLVMSetGlobalConstant(numbers, true);
    LLVMSetLinkage(numbers, LLVMPrivateLinkage);
    base_free(cell);
    return numbers;
}

static void go_if(Lower *w, LLVMValueRef unlikely, LLVMBasicBlockRef to)
{
    LLVMBasicBlockRef on = lower_unlikely(w, unlikely);

    LLVMBuildBr(w->b, to);
    LLVMPositionBuilderAtEnd(w->b, on);
}

/* Returns the number, as an i32, of the target that operand a is the address of.
 * Branches to `other` if it is no target.  A switch on addresses would become a tree of
 * comparisons, often mispredicted, since they lie too far apart for a jump table.  LLVM
 * makes a jump table of their numbers. */
static LLVMValueRef find_number(Lower *w, const Operation *o, const JumpTable *table,
                                LLVMBasicBlockRef other)
{
    Spacing spacing = spacing_of(table);
    LLVMValueRef first = lower_number(w->i32, table->target[0]);
    LLVMValueRef at = LLVMBuildSub(w->b, o->a, first, "");
    LLVMValueRef turn[] = {at, at, lower_number(w->i32, spacing.scale)};
    LLVMValueRef end = lower_number(w->i32, spacing.num_cells);
    LLVMValueRef numbers = make_numbers(w, table, spacing);
    LLVMTypeRef type = LLVMGetElementType(LLVMGlobalGetValueType(numbers));

    /* The rotation moves the low bits to the top: an address that is not a multiple of
     * the spacing becomes too large. */
    at = lower_intrinsic(w, "llvm.fshr", &w->i32, 1, turn, 3);
    go_if(w, LLVMBuildICmp(w->b, LLVMIntUGE, at, end, ""), other);
    at = LLVMBuildZExt(w->b, at, w->i64, "");
    at = LLVMBuildGEP2(w->b, type, numbers, &at, 1, "");
    LLVMValueRef number = LLVMBuildLoad2(w->b, type, at, "");
    go_if(w, LLVMBuildICmp(w->b, LLVMIntEQ, number, LLVMConstNull(type), ""), other);
    return LLVMBuildZExtOrBitCast(w->b, number, w->i32, "");
}

/* Branches to the target that `on` names: by its number if `numbered`, else by its
 * address. */
static void go_to(Lower *w, LLVMValueRef on, bool numbered, LLVMBasicBlockRef other)
{
    const JumpTable *table = w->blk->unit_block->table;
    LLVMValueRef to = LLVMBuildSwitch(w->b, on, other, table->num_targets);
    Kept kept = lower_keep(w);

    for (u32 i = 0; i < table->num_targets; i++) {
        u32 index = unit_block(w->fn->unit, table->target[i]);

        if (index == NOWHERE)
            continue;
        LLVMBasicBlockRef edge = lower_new_block(w);
        LLVMAddCase(to, lower_number(w->i32, numbered ? i + 1 : table->target[i]),
                    edge);
        LLVMPositionBuilderAtEnd(w->b, edge);
        lower_edge(w, index);
        lower_restore(w, kept);
    }
}

static void go_to_number(Lower *w, LLVMValueRef number)
{
    LLVMBasicBlockRef never = lower_new_block(w);

    go_to(w, number, true, never);
    LLVMPositionBuilderAtEnd(w->b, never);
    LLVMBuildUnreachable(w->b);
}

void lower_switch(Lower *w, const Operation *o)
{
    const UnitBlock *block = w->blk->unit_block;
    Kept kept = lower_keep(w);

    if (unit_is_hub(block)) {
        go_to_number(w, LLVMBuildLoad2(w->b, w->i32, lower_target_home(w), ""));
        return;
    }
    LLVMBasicBlockRef other = lower_new_block(w);
    if (block->hub == NOWHERE && block->table->num_targets <= FEW) {
        go_to(w, o->a, false, other);
    } else {
        LLVMValueRef number = find_number(w, o, block->table, other);

        if (block->hub == NOWHERE) {
            go_to_number(w, number);
        } else {
            LLVMBuildStore(w->b, number, lower_target_home(w));
            lower_edge_to_hub(w, block->hub, o->a);
        }
    }
    lower_restore(w, kept);
    LLVMPositionBuilderAtEnd(w->b, other);
    if (unit_has_targets(w->fn->unit, block->table))
        lower_leave(w, o->a);
    else
        lower_indirect_tail_call(w, o->a);
}

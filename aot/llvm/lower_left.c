/* lower_left.c -- units whose code LLVM could not make: they leave to the runtime.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/llvm/debug.h"
#include "aot/llvm/lower_call.h"

/* `name.body`: its registers to the state, and on by the runtime, which polls. */
static void left_body(Lower *w)
{
    const Unit *unit = w->fn->unit;

    w->fn->host = lower_symbol(w, unit, ".body");
    debug_function(w);
    LLVMPositionBuilderAtEnd(w->b, lower_new_block(w));
    lower_take_params(w);
    lower_leave(w, lower_i32(w, unit->function->entry));
}

/* On to one of the targets of a hub, whose number is the host function's argument. */
static void leave_by_hub(Lower *w, const JumpTable *table, LLVMBasicBlockRef never)
{
    LLVMValueRef to =
        LLVMBuildSwitch(w->b, LLVMGetParam(w->fn->host, 2), never, table->num_targets);

    for (u32 i = 0; i < table->num_targets; i++) {
        LLVMBasicBlockRef target = lower_new_block(w);

        LLVMAddCase(to, lower_i32(w, i + 1), target);
        LLVMPositionBuilderAtEnd(w->b, target);
        lower_leave(w, lower_i32(w, table->target[i]));
    }
}

static void left_block(Lower *w, u32 index, LLVMValueRef to, LLVMBasicBlockRef never)
{
    const UnitBlock *block = &w->fn->unit->block[index];
    LLVMBasicBlockRef bb = lower_new_block(w);

    LLVMAddCase(to, lower_i32(w, index), bb);
    LLVMPositionBuilderAtEnd(w->b, bb);
    if (unit_is_hub(block))
        leave_by_hub(w, block->table, never);
    else
        lower_leave(w, lower_i32(w, block->start));
}

/* `name.partN`: all is in the state already. */
static void left_part(Lower *w)
{
    const Unit *unit = w->fn->unit;

    w->fn->host = lower_part(w, w->fn->part);
    debug_function(w);
    w->fn->ret = LLVMGetParam(w->fn->host, 0);
    LLVMBasicBlockRef entry = lower_new_block(w), never = lower_new_block(w);
    LLVMPositionBuilderAtEnd(w->b, never);
    LLVMBuildUnreachable(w->b);
    LLVMPositionBuilderAtEnd(w->b, entry);
    LLVMValueRef to =
        LLVMBuildSwitch(w->b, LLVMGetParam(w->fn->host, 1), never, unit->num_blocks);
    for (u32 i = 0; i < unit->num_blocks; i++)
        if (unit->block[i].part == w->fn->part && unit->block[i].entered)
            left_block(w, i, to, never);
}

static void make(Lower *w, const Unit *unit, u32 part, void (*function)(Lower *w))
{
    LowerFunction fn = {.unit = unit, .part = part};

    w->fn = &fn;
    function(w);
    w->fn = NULL;
}

void lower_left_unit(Lower *w, const Unit *unit, u32 part)
{
    if (unit->num_parts > 1)
        make(w, unit, part, left_part);
    if (part > 0)
        return;
    make(w, unit, part, unit->num_parts > 1 ? lower_body_of_parts : left_body);
    if (unit->num_parts > 1)
        make(w, unit, part, lower_leave_stub); /* by which that body polls */
}

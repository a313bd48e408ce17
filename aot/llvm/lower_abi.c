/* lower_abi.c -- signatures, calls of known functions, and returns.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/llvm/lower_call.h"

#include <string.h>

#include "aot/elf/layout.h"
#include "aot/llvm/debug.h"
#include "runtime/abi.h"

/* Writes the unit's pieces of a set to piece[], in the order of a list of slots.
 * Returns their number. */
static u32 in_order(const Lower *w, const Unit *unit, const u32 *slots, RegSet of,
                    RegPiece *piece)
{
    RegPiece at[MAX_REGS];
    u32 n = 0;

    for (u32 i = 0; slots[i] != GUEST_NO_SLOT; i++) {
        u32 more = unit_pieces_at(w->units, unit, slots[i], of, at);

        for (u32 k = 0; k < more; k++) {
            piece[n++] = at[k];
            of = regset_minus(of, piece_set(at[k]));
        }
    }
    return n;
}

u32 lower_params(const Lower *w, const Unit *unit, RegPiece *piece)
{
    return in_order(w, unit, w->units->guest->argument_slots, unit->sig.params, piece);
}

u32 lower_results(const Lower *w, const Unit *unit, RegPiece *piece)
{
    return in_order(w, unit, w->units->guest->result_slots, unit->sig.results, piece);
}

static LLVMTypeRef result_type(const Lower *w, const Unit *unit)
{
    RegPiece piece[MAX_SIGNATURE];
    u32 n = lower_results(w, unit, piece);
    LLVMTypeRef type[MAX_SIGNATURE];

    for (u32 i = 0; i < n; i++)
        type[i] = lower_piece_type(w, piece[i]);
    return n ? LLVMStructTypeInContext(w->context, type, n, false) : w->void_type;
}

LLVMTypeRef lower_body_type(const Lower *w, const Unit *unit)
{
    RegPiece piece[MAX_SIGNATURE];
    u32 n = lower_params(w, unit, piece);
    LLVMTypeRef type[MAX_SIGNATURE];

    for (u32 i = 0; i < n; i++)
        type[i] = lower_piece_type(w, piece[i]);
    return LLVMFunctionType(result_type(w, unit), type, n, false);
}

u32 lower_passed(const Lower *w, RegPiece *piece)
{
    const Guest *guest = w->units->guest;

    for (u32 i = 0; i < guest->num_passed; i++)
        piece[i] = (RegPiece){w->units->universe.at[guest->argument_slots[i]], 1};
    return guest->num_passed;
}

LLVMTypeRef lower_entry_type(const Lower *w)
{
    LLVMTypeRef type[MAX_PASSED];
    u32 n = w->units->guest->num_passed;

    for (u32 i = 0; i < n; i++)
        type[i] = w->i32;
    return LLVMFunctionType(lower_returned_type(w), type, n, false);
}

void lower_returned(const Lower *w, RegPiece *piece)
{
    for (u32 i = 0; i < NUM_RETURNED; i++)
        piece[i] =
            (RegPiece){w->units->universe.at[w->units->guest->result_slots[i]], 1};
}

LLVMTypeRef lower_returned_type(const Lower *w)
{
    LLVMTypeRef type[NUM_RETURNED];

    for (u32 i = 0; i < NUM_RETURNED; i++)
        type[i] = w->i32;
    return LLVMStructTypeInContext(w->context, type, NUM_RETURNED, false);
}

static LLVMValueRef lower_function(Lower *w, const Unit *unit, const char *suffix,
                                   LLVMTypeRef type)
{
    char name[256];

    layout_symbol(name, sizeof(name), unit->function, suffix);
    LLVMValueRef f = LLVMGetNamedFunction(w->module, name);
    if (f)
        return f;
    f = LLVMAddFunction(w->module, name, type);
    LLVMSetFunctionCallConv(f, CC_PRESERVE_NONE);
    LLVMSetVisibility(f, LLVMHiddenVisibility);
    return f;
}

LLVMValueRef lower_symbol(Lower *w, const Unit *unit, const char *suffix)
{
    return lower_function(w, unit, suffix,
                          *suffix ? lower_body_type(w, unit) : lower_entry_type(w));
}

LLVMTypeRef lower_part_type(const Lower *w)
{
    LLVMTypeRef type[] = {w->i32, w->i32, w->i32};

    return LLVMFunctionType(result_type(w, w->fn->unit), type, 3, false);
}

LLVMValueRef lower_part(Lower *w, u32 part)
{
    char suffix[24];

    base_format(suffix, sizeof suffix, ".part%u", part);
    return lower_function(w, w->fn->unit, suffix, lower_part_type(w));
}

void lower_take_params(Lower *w)
{
    RegPiece piece[MAX_SIGNATURE];
    u32 n = lower_params(w, w->fn->unit, piece);

    w->fn->valid = (RegSet){{0}};
    for (u32 i = 0; i < n; i++)
        lower_set_piece(w, piece[i], LLVMGetParam(w->fn->host, i));
    w->fn->ret = LLVMGetParam(w->fn->host, 0);
    w->fn->valid = w->fn->unit->sig.params;
    w->fn->dirty = w->fn->valid;
}

void lower_ret(Lower *w)
{
    RegPiece piece[MAX_SIGNATURE];
    u32 n = lower_results(w, w->fn->unit, piece);

    if (n == 0) {
        LLVMBuildRetVoid(w->b);
        return;
    }
    LLVMValueRef all = LLVMGetUndef(result_type(w, w->fn->unit));
    for (u32 i = 0; i < n; i++)
        all = LLVMBuildInsertValue(w->b, all, lower_get_piece(w, piece[i]), i, "");
    LLVMBuildRet(w->b, all);
}

/* Returns to the host caller: results in host registers, all else that callers may read
 * in the state. */
void lower_return(Lower *w)
{
    const Signature *sig = &w->fn->unit->sig;

    lower_want(w, sig->results);
    lower_flush(w, regset_minus(regset_and(w->fn->dirty, sig->live_out), sig->results));
    lower_ret(w);
}

static LLVMValueRef call_body(Lower *w, const Unit *callee, LLVMValueRef link)
{
    RegPiece piece[MAX_SIGNATURE];
    u32 n = lower_params(w, callee, piece);
    LLVMValueRef arg[MAX_SIGNATURE];

    lower_want(w, regset_drop(callee->sig.params, w->units->link));
    arg[0] = link;
    for (u32 i = 1; i < n; i++)
        arg[i] = lower_get_piece(w, piece[i]);
    LLVMValueRef v = LLVMBuildCall2(w->b, lower_body_type(w, callee),
                                    lower_symbol(w, callee, ".body"), arg, n, "");
    LLVMSetInstructionCallConv(v, CC_PRESERVE_NONE);
    return v;
}

/* After a call the results are in SSA values, newer than the state.  No other register
 * has a valid SSA value. */
static void take_pieces(Lower *w, const RegPiece *piece, u32 n, LLVMValueRef v)
{
    lower_forget(w);
    for (u32 i = 0; i < n; i++)
        lower_set_piece(w, piece[i], LLVMBuildExtractValue(w->b, v, i, ""));
    w->fn->dirty = w->fn->valid;
}

static void take_results(Lower *w, const Unit *callee, LLVMValueRef v)
{
    RegPiece piece[MAX_SIGNATURE];
    u32 n = lower_results(w, callee, piece);

    take_pieces(w, piece, n, v);
}

void lower_take_returned(Lower *w, LLVMValueRef v)
{
    RegPiece piece[NUM_RETURNED];

    lower_returned(w, piece);
    take_pieces(w, piece, NUM_RETURNED, v);
}

LLVMValueRef lower_call_runtime(Lower *w, const char *name, LLVMValueRef *args,
                                unsigned num_args)
{
    LLVMValueRef v =
        lower_runtime(w, name, false, lower_returned_type(w), args, num_args);

    LLVMSetInstructionCallConv(v, CC_PRESERVE_NONE);
    LLVMSetFunctionCallConv(LLVMGetNamedFunction(w->module, name), CC_PRESERVE_NONE);
    return v;
}

LLVMValueRef lower_call_unknown(Lower *w, LLVMValueRef expected, LLVMValueRef pc)
{
    LLVMValueRef args[] = {expected, pc};

    return lower_call_runtime(w, "rt_call_unknown", args, 2);
}

void lower_end_in_call(Lower *w, LLVMValueRef call)
{
    LLVMSetTailCall(call, true);
    if (LLVMTypeOf(call) == w->void_type)
        LLVMBuildRetVoid(w->b);
    else
        LLVMBuildRet(w->b, call);
}

void lower_call(Lower *w, u32 target, u32 ret, LLVMValueRef to,
                const RegSet *live_after)
{
    if (to) {
        u32 stub = w->blk->unit_block->stub;

        if (stub)
            lower_call_stub(w, stub, lower_i32(w, ret), to, live_after);
        else
            lower_call_address(w, lower_i32(w, ret), to, live_after);
        return;
    }
    u32 callee = units_find(w->units, target);
    RegSet flush = call_flush(w->units, callee, live_after);

    lower_flush(w, regset_and(w->fn->dirty, flush));
    if (callee != NOWHERE) {
        const Unit *unit = &w->units->unit[callee];
        take_results(w, unit, call_body(w, unit, lower_i32(w, ret)));
        return;
    }
    lower_take_returned(w,
                        lower_call_unknown(w, lower_i32(w, ret), lower_i32(w, target)));
}

void lower_leave(Lower *w, LLVMValueRef pc)
{
    DebugPart part = debug_part(w, PART_EXIT);

    lower_flush_rarely(w, w->fn->dirty);
    LLVMValueRef call = lower_call_unknown(w, w->fn->ret, pc);
    if (w->fn->unit->common_results) {
        lower_end_in_call(w, call);
    } else { /* the guest has returned from this function */
        lower_take_returned(w, call);
        lower_return(w);
    }
    debug_part(w, part);
}

/* Makes the link register available, and returns a condition: a guest return through it
 * would not return to our host caller. */
LLVMValueRef lower_goes_elsewhere(Lower *w)
{
    lower_want(w, regset_add((RegSet){{0}}, w->units->link));
    LLVMValueRef link = lower_get_piece(w, (RegPiece){(u8)w->units->link, 1});

    return LLVMBuildICmp(w->b, LLVMIntNE, link, w->fn->ret, "");
}

void lower_tail_call(Lower *w, u32 index)
{
    const Unit *callee = &w->units->unit[index];
    const Signature *sig = &callee->sig, *ours = &w->fn->unit->sig;

    lower_want(w, sig->params);
    LLVMBasicBlockRef home = lower_unlikely(w, lower_goes_elsewhere(w));
    Kept kept = lower_keep(w);

    lower_leave(w, lower_i32(w, callee->function->entry));
    lower_restore(w, kept);
    LLVMPositionBuilderAtEnd(w->b, home);
    RegSet flush = call_flush(w->units, index, &ours->live_out);
    lower_flush(w, regset_and(w->fn->dirty, flush));
    LLVMValueRef v = call_body(w, callee, w->fn->ret);
    if (regset_same(&sig->results, &ours->results) &&
        result_type(w, callee) == result_type(w, w->fn->unit)) {
        lower_end_in_call(w, v);
        return;
    }
    take_results(w, callee, v);
    lower_return(w);
}

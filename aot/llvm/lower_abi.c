/* lower_abi.c -- signatures, calls, returns, and the entry for everybody. */
#include "aot/llvm/lower_abi.h"

#include <string.h>

#include "aot/elf/layout.h"
#include "runtime/abi.h"

enum { CC_PRESERVE_NONE = 21, MAX_SIGNATURE = 24 };

/* A unit's part of a set, in the order of a slot list. */
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

static u32 params_of(const Lower *w, const Unit *unit, RegPiece *piece)
{
    return in_order(w, unit, w->units->guest->argument_slots, unit->sig.params, piece);
}

static u32 results_of(const Lower *w, const Unit *unit, RegPiece *piece)
{
    return in_order(w, unit, w->units->guest->result_slots, unit->sig.results, piece);
}

static LLVMTypeRef result_type(const Lower *w, const Unit *unit)
{
    RegPiece piece[MAX_SIGNATURE];
    u32 n = results_of(w, unit, piece);
    LLVMTypeRef type[MAX_SIGNATURE];

    for (u32 i = 0; i < n; i++)
        type[i] = lower_piece_type(w, piece[i]);
    return n ? LLVMStructTypeInContext(w->context, type, n, false) : w->void_type;
}

static LLVMTypeRef body_type(const Lower *w, const Unit *unit)
{
    RegPiece piece[MAX_SIGNATURE];
    u32 n = params_of(w, unit, piece);
    LLVMTypeRef type[MAX_SIGNATURE];

    for (u32 i = 0; i < n; i++)
        type[i] = lower_piece_type(w, piece[i]);
    return LLVMFunctionType(result_type(w, unit), type, n, false);
}

static LLVMTypeRef entry_type(const Lower *w)
{
    LLVMTypeRef expected = w->i32;

    return LLVMFunctionType(w->void_type, &expected, 1, false);
}

LLVMValueRef lower_symbol(Lower *w, const Unit *unit, const char *suffix)
{
    char name[256];

    layout_symbol(name, sizeof(name), unit->function, suffix);
    LLVMValueRef f = LLVMGetNamedFunction(w->module, name);
    if (f)
        return f;
    f = LLVMAddFunction(w->module, name, *suffix ? body_type(w, unit) : entry_type(w));
    LLVMSetFunctionCallConv(f, CC_PRESERVE_NONE);
    LLVMSetVisibility(f, LLVMHiddenVisibility);
    return f;
}

void lower_take_params(Lower *w)
{
    RegPiece piece[MAX_SIGNATURE];
    u32 n = params_of(w, w->fn->unit, piece);

    w->fn->valid = (RegSet){{0}};
    for (u32 i = 0; i < n; i++)
        lower_set_piece(w, piece[i], LLVMGetParam(w->fn->host, i));
    w->fn->ret = LLVMGetParam(w->fn->host, 0);
    w->fn->valid = w->fn->unit->sig.params;
    w->fn->dirty = lower_is_precise(w) ? (RegSet){{0}} : w->fn->valid;
}

void lower_ret(Lower *w)
{
    RegPiece piece[MAX_SIGNATURE];
    u32 n = results_of(w, w->fn->unit, piece);

    if (n == 0) {
        LLVMBuildRetVoid(w->b);
        return;
    }
    LLVMValueRef all = LLVMGetUndef(result_type(w, w->fn->unit));
    for (u32 i = 0; i < n; i++)
        all = LLVMBuildInsertValue(w->b, all, lower_get_piece(w, piece[i]), i, "");
    LLVMBuildRet(w->b, all);
}

/* Return to the host caller: the rest of what callers may read, to the state. */
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
    u32 n = params_of(w, callee, piece);
    LLVMValueRef arg[MAX_SIGNATURE];

    lower_want(w, regset_drop(callee->sig.params, w->units->link));
    arg[0] = link;
    for (u32 i = 1; i < n; i++)
        arg[i] = lower_get_piece(w, piece[i]);
    LLVMValueRef v = LLVMBuildCall2(w->b, body_type(w, callee),
                                    lower_symbol(w, callee, ".body"), arg, n, "");
    LLVMSetInstructionCallConv(v, CC_PRESERVE_NONE);
    return v;
}

/* After a call: the results are newer than the state, nothing else is valid. */
static void take_results(Lower *w, const Unit *callee, LLVMValueRef v)
{
    RegPiece piece[MAX_SIGNATURE];
    u32 n = results_of(w, callee, piece);

    lower_forget(w);
    for (u32 i = 0; i < n; i++)
        lower_set_piece(w, piece[i], LLVMBuildExtractValue(w->b, v, i, ""));
    w->fn->dirty = lower_is_precise(w) ? (RegSet){{0}} : w->fn->valid;
}

static void call_unknown(Lower *w, LLVMValueRef expected, LLVMValueRef pc)
{
    LLVMValueRef args[] = {expected, pc};
    LLVMValueRef v = lower_runtime(w, "rt_call_unknown", false, w->void_type, args, 2);

    LLVMSetInstructionCallConv(v, CC_PRESERVE_NONE);
    LLVMSetFunctionCallConv(LLVMGetNamedFunction(w->module, "rt_call_unknown"),
                            CC_PRESERVE_NONE);
}

static LLVMValueRef table_symbol(Lower *w)
{
    LLVMValueRef table = LLVMGetNamedGlobal(w->module, "aot_table");

    if (!table) {
        table = LLVMAddGlobal(w->module, w->i32, "aot_table");
        LLVMSetVisibility(table, LLVMHiddenVisibility);
    }
    return table;
}

/* Call whatever is at a guest address: through the flat table if it has an entry.
 * Everything is in the state, before and after. */
static void call_address(Lower *w, LLVMValueRef expected, LLVMValueRef pc)
{
    u32 start, end, shift;

    layout_code_range(w->units->guest, w->units->program, &start, &end, &shift);
    LLVMValueRef at = LLVMBuildSub(w->b, pc, lower_i32(w, start), "");
    LLVMValueRef outside =
        LLVMBuildICmp(w->b, LLVMIntUGE, at, lower_i32(w, end - start), "");
    LLVMBasicBlockRef inside = lower_unlikely(w, outside);
    LLVMBasicBlockRef unknown = LLVMGetInsertBlock(w->b), known = lower_new_block(w);
    LLVMBasicBlockRef on = lower_new_block(w);

    call_unknown(w, expected, pc);
    LLVMBuildBr(w->b, on);

    LLVMPositionBuilderAtEnd(w->b, inside);
    at = LLVMBuildLShr(w->b, at, lower_i32(w, shift), "");
    at = LLVMBuildZExt(w->b, at, w->i64, "");
    LLVMValueRef row = LLVMBuildGEP2(w->b, w->i32, table_symbol(w), &at, 1, "");
    LLVMValueRef offset = LLVMBuildLoad2(w->b, w->i32, row, "");
    LLVMValueRef none = LLVMBuildICmp(w->b, LLVMIntEQ, offset, lower_i32(w, 0), "");
    LLVMValueRef branch = LLVMBuildCondBr(w->b, none, unknown, known);
    LLVMSetMetadata(branch, w->prof, w->unlikely);

    LLVMPositionBuilderAtEnd(w->b, known);
    offset = LLVMBuildSExt(w->b, offset, w->i64, "");
    LLVMValueRef f = LLVMBuildGEP2(w->b, w->i8, table_symbol(w), &offset, 1, "");
    LLVMValueRef v = LLVMBuildCall2(w->b, entry_type(w), f, &expected, 1, "");
    LLVMSetInstructionCallConv(v, CC_PRESERVE_NONE);
    LLVMBuildBr(w->b, on);
    LLVMPositionBuilderAtEnd(w->b, on);
}

void lower_call(Lower *w, u32 target, u32 ret, LLVMValueRef to,
                const RegSet *live_after)
{
    u32 callee = to ? NOWHERE : units_find(w->units, target);
    RegSet flush = call_flush(w->units, callee, live_after);

    lower_flush(w, regset_and(w->fn->dirty, flush));
    if (callee != NOWHERE) {
        const Unit *unit = &w->units->unit[callee];
        take_results(w, unit, call_body(w, unit, lower_i32(w, ret)));
        return;
    }
    if (to)
        call_address(w, lower_i32(w, ret), to);
    else
        call_unknown(w, lower_i32(w, ret), lower_i32(w, target));
    lower_forget(w);
}

/* What we called for good has come back: all is in the state. */
static void return_after(Lower *w)
{
    lower_forget(w);
    lower_return(w);
}

void lower_leave(Lower *w, LLVMValueRef pc)
{
    lower_flush(w, w->fn->dirty);
    call_unknown(w, w->fn->ret, pc);
    return_after(w);
}

void lower_indirect_tail_call(Lower *w, LLVMValueRef pc)
{
    lower_flush(w, w->fn->dirty);
    call_address(w, w->fn->ret, pc);
    return_after(w);
}

void lower_tail_call(Lower *w, u32 index)
{
    const Unit *callee = &w->units->unit[index];
    const Signature *sig = &callee->sig, *ours = &w->fn->unit->sig;
    RegSet wanted = regset_add(sig->params, w->units->link);

    lower_want(w, wanted);
    LLVMValueRef link = lower_get_piece(w, (RegPiece){(u8)w->units->link, 1});
    LLVMValueRef other = LLVMBuildICmp(w->b, LLVMIntNE, link, w->fn->ret, "");
    LLVMBasicBlockRef home = lower_unlikely(w, other);
    RegSet valid = w->fn->valid, dirty = w->fn->dirty, singles = w->fn->singles;

    lower_leave(w, lower_i32(w, callee->function->entry));
    w->fn->valid = valid;
    w->fn->dirty = dirty;
    w->fn->singles = singles;
    LLVMPositionBuilderAtEnd(w->b, home);
    RegSet flush = call_flush(w->units, index, &ours->live_out);
    lower_flush(w, regset_and(w->fn->dirty, flush));
    LLVMValueRef v = call_body(w, callee, w->fn->ret);
    if (regset_same(&sig->results, &ours->results) &&
        result_type(w, callee) == result_type(w, w->fn->unit)) {
        LLVMSetTailCall(v, true);
        if (regset_is_empty(&sig->results))
            LLVMBuildRetVoid(w->b);
        else
            LLVMBuildRet(w->b, v);
        return;
    }
    take_results(w, callee, v);
    lower_return(w);
}

/* A return address as the guest's return instruction takes it. */
static LLVMValueRef aligned(Lower *w, LLVMValueRef link)
{
    if (w->units->guest->code_align < 4)
        return link;
    return LLVMBuildAnd(w->b, link, lower_i32(w, ~3u), "");
}

static void put_piece(Lower *w, RegPiece p, LLVMValueRef v)
{
    lower_put_state(w, piece_reg(&w->units->universe, p).slot, v);
}

/* Is a body so small that its entry has a copy of it?  The copy is not patched when the
 * guest's code changes: it must have nothing that leads back into it. */
static bool is_small(const Unit *unit)
{
    enum { SMALL = 64 }; /* micro-ops */
    u32 ops = 0;

    for (u32 i = 0; i < unit->num_blocks; i++)
        ops += unit->block[i].ops.count;
    return !unit->polls && ops <= SMALL;
}

static void make_inline(Lower *w, LLVMValueRef call)
{
    unsigned kind = LLVMGetEnumAttributeKindForName("alwaysinline", 12);

    LLVMAddCallSiteAttribute(call, LLVMAttributeFunctionIndex,
                             LLVMCreateEnumAttribute(w->context, kind, 0));
}

/* The function for everybody: all registers in the state, before and after. */
void lower_entry(Lower *w)
{
    RegPiece piece[MAX_SIGNATURE];
    u32 n = params_of(w, w->fn->unit, piece);
    LLVMValueRef arg[MAX_SIGNATURE];

    LLVMPositionBuilderAtEnd(w->b, lower_new_block(w));
    for (u32 i = 0; i < n; i++)
        arg[i] = lower_piece_in_state(w, piece[i]);
    LLVMValueRef v = LLVMBuildCall2(w->b, body_type(w, w->fn->unit),
                                    lower_symbol(w, w->fn->unit, ".body"), arg, n, "");
    LLVMSetInstructionCallConv(v, CC_PRESERVE_NONE);
    if (is_small(w->fn->unit))
        make_inline(w, v);
    u32 num_results = results_of(w, w->fn->unit, piece);
    for (u32 i = 0; i < num_results; i++)
        put_piece(w, piece[i], LLVMBuildExtractValue(w->b, v, i, ""));
    LLVMValueRef pc = aligned(w, arg[0]);
    LLVMValueRef elsewhere =
        LLVMBuildICmp(w->b, LLVMIntNE, pc, LLVMGetParam(w->fn->host, 0), "");
    LLVMBasicBlockRef home = lower_unlikely(w, elsewhere);
    lower_dispatch(w, pc);
    LLVMPositionBuilderAtEnd(w->b, home);
    LLVMBuildRetVoid(w->b);
}

/* Stands in for the body once the guest's code has changed. */
void lower_leave_stub(Lower *w)
{
    RegPiece piece[MAX_SIGNATURE];
    u32 n = params_of(w, w->fn->unit, piece);

    LLVMPositionBuilderAtEnd(w->b, lower_new_block(w));
    for (u32 i = 0; i < n; i++)
        put_piece(w, piece[i], LLVMGetParam(w->fn->host, i));
    lower_dispatch(w, lower_i32(w, w->fn->unit->function->entry));
}

/* lower_abi.c -- signatures, calls, returns, and the entry for everybody. */
#include "aot/lower_abi.h"

#include <string.h>

#include "runtime/abi.h"

enum { CC_PRESERVE_NONE = 21, MAX_SIGNATURE = 24 };

/* The registers of a set in the order of a slot list. */
static u32 in_order(const Lower *w, const u32 *slots, RegSet of, u32 *reg)
{
    u32 n = 0;

    for (u32 i = 0; slots[i] != GUEST_NO_SLOT; i++) {
        u32 r = w->units->universe.at[slots[i]];
        if (regset_has(&of, r))
            reg[n++] = r;
    }
    return n;
}

static u32 params_of(const Lower *w, const Signature *sig, u32 *reg)
{
    return in_order(w, w->units->guest->argument_slots, sig->params, reg);
}

static u32 results_of(const Lower *w, const Signature *sig, u32 *reg)
{
    return in_order(w, w->units->guest->result_slots, sig->results, reg);
}

static LLVMTypeRef passed_type(const Lower *w, u32 reg)
{
    return w->units->universe.reg[reg].size == 4 ? w->i32 : w->f64;
}

static LLVMTypeRef result_type(const Lower *w, const Signature *sig)
{
    u32 reg[MAX_SIGNATURE], n = results_of(w, sig, reg);
    LLVMTypeRef type[MAX_SIGNATURE];

    for (u32 i = 0; i < n; i++)
        type[i] = passed_type(w, reg[i]);
    return n ? LLVMStructTypeInContext(w->context, type, n, false) : w->void_type;
}

static LLVMTypeRef body_type(const Lower *w, const Signature *sig)
{
    u32 reg[MAX_SIGNATURE], n = params_of(w, sig, reg);
    LLVMTypeRef type[MAX_SIGNATURE];

    for (u32 i = 0; i < n; i++)
        type[i] = passed_type(w, reg[i]);
    return LLVMFunctionType(result_type(w, sig), type, n, false);
}

static LLVMTypeRef entry_type(const Lower *w)
{
    LLVMTypeRef expected = w->i32;

    return LLVMFunctionType(w->void_type, &expected, 1, false);
}

LLVMValueRef lower_symbol(Lower *w, const Unit *unit, const char *suffix)
{
    char name[256];

    aot_symbol(name, sizeof(name), unit->function, suffix);
    LLVMValueRef f = LLVMGetNamedFunction(w->module, name);
    if (f)
        return f;
    f = LLVMAddFunction(w->module, name,
                        *suffix ? body_type(w, &unit->sig) : entry_type(w));
    LLVMSetFunctionCallConv(f, CC_PRESERVE_NONE);
    LLVMSetVisibility(f, LLVMHiddenVisibility);
    return f;
}

void lower_take_params(Lower *w)
{
    u32 reg[MAX_SIGNATURE], n = params_of(w, &w->unit->sig, reg);

    for (u32 i = 0; i < n; i++)
        lower_set_reg(w, reg[i], LLVMGetParam(w->function, i));
    w->ret = LLVMGetParam(w->function, 0);
    w->valid = w->unit->sig.params;
    w->dirty = lower_is_precise(w) ? (RegSet){{0}} : w->valid;
}

void lower_ret(Lower *w, const Signature *sig)
{
    u32 reg[MAX_SIGNATURE], n = results_of(w, sig, reg);

    if (n == 0) {
        LLVMBuildRetVoid(w->b);
        return;
    }
    LLVMValueRef all = LLVMGetUndef(result_type(w, sig));
    for (u32 i = 0; i < n; i++)
        all = LLVMBuildInsertValue(w->b, all, lower_get_reg(w, reg[i]), i, "");
    LLVMBuildRet(w->b, all);
}

static LLVMValueRef call_body(Lower *w, const Unit *callee, LLVMValueRef link)
{
    u32 reg[MAX_SIGNATURE], n = params_of(w, &callee->sig, reg);
    LLVMValueRef arg[MAX_SIGNATURE];

    lower_want(w, regset_drop(callee->sig.params, w->units->link));
    arg[0] = link;
    for (u32 i = 1; i < n; i++)
        arg[i] = lower_get_reg(w, reg[i]);
    LLVMValueRef v = LLVMBuildCall2(w->b, body_type(w, &callee->sig),
                                    lower_symbol(w, callee, ".body"), arg, n, "");
    LLVMSetInstructionCallConv(v, CC_PRESERVE_NONE);
    return v;
}

/* After a call: the results are newer than the state, nothing else is valid. */
static void take_results(Lower *w, const Signature *sig, LLVMValueRef v)
{
    u32 reg[MAX_SIGNATURE], n = results_of(w, sig, reg);

    for (u32 i = 0; i < n; i++)
        lower_set_reg(w, reg[i], LLVMBuildExtractValue(w->b, v, i, ""));
    w->valid = sig->results;
    w->dirty = lower_is_precise(w) ? (RegSet){{0}} : w->valid;
    w->singles = (RegSet){{0}};
}

static LLVMValueRef pc_value(Lower *w, u32 pc)
{
    return lower_number(w, w->i32, pc);
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

    aot_code_range(w->units->guest, w->units->program, &start, &end, &shift);
    LLVMValueRef at = LLVMBuildSub(w->b, pc, pc_value(w, start), "");
    LLVMValueRef outside =
        LLVMBuildICmp(w->b, LLVMIntUGE, at, pc_value(w, end - start), "");
    LLVMBasicBlockRef inside = lower_unlikely(w, outside);
    LLVMBasicBlockRef unknown = LLVMGetInsertBlock(w->b), known = lower_new_block(w);
    LLVMBasicBlockRef on = lower_new_block(w);

    call_unknown(w, expected, pc);
    LLVMBuildBr(w->b, on);

    LLVMPositionBuilderAtEnd(w->b, inside);
    at = LLVMBuildLShr(w->b, at, pc_value(w, shift), "");
    at = LLVMBuildZExt(w->b, at, w->i64, "");
    LLVMValueRef row = LLVMBuildGEP2(w->b, w->i32, table_symbol(w), &at, 1, "");
    LLVMValueRef offset = LLVMBuildLoad2(w->b, w->i32, row, "");
    LLVMValueRef none = LLVMBuildICmp(w->b, LLVMIntEQ, offset, pc_value(w, 0), "");
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

    lower_flush(w, regset_and(w->dirty, flush));
    if (callee != NOWHERE) {
        const Unit *unit = &w->units->unit[callee];
        take_results(w, &unit->sig, call_body(w, unit, pc_value(w, ret)));
        return;
    }
    if (to)
        call_address(w, pc_value(w, ret), to);
    else
        call_unknown(w, pc_value(w, ret), pc_value(w, target));
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
    lower_flush(w, w->dirty);
    call_unknown(w, w->ret, pc);
    return_after(w);
}

void lower_indirect_tail_call(Lower *w, LLVMValueRef pc)
{
    lower_flush(w, w->dirty);
    call_address(w, w->ret, pc);
    return_after(w);
}

void lower_tail_call(Lower *w, u32 index)
{
    const Unit *callee = &w->units->unit[index];
    const Signature *sig = &callee->sig, *ours = &w->unit->sig;
    RegSet wanted = regset_add(sig->params, w->units->link);

    lower_want(w, wanted);
    LLVMValueRef link = lower_get_reg(w, w->units->link);
    LLVMValueRef other = LLVMBuildICmp(w->b, LLVMIntNE, link, w->ret, "");
    LLVMBasicBlockRef home = lower_unlikely(w, other);
    RegSet valid = w->valid, dirty = w->dirty, singles = w->singles;

    lower_leave(w, pc_value(w, callee->function->entry));
    w->valid = valid;
    w->dirty = dirty;
    w->singles = singles;
    LLVMPositionBuilderAtEnd(w->b, home);
    RegSet flush = call_flush(w->units, index, &ours->live_out);
    lower_flush(w, regset_and(w->dirty, flush));
    LLVMValueRef v = call_body(w, callee, w->ret);
    if (regset_same(&sig->results, &ours->results)) {
        LLVMSetTailCall(v, true);
        if (regset_is_empty(&sig->results))
            LLVMBuildRetVoid(w->b);
        else
            LLVMBuildRet(w->b, v);
        return;
    }
    take_results(w, sig, v);
    lower_return(w);
}

/* A return address as the guest's return instruction takes it. */
static LLVMValueRef aligned(Lower *w, LLVMValueRef link)
{
    if (w->units->guest->code_align < 4)
        return link;
    return LLVMBuildAnd(w->b, link, pc_value(w, ~3u), "");
}

static LLVMValueRef reg_in_state(Lower *w, u32 reg)
{
    return lower_get_state(w, w->units->universe.reg[reg].slot, passed_type(w, reg));
}

/* The function for everybody: all registers in the state, before and after. */
void lower_entry(Lower *w)
{
    const Signature *sig = &w->unit->sig;
    u32 reg[MAX_SIGNATURE], n = params_of(w, sig, reg);
    LLVMValueRef arg[MAX_SIGNATURE];

    LLVMPositionBuilderAtEnd(w->b, lower_new_block(w));
    for (u32 i = 0; i < n; i++)
        arg[i] = reg_in_state(w, reg[i]);
    LLVMValueRef v = LLVMBuildCall2(w->b, body_type(w, sig),
                                    lower_symbol(w, w->unit, ".body"), arg, n, "");
    LLVMSetInstructionCallConv(v, CC_PRESERVE_NONE);
    u32 num_results = results_of(w, sig, reg);
    for (u32 i = 0; i < num_results; i++)
        lower_put_state(w, w->units->universe.reg[reg[i]].slot,
                        LLVMBuildExtractValue(w->b, v, i, ""));
    LLVMValueRef pc = aligned(w, arg[0]);
    LLVMValueRef elsewhere =
        LLVMBuildICmp(w->b, LLVMIntNE, pc, LLVMGetParam(w->function, 0), "");
    LLVMBasicBlockRef home = lower_unlikely(w, elsewhere);
    lower_dispatch(w, pc);
    LLVMPositionBuilderAtEnd(w->b, home);
    LLVMBuildRetVoid(w->b);
}

/* Stands in for the body once the guest's code has changed. */
void lower_leave_stub(Lower *w)
{
    u32 reg[MAX_SIGNATURE], n = params_of(w, &w->unit->sig, reg);

    LLVMPositionBuilderAtEnd(w->b, lower_new_block(w));
    for (u32 i = 0; i < n; i++)
        lower_put_state(w, w->units->universe.reg[reg[i]].slot,
                        LLVMGetParam(w->function, i));
    lower_dispatch(w, pc_value(w, w->unit->function->entry));
}

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

/* What is passed to a function that is not known, in order. */
static u32 passed_of(const Lower *w, RegPiece *piece)
{
    const Guest *guest = w->units->guest;

    for (u32 i = 0; i < guest->num_passed; i++)
        piece[i] = (RegPiece){w->units->universe.at[guest->argument_slots[i]], 1};
    return guest->num_passed;
}

static LLVMTypeRef entry_type(const Lower *w)
{
    LLVMTypeRef type[MAX_PASSED];
    u32 n = w->units->guest->num_passed;

    for (u32 i = 0; i < n; i++)
        type[i] = w->i32;
    return LLVMFunctionType(w->void_type, type, n, false);
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

static LLVMValueRef call_unknown(Lower *w, LLVMValueRef expected, LLVMValueRef pc)
{
    LLVMValueRef args[] = {expected, pc};
    LLVMValueRef v = lower_runtime(w, "rt_call_unknown", false, w->void_type, args, 2);

    LLVMSetInstructionCallConv(v, CC_PRESERVE_NONE);
    LLVMSetFunctionCallConv(LLVMGetNamedFunction(w->module, "rt_call_unknown"),
                            CC_PRESERVE_NONE);
    return v;
}

/* The call just made is the last thing we do, and gives back what we do: a jump. */
static void end_in_call(Lower *w, LLVMValueRef call)
{
    LLVMSetTailCall(call, true);
    if (LLVMTypeOf(call) == w->void_type)
        LLVMBuildRetVoid(w->b);
    else
        LLVMBuildRet(w->b, call);
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

/* Off to a block that is hardly ever gone to. */
static void go_if_ever(Lower *w, LLVMValueRef condition, LLVMBasicBlockRef to)
{
    LLVMBasicBlockRef on = lower_unlikely(w, condition);

    LLVMBuildBr(w->b, to);
    LLVMPositionBuilderAtEnd(w->b, on);
}

/* What the flat table has for a guest address, an i64; to `other` if it has nothing. */
static LLVMValueRef look_up(Lower *w, LLVMValueRef pc, LLVMBasicBlockRef other)
{
    u32 start, end, shift;

    layout_code_range(w->units->guest, w->units->program, &start, &end, &shift);
    LLVMValueRef at = LLVMBuildSub(w->b, pc, lower_i32(w, start), "");
    go_if_ever(w, LLVMBuildICmp(w->b, LLVMIntUGE, at, lower_i32(w, end - start), ""),
               other);
    at = LLVMBuildLShr(w->b, at, lower_i32(w, shift), "");
    at = LLVMBuildZExt(w->b, at, w->i64, "");
    LLVMValueRef row = LLVMBuildGEP2(w->b, w->i32, table_symbol(w), &at, 1, "");
    LLVMValueRef found = LLVMBuildLoad2(w->b, w->i32, row, "");
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

/* The entry that was found; `certain`: it is known to be marked as one. */
static LLVMValueRef entry_at(Lower *w, LLVMValueRef found, bool certain)
{
    u64 mark = AOT_CERTAIN;

    if (certain)
        found = LLVMBuildSub(w->b, found, lower_number(w->i64, mark), "");
    else
        found = LLVMBuildAnd(w->b, found, lower_number(w->i64, ~mark), "");
    return LLVMBuildGEP2(w->b, w->i8, table_symbol(w), &found, 1, "");
}

static LLVMValueRef call_entry(Lower *w, LLVMValueRef entry, LLVMValueRef link)
{
    RegPiece piece[MAX_PASSED];
    u32 n = passed_of(w, piece);
    LLVMValueRef arg[MAX_PASSED];

    lower_want(w, regset_drop(w->units->passed, w->units->link));
    arg[0] = link;
    for (u32 i = 1; i < n; i++)
        arg[i] = lower_get_piece(w, piece[i]);
    LLVMValueRef v = LLVMBuildCall2(w->b, entry_type(w), entry, arg, n, "");
    LLVMSetInstructionCallConv(v, CC_PRESERVE_NONE);
    return v;
}

/*
 * Store what must be in the state when an unknown function is called, of `set`, but for
 * what it is passed in registers.  It keeps of those what the ABI makes it keep; the
 * rest may be read afterwards all the same, if it does not touch them.  Returns what is
 * left to store if it turns out to take all from the state.
 */
static RegSet flush_not_passed(Lower *w, RegSet set, const RegSet *live_after)
{
    RegSet read = regset_minus(*live_after, w->units->seen_after_return);
    RegSet now = regset_or(regset_minus(set, w->units->passed), regset_and(set, read));

    lower_flush(w, now);
    return regset_minus(set, now);
}

/* Call whatever is at a guest address, which is to come back to `link`. */
static void call_address(Lower *w, LLVMValueRef link, LLVMValueRef pc,
                         const RegSet *live_after)
{
    LLVMBasicBlockRef unknown = lower_new_block(w), on = lower_new_block(w);
    RegSet set = regset_and(w->fn->dirty, call_flush(w->units, NOWHERE, live_after));
    RegSet rest = flush_not_passed(w, set, live_after);
    LLVMValueRef found = look_up(w, pc, unknown);
    Kept kept = lower_keep(w);

    go_if_ever(w, is_nothing(w, found), unknown);
    call_entry(w, entry_at(w, found, false), link);
    LLVMBuildBr(w->b, on);
    lower_restore(w, kept);
    LLVMPositionBuilderAtEnd(w->b, unknown);
    lower_flush(w, rest);
    call_unknown(w, link, pc);
    LLVMBuildBr(w->b, on);
    LLVMPositionBuilderAtEnd(w->b, on);
}

void lower_call(Lower *w, u32 target, u32 ret, LLVMValueRef to,
                const RegSet *live_after)
{
    if (to) {
        call_address(w, lower_i32(w, ret), to, live_after);
        lower_forget(w);
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
    LLVMValueRef call = call_unknown(w, w->fn->ret, pc);
    if (w->fn->unit->results_in_state)
        end_in_call(w, call);
    else
        return_after(w);
}

/* The link register, and a condition: that a function which returns there would not
 * return to our host caller. */
static LLVMValueRef goes_elsewhere(Lower *w)
{
    lower_want(w, regset_add((RegSet){{0}}, w->units->link));
    LLVMValueRef link = lower_get_piece(w, (RegPiece){(u8)w->units->link, 1});

    return LLVMBuildICmp(w->b, LLVMIntNE, link, w->fn->ret, "");
}

/*
 * Functions have results in the state that end so: see tails.h.  What a guess found may
 * be a place in this function, of a jump whose targets nobody knows, where flags are
 * read.
 */
void lower_indirect_tail_call(Lower *w, LLVMValueRef pc)
{
    const RegSet *live_after = &w->fn->unit->sig.live_out;
    RegSet flags = regset_minus(regset_and(w->fn->dirty, w->units->flags), *live_after);
    LLVMBasicBlockRef unknown = lower_new_block(w), doubtful = lower_new_block(w);
    LLVMValueRef elsewhere = goes_elsewhere(w);
    RegSet rest = flush_not_passed(w, regset_minus(w->fn->dirty, flags), live_after);

    go_if_ever(w, elsewhere, unknown);
    LLVMValueRef found = look_up(w, pc, unknown);
    Kept kept = lower_keep(w);
    go_if_ever(w, is_doubtful(w, found), doubtful);
    end_in_call(w, call_entry(w, entry_at(w, found, true), w->fn->ret));

    lower_restore(w, kept);
    LLVMPositionBuilderAtEnd(w->b, doubtful);
    go_if_ever(w, is_nothing(w, found), unknown);
    lower_flush(w, flags);
    end_in_call(w, call_entry(w, entry_at(w, found, false), w->fn->ret));

    lower_restore(w, kept);
    LLVMPositionBuilderAtEnd(w->b, unknown);
    lower_flush(w, regset_or(rest, flags));
    end_in_call(w, call_unknown(w, w->fn->ret, pc));
}

void lower_tail_call(Lower *w, u32 index)
{
    const Unit *callee = &w->units->unit[index];
    const Signature *sig = &callee->sig, *ours = &w->fn->unit->sig;

    lower_want(w, sig->params);
    LLVMBasicBlockRef home = lower_unlikely(w, goes_elsewhere(w));
    Kept kept = lower_keep(w);

    lower_leave(w, lower_i32(w, callee->function->entry));
    lower_restore(w, kept);
    LLVMPositionBuilderAtEnd(w->b, home);
    RegSet flush = call_flush(w->units, index, &ours->live_out);
    lower_flush(w, regset_and(w->fn->dirty, flush));
    LLVMValueRef v = call_body(w, callee, w->fn->ret);
    if (regset_same(&sig->results, &ours->results) &&
        result_type(w, callee) == result_type(w, w->fn->unit)) {
        end_in_call(w, v);
        return;
    }
    take_results(w, callee, v);
    lower_return(w);
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

/* Where a register is among those passed to a function that is not known; MAX_PASSED if
 * it is not. */
static u32 place_passed(const Lower *w, RegPiece p)
{
    RegPiece piece[MAX_PASSED];
    u32 n = passed_of(w, piece), i = 0;

    while (i < n && (piece[i].reg != p.reg || p.count != 1))
        i++;
    return i < n ? i : MAX_PASSED;
}

/* Of what the entry is passed: what the body is not, and must find in the state. */
static RegSet not_taken(const Lower *w)
{
    const Signature *sig = &w->fn->unit->sig;
    u32 index = (u32)(w->fn->unit - w->units->unit);
    RegSet set =
        regset_and(w->units->passed, call_flush(w->units, index, &sig->live_out));

    return lower_is_precise(w) ? (RegSet){{0}} : regset_minus(set, sig->params);
}

static void store_not_taken(Lower *w)
{
    RegPiece piece[MAX_PASSED];
    RegSet set = not_taken(w);
    u32 n = passed_of(w, piece);

    for (u32 i = 0; i < n; i++)
        if (regset_has(&set, piece[i].reg))
            put_piece(w, piece[i], LLVMGetParam(w->fn->host, i));
}

static LLVMValueRef call_from_entry(Lower *w)
{
    RegPiece piece[MAX_SIGNATURE];
    u32 n = params_of(w, w->fn->unit, piece);
    LLVMValueRef arg[MAX_SIGNATURE];

    for (u32 i = 0; i < n; i++) {
        u32 at = place_passed(w, piece[i]);

        arg[i] = at < MAX_PASSED ? LLVMGetParam(w->fn->host, at)
                                 : lower_piece_in_state(w, piece[i]);
    }
    LLVMValueRef v = LLVMBuildCall2(w->b, body_type(w, w->fn->unit),
                                    lower_symbol(w, w->fn->unit, ".body"), arg, n, "");
    LLVMSetInstructionCallConv(v, CC_PRESERVE_NONE);
    if (is_small(w->fn->unit))
        make_inline(w, v);
    return v;
}

/* Does the body take just what the entry is passed, as it is, and give back the same?
 */
static bool is_own_entry(const Lower *w)
{
    RegPiece param[MAX_SIGNATURE], passed[MAX_PASSED];
    u32 n = params_of(w, w->fn->unit, param), most = passed_of(w, passed);
    RegSet stored = not_taken(w);

    return regset_is_empty(&stored) && regset_is_empty(&w->fn->unit->sig.results) &&
           n <= most && memcmp(param, passed, n * sizeof *param) == 0;
}

static void name_entry(Lower *w)
{
    char name[256];

    layout_symbol(name, sizeof(name), w->fn->unit->function, "");
    LLVMValueRef f = LLVMAddAlias2(w->module, body_type(w, w->fn->unit), 0,
                                   lower_symbol(w, w->fn->unit, ".body"), name);
    LLVMSetVisibility(f, LLVMHiddenVisibility);
}

/* The function for everybody: it gives back all in the state. */
void lower_entry(Lower *w)
{
    RegPiece piece[MAX_SIGNATURE];
    u32 n = results_of(w, w->fn->unit, piece);

    if (is_own_entry(w)) {
        name_entry(w);
        return;
    }
    w->fn->host = lower_symbol(w, w->fn->unit, "");
    LLVMPositionBuilderAtEnd(w->b, lower_new_block(w));
    store_not_taken(w);
    LLVMValueRef v = call_from_entry(w);
    if (n == 0) {
        end_in_call(w, v);
        return;
    }
    for (u32 i = 0; i < n; i++)
        put_piece(w, piece[i], LLVMBuildExtractValue(w->b, v, i, ""));
    LLVMBuildRetVoid(w->b);
}

/* Stands in for the body once the guest's code has changed. */
void lower_leave_stub(Lower *w)
{
    RegPiece piece[MAX_SIGNATURE];
    u32 n = params_of(w, w->fn->unit, piece);

    w->fn->host = lower_symbol(w, w->fn->unit, ".leave");
    LLVMPositionBuilderAtEnd(w->b, lower_new_block(w));
    for (u32 i = 0; i < n; i++)
        put_piece(w, piece[i], LLVMGetParam(w->fn->host, i));
    lower_dispatch(w, lower_i32(w, w->fn->unit->function->entry));
}

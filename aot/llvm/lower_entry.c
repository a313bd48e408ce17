/* lower_entry.c -- the entry for unknown callers, and the stub that replaces a body.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <string.h>

#include "aot/elf/layout.h"
#include "aot/llvm/lower_call.h"

static void put_piece(Lower *w, RegPiece p, LLVMValueRef v)
{
    lower_put_state(w, piece_reg(&w->units->universe, p).slot, v);
}

/* Returns true if the body is so small that its entry gets an inlined copy.  The copy
 * is not patched when the guest's code changes, so control must not come back into it:
 * it may have no polls. */
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

/* Returns the register's position among those passed to unknown functions, or
 * MAX_PASSED. */
static u32 place_passed(const Lower *w, RegPiece p)
{
    RegPiece piece[MAX_PASSED];
    u32 n = lower_passed(w, piece), i = 0;

    while (i < n && (piece[i].reg != p.reg || p.count != 1))
        i++;
    return i < n ? i : MAX_PASSED;
}

/* Returns the registers that the entry is passed in host registers and must store to
 * the state, because the body reads them there. */
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
    u32 n = lower_passed(w, piece);

    for (u32 i = 0; i < n; i++)
        if (regset_has(&set, piece[i].reg))
            put_piece(w, piece[i], LLVMGetParam(w->fn->host, i));
}

static LLVMValueRef call_from_entry(Lower *w)
{
    RegPiece piece[MAX_SIGNATURE];
    u32 n = lower_params(w, w->fn->unit, piece);
    LLVMValueRef arg[MAX_SIGNATURE];

    for (u32 i = 0; i < n; i++) {
        u32 at = place_passed(w, piece[i]);

        arg[i] = at < MAX_PASSED ? LLVMGetParam(w->fn->host, at)
                                 : lower_piece_in_state(w, piece[i]);
    }
    LLVMValueRef v = LLVMBuildCall2(w->b, lower_body_type(w, w->fn->unit),
                                    lower_symbol(w, w->fn->unit, ".body"), arg, n, "");
    LLVMSetInstructionCallConv(v, CC_PRESERVE_NONE);
    if (is_small(w->fn->unit))
        make_inline(w, v);
    return v;
}

/* Returns true if the body has the signature of the entry: the same parameters in the
 * same places, and all results in the state. */
static bool is_own_entry(const Lower *w)
{
    RegPiece param[MAX_SIGNATURE], passed[MAX_PASSED];
    u32 n = lower_params(w, w->fn->unit, param), most = lower_passed(w, passed);
    RegSet stored = not_taken(w);

    return regset_is_empty(&stored) && regset_is_empty(&w->fn->unit->sig.results) &&
           n <= most && memcmp(param, passed, n * sizeof *param) == 0;
}

static void name_entry(Lower *w)
{
    char name[256];

    layout_symbol(name, sizeof(name), w->fn->unit->function, "");
    LLVMValueRef f = LLVMAddAlias2(w->module, lower_body_type(w, w->fn->unit), 0,
                                   lower_symbol(w, w->fn->unit, ".body"), name);
    LLVMSetVisibility(f, LLVMHiddenVisibility);
}

/* Makes the function `name`, for unknown callers: it returns all results in the state.
 */
void lower_entry(Lower *w)
{
    RegPiece piece[MAX_SIGNATURE];
    u32 n = lower_results(w, w->fn->unit, piece);

    if (is_own_entry(w)) {
        name_entry(w);
        return;
    }
    w->fn->host = lower_symbol(w, w->fn->unit, "");
    LLVMPositionBuilderAtEnd(w->b, lower_new_block(w));
    store_not_taken(w);
    LLVMValueRef v = call_from_entry(w);
    if (n == 0) {
        lower_end_in_call(w, v);
        return;
    }
    for (u32 i = 0; i < n; i++)
        put_piece(w, piece[i], LLVMBuildExtractValue(w->b, v, i, ""));
    LLVMBuildRetVoid(w->b);
}

/* Makes the function `name.leave`, to which the body is patched to jump once the
 * guest's code has changed: it stores the parameters and leaves to the dispatcher. */
void lower_leave_stub(Lower *w)
{
    RegPiece piece[MAX_SIGNATURE];
    u32 n = lower_params(w, w->fn->unit, piece);

    w->fn->host = lower_symbol(w, w->fn->unit, ".leave");
    LLVMPositionBuilderAtEnd(w->b, lower_new_block(w));
    for (u32 i = 0; i < n; i++)
        put_piece(w, piece[i], LLVMGetParam(w->fn->host, i));
    lower_dispatch(w, lower_number(w->i32, w->fn->unit->function->entry));
}

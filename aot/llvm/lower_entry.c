/* lower_entry.c -- a function's entry for everybody, and what stands in for its body.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include <string.h>

#include "aot/elf/layout.h"
#include "aot/llvm/lower_call.h"

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
    u32 n = lower_passed(w, piece), i = 0;

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

/* Does the body take just what the entry is passed, as it is, and give back the same?
 */
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

/* The function for everybody: it gives back all in the state. */
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

/* Stands in for the body once the guest's code has changed. */
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

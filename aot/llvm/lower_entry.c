/* lower_entry.c -- the entry for unknown callers, and the stub that replaces a body.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <llvm-c/Comdat.h>
#include <string.h>

#include "aot/elf/layout.h"
#include "aot/llvm/debug.h"
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

/* Returns the position of a register among n others, or n. */
static u32 place_in(const RegPiece *piece, u32 n, RegPiece p)
{
    u32 i = 0;

    while (i < n && (piece[i].reg != p.reg || p.count != 1))
        i++;
    return i;
}

/* Returns the registers that the entry is passed in host registers and must store to
 * the state, because the body reads them there. */
static RegSet not_taken(const Lower *w)
{
    const Signature *sig = &w->fn->unit->sig;
    u32 index = (u32)(w->fn->unit - w->units->unit);
    RegSet set =
        regset_and(w->units->passed, call_flush(w->units, index, &sig->live_out));

    return regset_minus(set, sig->params);
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

static LLVMValueRef call_from_entry(Lower *w, bool inlines)
{
    RegPiece piece[MAX_SIGNATURE], passed[MAX_PASSED];
    u32 n = lower_params(w, w->fn->unit, piece), most = lower_passed(w, passed);
    LLVMValueRef arg[MAX_SIGNATURE];

    for (u32 i = 0; i < n; i++) {
        u32 at = place_in(passed, most, piece[i]);

        arg[i] = at < most ? LLVMGetParam(w->fn->host, at)
                           : lower_piece_in_state(w, piece[i]);
    }
    LLVMValueRef v = LLVMBuildCall2(w->b, lower_body_type(w, w->fn->unit),
                                    lower_symbol(w, w->fn->unit, ".body"), arg, n, "");
    LLVMSetInstructionCallConv(v, CC_PRESERVE_NONE);
    if (inlines && is_small(w->fn->unit))
        make_inline(w, v);
    return v;
}

/* Returns true if the body has the signature of the entry: the same parameters in the
 * same places, and the same results. */
static bool is_own_entry(const Lower *w)
{
    RegPiece param[MAX_SIGNATURE], passed[MAX_PASSED];
    u32 n = lower_params(w, w->fn->unit, param), most = lower_passed(w, passed);
    RegSet stored = not_taken(w);

    return regset_is_empty(&stored) &&
           regset_same(&w->fn->unit->sig.results, &w->units->returned) && n <= most &&
           memcmp(param, passed, n * sizeof *param) == 0;
}

static void name_entry(Lower *w)
{
    char name[256];

    layout_symbol(name, sizeof(name), w->fn->unit->function, "");
    LLVMValueRef f = LLVMAddAlias2(w->module, lower_body_type(w, w->fn->unit), 0,
                                   lower_symbol(w, w->fn->unit, ".body"), name);
    LLVMSetVisibility(f, LLVMHiddenVisibility);
}

/* Returns, as what an entry returns, the results of the body: those that an entry does
 * not return go to the state, and what the body has left there is loaded. */
static void return_from_entry(Lower *w, LLVMValueRef v)
{
    RegPiece result[MAX_SIGNATURE], returned[NUM_RETURNED];
    u32 n = lower_results(w, w->fn->unit, result);
    LLVMValueRef all = LLVMGetUndef(lower_returned_type(w)), of[NUM_RETURNED] = {NULL};

    lower_returned(w, returned);
    for (u32 i = 0; i < n; i++) {
        LLVMValueRef one = LLVMBuildExtractValue(w->b, v, i, "");
        u32 at = place_in(returned, NUM_RETURNED, result[i]);

        if (at < NUM_RETURNED)
            of[at] = one;
        else
            put_piece(w, result[i], one);
    }
    for (u32 i = 0; i < NUM_RETURNED; i++) {
        LLVMValueRef one = of[i] ? of[i] : lower_piece_in_state(w, returned[i]);

        all = LLVMBuildInsertValue(w->b, all, one, i, "");
    }
    LLVMBuildRet(w->b, all);
}

void lower_entry_code(Lower *w, bool inlines)
{
    debug_function(w);
    LLVMPositionBuilderAtEnd(w->b, lower_new_block(w));
    store_not_taken(w);
    LLVMValueRef v = call_from_entry(w, inlines);
    if (regset_same(&w->fn->unit->sig.results, &w->units->returned))
        lower_end_in_call(w, v);
    else
        return_from_entry(w, v);
}

/* Makes the function `name`, for unknown callers. */
void lower_entry(Lower *w)
{
    if (is_own_entry(w)) {
        name_entry(w);
        return;
    }
    w->fn->host = lower_symbol(w, w->fn->unit, "");
    lower_entry_code(w, true);
}

/* The name says all that the function depends on: which registers it is passed. */
static void name_leave(const RegPiece *piece, u32 count, char *name, size_t room)
{
    size_t at = (size_t)base_format(name, room, "aot_leave");

    for (u32 i = 0; i < count; i++)
        at += (size_t)base_format(name + at, room - at, "_%ux%u", piece[i].reg,
                                  piece[i].count);
}

/* Polls at the state's pc, whose function's body has f's signature: enters the body
 * again, or goes on at the state's pc. */
static void poll_again(Lower *w, LLVMValueRef f)
{
    LLVMValueRef arg[MAX_SIGNATURE];
    u32 n = LLVMCountParams(f);
    LLVMValueRef body = lower_runtime(w, "rt_left", false, w->pointer, NULL, 0);
    LLVMBasicBlockRef again = lower_new_block(w), leave = lower_new_block(w);

    LLVMBuildCondBr(w->b, LLVMBuildIsNull(w->b, body, ""), leave, again);
    LLVMPositionBuilderAtEnd(w->b, again);
    for (u32 i = 0; i < n; i++)
        arg[i] = LLVMGetParam(f, i);
    LLVMValueRef call =
        LLVMBuildCall2(w->b, lower_body_type(w, w->fn->unit), body, arg, n, "");
    LLVMSetInstructionCallConv(call, CC_PRESERVE_NONE);
    lower_end_in_call(w, call);
    LLVMPositionBuilderAtEnd(w->b, leave);
    lower_dispatch_state_pc(w);
}

/* Makes a function that stores parameters of a body to the state, and goes on at the
 * state's pc, in the body itself if that only polls.  All units of that signature share
 * it: a host function, however small, takes LLVM a third of a millisecond. */
static void make_leave(Lower *w, const char *name, const RegPiece *piece, u32 count)
{
    LLVMValueRef f = LLVMAddFunction(w->module, name, lower_body_type(w, w->fn->unit));

    LLVMSetFunctionCallConv(f, CC_PRESERVE_NONE);
    LLVMSetLinkage(f, LLVMWeakODRLinkage);
    LLVMSetVisibility(f, LLVMHiddenVisibility);
    LLVMSetComdat(f, LLVMGetOrInsertComdat(w->module, name));
    w->fn->host = f;
    debug_no_function(w);
    LLVMPositionBuilderAtEnd(w->b, lower_new_block(w));
    for (u32 i = 0; i < count; i++)
        put_piece(w, piece[i], LLVMGetParam(f, i));
    poll_again(w, f);
}

/* Makes `name.leave`, to which the body jumps to poll at its entry, and is patched to
 * jump once the guest's code has changed: it notes the pc, and goes on by the function
 * that its signature has. */
void lower_leave_stub(Lower *w)
{
    RegPiece piece[MAX_SIGNATURE];
    const Function *f = w->fn->unit->function;
    u32 n = lower_params(w, w->fn->unit, piece);
    char shared[16 * MAX_SIGNATURE], name[LAYOUT_SYMBOL_ROOM], text[2048];

    name_leave(piece, n, shared, sizeof shared);
    layout_symbol(name, sizeof name, f, ".leave");
    if (!LLVMGetNamedFunction(w->module, shared))
        make_leave(w, shared, piece, n);
    int length = base_format(text, sizeof text,
                             "\t.text\n\t.globl\t\"%s\"\n\t.hidden\t\"%s\"\n"
                             "\t.type\t\"%s\",@function\n\"%s\":\n"
                             "\tmovl\t$%u, %%fs:%u\n\tjmp\t\"%s\"\n"
                             "\t.size\t\"%s\", .-\"%s\"\n",
                             name, name, name, name, f->entry, w->units->guest->pc_slot,
                             shared, name, name);
    LLVMAppendModuleInlineAsm(w->module, text, (size_t)length);
}

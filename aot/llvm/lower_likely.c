/* lower_likely.c -- indirect calls that mostly call one function, by a profile.
 *
 * Such a call compares the address with that of the function, and calls it without a
 * look in the table.  A call through the table goes to `name`, whose code may be a copy
 * of the body that is not patched when the guest's code changes: the table no longer
 * leads there then.  So what is called here is a function of this module like it, which
 * always calls the body.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/elf/layout.h"
#include "aot/llvm/lower_call.h"
#include "aot/sorted.h"

static u64 call_address(const void *call)
{
    return ((const SeenCall *)call)->at;
}

/* Returns the target of the call at guest address `at` that a profile has; 0: none. */
static u32 seen_at(const AotOptions *options, u32 at)
{
    const SeenCall *call = options->call;
    u32 n = sorted_before(call, options->num_calls, sizeof *call, call_address, at);

    return n < options->num_calls && call[n].at == at ? call[n].to : 0;
}

const Unit *lower_likely_callee(const Lower *w)
{
    u32 to = w->blk ? seen_at(w->options, w->blk->insn_pc) : 0;
    u32 index = to ? units_find(w->units, to) : NOWHERE;

    return index == NOWHERE ? NULL : &w->units->unit[index];
}

static void make_always_inline(Lower *w, LLVMValueRef f)
{
    unsigned kind = LLVMGetEnumAttributeKindForName("alwaysinline", 12);

    LLVMAddAttributeAtIndex(f, LLVMAttributeFunctionIndex,
                            LLVMCreateEnumAttribute(w->context, kind, 0));
}

static void note(Lower *w, const Unit *callee)
{
    w->likely = base_resize(w->likely, (w->num_likely + 1) * sizeof *w->likely);
    w->likely[w->num_likely++] = callee;
}

LLVMValueRef lower_likely_entry(Lower *w, const Unit *callee)
{
    char name[LAYOUT_SYMBOL_ROOM];

    layout_symbol(name, sizeof name, callee->function, ".likely");
    LLVMValueRef f = LLVMGetNamedFunction(w->module, name);
    if (f)
        return f;
    f = LLVMAddFunction(w->module, name, lower_entry_type(w));
    LLVMSetFunctionCallConv(f, CC_PRESERVE_NONE);
    LLVMSetLinkage(f, LLVMInternalLinkage);
    make_always_inline(w, f);
    note(w, callee);
    return f;
}

void lower_likely_entries(Lower *w)
{
    for (u32 i = 0; i < w->num_likely; i++) {
        LowerFunction fn = {.unit = w->likely[i],
                            .host = lower_likely_entry(w, w->likely[i])};

        w->fn = &fn;
        lower_entry_code(w, false);
        w->fn = NULL;
    }
    base_free(w->likely);
    w->likely = NULL;
    w->num_likely = 0;
}

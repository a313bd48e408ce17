/* trace_remarks.c -- what LLVM's passes say they did, or could not do.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <llvm-c/Core.h>
#include <stdlib.h>
#include <string.h>

#include "aot/debug/json.h"
#include "aot/llvm/trace.h"

/* LLVM's C interface tells only the text of a remark.  What it contains tells the pass,
 * and whether that did something. */
static const struct {
    const char *words, *pass, *kind;
} remarks[] = {
    {"vectorized loop", "loop-vectorize", "applied"},
    {"interleaved loop", "loop-vectorize", "applied"},
    {"oop not vectorized", "loop-vectorize", "missed"},
    {"not inlined into", "inline", "missed"},
    {"inlined into", "inline", "applied"},
    {"hoisting", "licm", "applied"},
    {"failed to hoist", "licm", "missed"},
    {"failed to move", "licm", "missed"},
    {"eliminated", "gvn", "applied"},
};

static json_t *row_of(const Trace *t, u32 line, const char *text)
{
    json_t *row = json_array();
    const char *pass = "other", *kind = "missed";

    for (size_t i = ARRAY_LEN(remarks); i-- > 0;)
        if (strstr(text, remarks[i].words)) {
            pass = remarks[i].pass;
            kind = remarks[i].kind;
        }
    u32 pc = guest_code_at(t->units->guest, lines_pc(t->lines, line));
    json_array_append_new(row, json_integer(pc));
    json_array_append_new(row, json_string(pass));
    json_array_append_new(row, json_string(kind));
    json_array_append_new(row, json_text(text, strlen(text)));
    return row;
}

/* Takes "prog.lst:LINE:COLUMN: text". */
static void take(const Trace *t, const char *remark)
{
    const char *name = t->lines->file[LISTING_FILE];
    const char *at = strstr(remark, name);
    char *end;

    if (!at || at[strlen(name)] != ':')
        return;
    u32 line = (u32)strtoul(at + strlen(name) + 1, &end, 10);
    const char *text = strstr(end, ": ");
    const Function *f = lines_function(t->lines, line);
    if (!f || !text || !trace_wants(t, f))
        return;
    json_t *rows = json_array();
    json_array_append_new(rows, row_of(t, line, text + 2));
    trace_write(t, f, "remarks", rows);
}

/* As LLVM does without a handler. */
static _Noreturn void end(const char *error)
{
    fprintf(stderr, "error: %s\n", error);
    exit(1);
}

static void hear(LLVMDiagnosticInfoRef info, void *trace)
{
    LLVMDiagnosticSeverity severity = LLVMGetDiagInfoSeverity(info);
    char *text = LLVMGetDiagInfoDescription(info);

    if (severity == LLVMDSRemark)
        take(trace, text);
    else if (severity == LLVMDSError)
        end(text);
    LLVMDisposeMessage(text);
}

void trace_remarks(Trace *t, LLVMContextRef context)
{
    LLVMContextSetDiagnosticHandler(context, hear, t);
}

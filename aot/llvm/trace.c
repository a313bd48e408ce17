/* trace.c -- LLVM's IR before and after its passes, for --record.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/llvm/trace.h"

#include <string.h>

#include "aot/debug/json.h"
#include "aot/llvm/annotate.h"

bool trace_wants(const Trace *t, const Function *function)
{
    return t->recorded[function - t->units->program->function];
}

void trace_write(const Trace *t, const Function *function, const char *key,
                 json_t *value)
{
    json_t *line = json_object();

    json_object_set_new(line, "entry",
                        json_integer(guest_code_at(t->units->guest, function->entry)));
    json_object_set_new(line, key, value);
    json_dumpf(line, t->to, JSON_COMPACT);
    fputc('\n', t->to);
    json_decref(line);
}

Trace *trace_begin(const Units *units, const Chunk *chunk, const AotOptions *options,
                   Debug *debug)
{
    bool any = false;

    if (!options->recorded || !debug || options->emit)
        return NULL;
    Trace *t = base_alloc(sizeof *t);
    *t = (Trace){.units = units,
                 .chunk = chunk,
                 .lines = options->lines,
                 .recorded = options->recorded,
                 .debug = debug,
                 .to = options->record};
    for (u32 i = 0; i < chunk->count; i++)
        any |= trace_wants(t, chunk->part[i].unit->function);
    if (!any) {
        base_free(t);
        return NULL;
    }
    t->num_lines = t->lines->heading[t->lines->program->num_functions];
    t->seen = base_alloc(t->num_lines + 1);
    trace_remarks(t, debug_context(debug));
    return t;
}

void trace_end(Trace *t)
{
    if (!t)
        return;
    base_free(t->seen);
    base_free(t->use);
    base_free(t);
}

/* ---- rows ---- */

/* Leaves out the number of the line's location, ", !dbg !12", which the row's address
 * and part tell better.  Returns the text, of *length bytes, from base_alloc. */
static char *without_location(const char *line, size_t *length)
{
    static const char location[] = ", !dbg !";
    char *text = base_alloc(*length + 1);

    memcpy(text, line, *length);
    char *at = strstr(text, location);
    if (at) {
        size_t digits = strspn(at + strlen(location), "0123456789");
        const char *rest = at + strlen(location) + digits;
        memmove(at, rest, strlen(rest) + 1);
    }
    *length = strlen(text);
    return text;
}

static void add_row(void *arg, u32 pc, DebugPart part, const char *line, size_t length)
{
    json_t *row = json_array();

    json_array_append_new(row, json_integer(pc));
    json_array_append_new(row, json_string(debug_part_name(part)));
    char *text = without_location(line, &length);
    json_array_append_new(row, json_text(text, length));
    base_free(text);
    json_array_append_new(arg, row);
}

/* ---- uses ---- */

/* Returns the line that an instruction is of: of its location, or else of the name of
 * its value; 0: none. */
static u32 line_of(const Trace *t, const Function *f, LLVMValueRef insn)
{
    u32 line = debug_line(insn), pc;

    return !line && debug_named_pc(insn, &pc) ? lines_line(t->lines, f, pc) : line;
}

static void add_use(Trace *t, u32 line, u32 user)
{
    if (t->num_uses == t->room) {
        t->room = t->room ? 2 * t->room : 1024;
        t->use = base_resize(t->use, t->room * sizeof *t->use);
    }
    t->use[t->num_uses++] = (LineUse){line, user};
}

static void see(Trace *t, const Function *f, LLVMValueRef insn, u8 stage)
{
    u32 line = line_of(t, f, insn);

    if (!line || line >= t->num_lines)
        return;
    t->seen[line] |= stage;
    if (stage != TRACE_AFTER)
        return;
    for (LLVMUseRef use = LLVMGetFirstUse(insn); use; use = LLVMGetNextUse(use)) {
        u32 user = line_of(t, f, LLVMGetUser(use));

        if (user && user != line)
            add_use(t, line, user);
    }
}

static void see_function(Trace *t, const Function *f, LLVMValueRef host, u8 stage)
{
    for (LLVMBasicBlockRef bb = LLVMGetFirstBasicBlock(host); bb;
         bb = LLVMGetNextBasicBlock(bb))
        for (LLVMValueRef i = LLVMGetFirstInstruction(bb); i;
             i = LLVMGetNextInstruction(i))
            see(t, f, i, stage);
}

void trace_rows(Trace *t, u8 stage)
{
    const Function *f;
    LLVMValueRef host;

    for (u32 i = 0; t && (host = debug_host(t->debug, i, &f)); i++) {
        if (!trace_wants(t, f) || LLVMIsDeclaration(host))
            continue;
        json_t *rows = json_array();
        char *text = LLVMPrintValueToString(host);
        annotate_function(t->debug, host, text, add_row, rows);
        LLVMDisposeMessage(text);
        trace_write(t, f, stage == TRACE_BEFORE ? "before" : "after", rows);
        see_function(t, f, host, stage);
    }
}

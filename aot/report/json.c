/* json.c -- the report as JSON: docs/report.schema.json.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <jansson.h>

#include "aot/report/escape.h"
#include "aot/report/report.h"

/* The version of the form, and how many items a list has at most. */
enum { FORM = 1, MOST_ITEMS = 10000 };

static void put(json_t *object, const char *key, json_t *value)
{
    json_object_set_new(object, key, value);
}

static json_t *integer(u64 value)
{
    return json_integer((json_int_t)value);
}

static json_t *address(u32 at)
{
    char text[12];

    base_format(text, sizeof text, "0x%08x", at);
    return json_string(text);
}

/* Returns a number, or null for 0. */
static json_t *if_any(u64 value)
{
    return value ? integer(value) : json_null();
}

static json_t *tool(const Report *r)
{
    json_t *o = json_object(), *arguments = json_array();

    for (u32 i = 0; i < r->num_arguments; i++)
        json_array_append_new(arguments, escape_json(r->argument[i]));
    put(o, "name", json_string("dbt-aot"));
    put(o, "version", json_string(options_version()));
    put(o, "arguments", arguments);
    return o;
}

static json_t *program(const Report *r)
{
    const ElfFile *file = r->file;
    json_t *o = json_object();

    put(o, "path", escape_json(r->options->input));
    put(o, "guest", file ? json_string(file->guest->name) : json_null());
    if (!file)
        return o;
    put(o, "entry", address(file->image.entry));
    put(o, "segments", integer(file->image.num_segments));
    put(o, "file_bytes", integer(file->size));
    put(o, "symbols", integer(file->image.num_symbols));
    put(o, "unwind_functions", integer(file->hints.num_functions));
    put(o, "interpreter", escape_json(file->interpreter));
    put(o, "note", escape_json(file->section_note));
    return o;
}

static json_t *stages(const Report *r)
{
    json_t *list = json_array();

    for (int i = 0; i < NUM_STAGES; i++) {
        const StageReport *s = &r->stage[i];
        json_t *o;

        if (!s->reached)
            continue;
        o = json_object();
        put(o, "name", json_string(report_stage_name((ReportStage)i)));
        put(o, "done", json_boolean(s->done));
        put(o, "seconds", json_real(s->cost.seconds));
        put(o, "peak_bytes", if_any(s->cost.peak));
        put(o, "workers_peak_bytes", if_any(s->cost.workers_peak));
        json_array_append_new(list, o);
    }
    return list;
}

static void put_counts(json_t *o, const Report *r)
{
    const AotResult *result = r->result;
    json_t *functions = json_object(), *insns = json_object(), *code = json_object();
    json_t *jumps = json_object();

    put(functions, "found", integer(r->found));
    put(functions, "guessed", integer(r->guessed));
    put(functions, "translated", result ? integer(result->functions) : json_null());
    put(insns, "found", integer(r->insns));
    put(insns, "translated", result ? integer(result->insns) : json_null());
    put(code, "of", json_string(r->file->hints.num_code ? "sections" : "segments"));
    put(code, "bytes", integer(r->code_bytes));
    put(code, "translated", result ? integer(r->translated_bytes) : json_null());
    put(jumps, "indirect", integer(r->indirect));
    put(jumps, "with_table", integer(r->tables));
    put(o, "functions", functions);
    put(o, "instructions", insns);
    put(o, "code", code);
    put(o, "jumps", jumps);
}

static json_t *output(const Report *r)
{
    json_t *o = json_object(), *sizes = json_array();
    const char *emit = options_value(r->options, OPTION_EMIT);
    bool made = !r->error;

    put(o, "path", escape_json(options_value(r->options, OPTION_OUTPUT)));
    put(o, "kind", escape_json(emit ? emit : "executable"));
    put(o, "bytes", made ? if_any(r->output_bytes) : json_null());
    for (int i = 0; made && r->output_bytes && i < REPORT_SIZES; i++) {
        json_t *size = json_object();

        put(size, "what", json_string(r->size[i].what));
        put(size, "bytes", integer(r->size[i].bytes));
        json_array_append_new(sizes, size);
    }
    put(o, "sizes", sizes);
    return o;
}

static json_t *function(const Function *f)
{
    json_t *o = json_object();

    put(o, "entry", address(f->entry));
    put(o, "name", escape_json(f->name));
    return o;
}

static json_t *largest(const Report *r)
{
    json_t *list = json_array();

    for (u32 i = 0; i < r->num_largest; i++) {
        const FunctionReport *f = &r->largest[i];
        json_t *o = function(f->function);

        put(o, "guest_bytes", integer(f->guest_bytes));
        put(o, "host_bytes", if_any(f->host_bytes));
        json_array_append_new(list, o);
    }
    return list;
}

static void add_functions(json_t *list, const Report *r, Leave leave)
{
    for (u32 i = 0; r->result && i < r->result->num_left; i++) {
        const LeftPart *part = &r->result->left[i];

        if (report_leave_of(part) != leave || json_array_size(list) == MOST_ITEMS)
            continue;
        json_t *o = function(part->function);
        put(o, "part", integer(part->part + 1));
        put(o, "parts", integer(part->num_parts));
        put(o, "why", escape_json(left_why(part)));
        json_array_append_new(list, o);
    }
}

static void add_jumps(json_t *list, const Report *r)
{
    for (u32 i = 0; i < r->num_jumps && i < MOST_ITEMS; i++) {
        json_t *o = function(r->jump[i].function);

        put(o, "at", address(r->jump[i].at));
        put(o, "why", escape_json(r->jump[i].why));
        json_array_append_new(list, o);
    }
}

static json_t *left(const Report *r)
{
    json_t *list = json_array();

    for (int i = 0; i < NUM_LEAVES; i++) {
        LeaveWords w = report_leave_words(r, (Leave)i);
        json_t *o, *items;

        if (!r->left[i])
            continue;
        o = json_object();
        items = json_array();
        put(o, "reason", json_string(w.name));
        put(o, "count", w.what ? integer(r->left[i]) : json_null());
        put(o, "what", json_string(w.whats));
        put(o, "why", json_string(w.why));
        put(o, "action", json_string(w.action));
        if (i == LEAVE_JUMPS)
            add_jumps(items, r);
        else
            add_functions(items, r, (Leave)i);
        put(o, "items", items);
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *libraries(const Report *r)
{
    json_t *list = json_array();

    for (u32 i = 0; i < r->num_libraries; i++) {
        const ModuleFile *m = &r->library[i];
        json_t *o = json_object();

        put(o, "name", escape_json(m->soname));
        put(o, "address", address(m->image.module_start));
        put(o, "functions", integer(m->note.functions_translated));
        put(o, "instructions", integer(m->note.instructions_translated));
        put(o, "seconds", m->seconds ? json_real(m->seconds) : json_null());
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *limits(const Report *r)
{
    json_t *o = json_object();

    put(o, "jobs", integer(r->options->aot.jobs));
    put(o, "seconds", if_any(r->options->aot.seconds));
    put(o, "memory_bytes", if_any((u64)r->options->aot.memory << 20));
    return o;
}

void report_write_json(const Report *r, FILE *to)
{
    json_set_alloc_funcs(base_alloc, base_free);
    json_t *o = json_object();
    put(o, "dbt_aot_report", integer(FORM));
    put(o, "tool", tool(r));
    put(o, "status", json_string(r->error ? "failed" : "done"));
    put(o, "error", escape_json(r->error));
    put(o, "program", program(r));
    put(o, "limits", limits(r));
    put(o, "libraries", libraries(r));
    put(o, "stages", stages(r));
    if (r->program)
        put_counts(o, r);
    put(o, "output", output(r));
    put(o, "largest", largest(r));
    put(o, "left", left(r));
    json_dumpf(o, to, JSON_INDENT(1) | JSON_REAL_PRECISION(6));
    fputc('\n', to);
    json_decref(o);
}

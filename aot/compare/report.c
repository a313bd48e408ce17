/* report.c -- the report as JSON: docs/compare.schema.json.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "aot/compare/compare.h"
#include "aot/compare/page.h"
#include "aot/debug/json.h"
#include "aot/files.h"

#ifndef VERSION
#define VERSION "unknown"
#endif

static json_t *any_text(const char *text)
{
    return text ? json_text(text, strlen(text)) : json_null();
}

static json_t *texts(const char *const *text, u32 count)
{
    json_t *all = json_array();

    for (u32 i = 0; i < count; i++)
        json_array_append_new(all, any_text(text[i]));
    return all;
}

/* ---- the program and this machine ---- */

static json_t *program_json(const Compare *c)
{
    const Settings *s = &c->settings;

    return json_pack("{s:o,s:o,s:s,s:I,s:o}", "path", any_text(s->program), "name",
                     any_text(files_name(s->program)), "guest", c->file.guest->name,
                     "bytes", (json_int_t)c->file.size, "arguments",
                     texts(s->arguments, s->num_arguments));
}

/* The processor's name as /proc/cpuinfo has it. */
static json_t *processor(void)
{
    char line[512], *name = NULL;
    FILE *f = fopen("/proc/cpuinfo", "re");

    while (f && !name && fgets(line, sizeof line, f))
        if (strncmp(line, "model name", 10) == 0)
            name = strchr(line, ':');
    if (f)
        fclose(f);
    if (name)
        name[strcspn(name, "\n")] = 0;
    return any_text(name ? name + 2 : "unknown");
}

static const char *level_of(const Compare *c)
{
    const char *level = "x86-64-v3"; /* dbt-aot's default */

    for (u32 i = 0; i < c->settings.num_aot_options; i++)
        if (strncmp(c->settings.aot_options[i], "-march=", 7) == 0)
            level = c->settings.aot_options[i] + 7;
    return level;
}

/* ---- runs ---- */

static json_t *seconds(const Measured *run, u32 count, size_t offset)
{
    json_t *all = json_array();

    for (u32 i = 0; i < count; i++)
        json_array_append_new(
            all, json_real(*(const double *)((const char *)&run[i] + offset)));
    return all;
}

static json_t *peaks(const Measured *run, u32 count)
{
    json_t *all = json_array();

    for (u32 i = 0; i < count; i++)
        json_array_append_new(all, json_integer((json_int_t)run[i].peak_kib));
    return all;
}

static json_t *starts(const Way *way)
{
    json_t *all = way->num_starts ? json_array() : json_null();

    for (u32 i = 0; i < way->num_starts; i++)
        json_array_append_new(all, json_real(way->start[i]));
    return all;
}

/* The command as the user would give it: the folder where the output was made is gone.
 */
static json_t *command_json(const Compare *c, const Way *way)
{
    json_t *all = json_array();

    for (const char *const *p = way->argv; *p; p++) {
        const char *shown = *p == c->output_path ? "(output)"
                            : *p == c->run_tool  ? "dbt-run"
                                                 : *p;
        json_array_append_new(all, any_text(shown));
    }
    return all;
}

static json_t *run_json(const Compare *c, RunKind kind)
{
    const Way *way = &c->way[kind];
    u32 n = c->settings.runs;

    if (!way->argv)
        return json_null();
    return json_pack(
        "{s:o,s:i,s:b,s:o,s:o,s:o,s:o,s:o,s:I}", "command", command_json(c, way),
        "status", way->run[0].status, "differs", (int)way->differs, "wall",
        seconds(way->run, n, offsetof(Measured, wall)), "user",
        seconds(way->run, n, offsetof(Measured, user)), "system",
        seconds(way->run, n, offsetof(Measured, system)), "start", starts(way),
        "peak_kib", peaks(way->run, n), "file_bytes", (json_int_t)way->file_bytes);
}

static json_t *runs_json(const Compare *c)
{
    return json_pack("{s:o,s:o,s:o,s:o}", "aot", run_json(c, RUN_AOT), "jit",
                     run_json(c, RUN_JIT), "native", run_json(c, RUN_NATIVE), "qemu",
                     run_json(c, RUN_QEMU));
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

static double median_wall(const Way *way, u32 count)
{
    double *wall = base_alloc(count * sizeof *wall);

    for (u32 i = 0; i < count; i++)
        wall[i] = way->run[i].wall;
    qsort(wall, count, sizeof *wall, by_size);
    double median = (wall[(count - 1) / 2] + wall[count / 2]) / 2;
    base_free(wall);
    return median;
}

/* The number of runs after which translating ahead of time has taken less time than
 * dbt-run at each of them: null if it never does. */
static json_t *break_even(const Compare *c)
{
    u32 n = c->settings.runs;
    double won = median_wall(&c->way[RUN_JIT], n) - median_wall(&c->way[RUN_AOT], n);

    return won > 0 ? json_integer((json_int_t)(c->translation.wall / won) + 1)
                   : json_null();
}

static json_t *translation_json(const Compare *c)
{
    u64 insns = 0;
    u32 functions = 0;

    for (u32 i = 0; i < c->program.num_functions; i++) {
        functions += c->function[i].aot.insns > 0;
        insns += c->function[i].aot.insns ? c->function[i].insns : 0;
    }
    return json_pack("{s:f,s:f,s:I,s:I,s:I,s:I}", "seconds", c->translation.wall, "cpu",
                     c->translation.user + c->translation.system, "output_bytes",
                     (json_int_t)c->way[RUN_AOT].file_bytes, "code_bytes",
                     (json_int_t)c->output.code_bytes, "functions",
                     (json_int_t)functions, "insns", (json_int_t)insns);
}

/* ---- functions ---- */

static json_t *function_json(const CodeFunction *f, json_t *detail, const char *left)
{
    return json_pack("{s:I,s:o,s:I,s:I,s:I,s:I,s:I,s:I,s:o,s:o,s:o,s:o,s:o}", "entry",
                     (json_int_t)f->entry, "name", any_text(f->name), "bytes",
                     (json_int_t)f->bytes, "insns", (json_int_t)f->insns, "calls",
                     (json_int_t)f->calls, "executed", (json_int_t)f->executed,
                     "ops_raw", (json_int_t)f->ops_raw, "ops", (json_int_t)f->ops,
                     "aot", side_json(&f->aot), "jit", side_json(&f->jit), "left",
                     left ? any_text(left) : json_null(), "detail", detail, "file",
                     any_text(f->file));
}

static json_t *functions_json(const Compare *c)
{
    json_t *all = json_array();
    json_int_t details = 0;

    for (u32 i = 0; i < c->num_functions; i++) {
        const CodeFunction *f = &c->function[i];
        bool known = i < c->program.num_functions;
        json_t *detail = f->detail ? json_integer(details++) : json_null();
        json_array_append_new(
            all, function_json(f, detail,
                               f->aot.insns ? NULL
                               : known      ? left_reason(c, f->entry)
                                            : "it is in no function of the program"));
    }
    return all;
}

/* ---- what is left to the runtime ---- */

/* The blocks that the output translated when it ran. */
static json_t *dynamic_json(const Compare *c)
{
    static const char *const keys[] = {"pc",    "end",   "name",  "offset", "why",
                                       "where", "count", "insns", "ends",   "file"};
    json_t *all = json_array();

    for (u32 i = 0; i < c->dynamic.count; i++) {
        json_t *block = json_object();
        for (size_t k = 0; k < ARRAY_LEN(keys); k++) {
            json_t *value = json_object_get(c->dynamic.block[i].row, keys[k]);
            if (value)
                json_object_set(block, keys[k], value);
        }
        json_array_append_new(all, block);
    }
    return all;
}

/* ---- all ---- */

json_t *report_json(const Compare *c)
{
    const Settings *s = &c->settings;
    json_t *report = json_object();

    json_object_set_new(report, "dbt_compare", json_integer(PAGE_VERSION));
    json_object_set_new(report, "tool",
                        json_pack("{s:s,s:o}", "version", VERSION, "options",
                                  texts(s->aot_options, s->num_aot_options)));
    json_object_set_new(report, "program", program_json(c));
    json_object_set_new(
        report, "host",
        json_pack("{s:o,s:s}", "processor", processor(), "level", level_of(c)));
    json_object_set_new(report, "runs", runs_json(c));
    json_object_set_new(report, "translation", translation_json(c));
    json_object_set_new(report, "break_even", break_even(c));
    json_object_set_new(report, "space", report_space(c));
    json_object_set_new(report, "functions", functions_json(c));
    json_object_set_new(report, "blocks", report_blocks(c));
    json_object_set_new(report, "details", report_details(c));
    json_object_set_new(report, "left", report_left(c));
    json_object_set_new(report, "dynamic", dynamic_json(c));
    json_object_set_new(report, "statistics",
                        c->statistics ? json_incref(c->statistics) : json_null());
    return report;
}

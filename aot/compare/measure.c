/* measure.c -- the program's runs, timed, one way after the other.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "aot/compare/compare.h"
#include "aot/compare/files.h"
#include "aot/tools.h"

/* Start-up is measured in runs of its own, at most so many. */
enum { MOST_STARTS = 5 };

static void set_way(Compare *c, RunKind kind, const char *tool, const char *program)
{
    Way *way = &c->way[kind];
    const Settings *s = &c->settings;
    u32 n = 0;

    way->argv = base_alloc((s->num_arguments + 5) * sizeof(char *));
    if (tool) {
        way->argv[n++] = tool;
        if (s->root) {
            way->argv[n++] = "-L";
            way->argv[n++] = s->root;
        }
    }
    way->argv[n++] = program;
    for (u32 i = 0; i < s->num_arguments; i++)
        way->argv[n++] = s->arguments[i];
    way->run = base_alloc(s->runs * sizeof *way->run);
    way->start = base_alloc(MOST_STARTS * sizeof *way->start);
    snprintf(way->output, sizeof way->output, "%s/run.%d", c->space->dir, (int)kind);
}

static void set_ways(Compare *c)
{
    bool arm = strcmp(c->file.guest->name, "arm") == 0;
    const char *qemu = arm ? "qemu-arm" : "qemu-ppc";
    char path[COMPARE_ROOM];

    set_way(c, RUN_AOT, NULL, c->output_path);
    set_way(c, RUN_JIT, c->run_tool, c->settings.program);
    if (c->settings.native)
        set_way(c, RUN_NATIVE, NULL, c->settings.native);
    if (tools_in_path(path, sizeof path, qemu, X_OK))
        set_way(c, RUN_QEMU, qemu, c->settings.program);
}

static const char *run_once(Compare *c, Way *way, const char *output, const char *set,
                            Measured *m)
{
    const Command command = {.argv = way->argv,
                             .set = set,
                             .input = *c->input_path ? c->input_path : NULL,
                             .output = output,
                             .errors = workspace_path(c->space, "errors")};

    return command_run(&command, m) ? NULL
                                    : compare_wrong(c, way->argv[0], strerror(errno));
}

static const char *time_ways(Compare *c)
{
    const char *wrong = NULL;

    for (u32 i = 0; i < c->settings.runs; i++)
        for (int kind = 0; kind < NUM_RUNS && !wrong; kind++) {
            Way *way = &c->way[kind];
            if (way->argv)
                wrong = run_once(c, way, i ? NULL : way->output, NULL, &way->run[i]);
        }
    return wrong;
}

/* The runtime says when the guest began (docs/statistics.md). */
static const char *time_start(Compare *c, Way *way)
{
    char set[COMPARE_ROOM + 16], *file;
    Measured m;

    base_format(set, sizeof set, "DBT_STATS=%s", workspace_path(c->space, "start"));
    file = strchr(set, '=') + 1;
    unlink(file);
    const char *wrong = run_once(c, way, NULL, set, &m);
    json_t *statistics = json_load_file(file, JSON_ALLOW_NUL, NULL);
    json_int_t began = json_integer_value(json_object_get(statistics, "began"));
    json_decref(statistics);
    if (!wrong && began)
        way->start[way->num_starts++] = (double)began / 1e9 - m.started;
    return wrong;
}

static const char *time_starts(Compare *c)
{
    u32 n = c->settings.runs < MOST_STARTS ? c->settings.runs : MOST_STARTS;
    const char *wrong = NULL;

    for (u32 i = 0; i < n && !wrong; i++) {
        wrong = time_start(c, &c->way[RUN_AOT]);
        if (!wrong)
            wrong = time_start(c, &c->way[RUN_JIT]);
    }
    return wrong;
}

static void check_ways(Compare *c)
{
    const Way *first = &c->way[RUN_AOT];

    for (int kind = 0; kind < NUM_RUNS; kind++) {
        Way *way = &c->way[kind];
        struct stat st;
        if (!way->argv)
            continue;
        way->differs = way->run[0].status != first->run[0].status ||
                       !files_are_equal(way->output, first->output);
        const char *program = kind == RUN_NATIVE ? c->settings.native
                              : kind == RUN_AOT  ? c->output_path
                                                 : c->settings.program;
        way->file_bytes = stat(program, &st) == 0 ? (u64)st.st_size : 0;
    }
    c->way[RUN_AOT].file_bytes -= c->output.debug_bytes;
}

const char *measure(Compare *c)
{
    if (c->settings.verbose)
        fprintf(stderr, "dbt-compare: timing %u runs of each kind\n", c->settings.runs);
    set_ways(c);
    const char *wrong = time_ways(c);
    if (!wrong)
        wrong = time_starts(c);
    if (!wrong)
        check_ways(c);
    return wrong;
}

void measure_free(Compare *c)
{
    for (int kind = 0; kind < NUM_RUNS; kind++) {
        base_free(c->way[kind].argv);
        base_free(c->way[kind].run);
        base_free(c->way[kind].start);
    }
}

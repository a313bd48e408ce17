/* main.c -- dbt-compare: what is known of a program's two translations in, a page out.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "aot/compare/compare.h"
#include "aot/compare/options.h"
#include "aot/compare/page.h"
#include "aot/workspace.h"

/* What main returns besides 0; see dbt-compare(1). */
enum { NOT_DONE = 1, USAGE = 2 };

/* Reads what the page shows: one report, or two. */
static json_t *read_data(const CompareOptions *o, char *error, size_t room)
{
    const char *first =
        o->value[OPTION_DIFF] ? o->value[OPTION_DIFF] : o->value[OPTION_FROM];
    json_t *data = page_read(first, error, room);

    if (!data || !o->value[OPTION_DIFF])
        return data;
    json_t *newer = page_read(o->operand, error, room);
    if (!newer) {
        json_decref(data);
        return NULL;
    }
    return page_pair(data, first, newer, o->operand);
}

/* Writes the data in one of its forms.  Returns false if not all could be written. */
typedef bool WriteData(FILE *to, const json_t *data);

static bool write_json(FILE *to, const json_t *data)
{
    return json_dumpf(data, to, JSON_COMPACT) == 0 && fputc('\n', to) != EOF;
}

static const char *write_to(const char *path, const json_t *data, WriteData *write)
{
    FILE *file = fopen(path, "w");

    if (!file)
        return strerror(errno);
    bool written = write(file, data);
    if (fclose(file) != 0)
        return strerror(errno);
    return written ? NULL : "not all could be written; is the disk full?";
}

/* Returns what is wrong, with the output's name in `error`, of `room` bytes, or NULL.
 */
static const char *write_output(const char *output, const json_t *data,
                                WriteData *write, char *error, size_t room)
{
    static Workspace w;
    const char *wrong = workspace_open(&w, output);

    if (!wrong) {
        const char *bad = write_to(workspace_path(&w, "page"), data, write);
        if (bad) {
            snprintf(error, room, "%.900s: %s", output, bad);
            wrong = error;
        }
    }
    if (!wrong)
        wrong = workspace_finish(&w, "page", 0666);
    if (wrong && wrong != error) {
        snprintf(error, room, "%s", wrong);
        wrong = error;
    }
    workspace_close(&w);
    return wrong;
}

static Settings settings_of(const CompareOptions *o)
{
    return (Settings){
        .program = o->operand,
        .arguments = o->arguments,
        .num_arguments = o->num_arguments,
        .native = o->value[OPTION_NATIVE],
        .root = o->value[OPTION_ROOT],
        .aot_options = o->aot,
        .num_aot_options = o->num_aot,
        .functions = o->functions,
        .num_functions = o->num_functions,
        .top = o->top,
        .top_given = o->top_given,
        .runs = o->runs,
        .verbose = o->verbose,
    };
}

/* Runs the program in all ways.  Returns NULL, with what is wrong in `error`, if that
 * fails. */
static json_t *compare_program(const CompareOptions *o, char *error, size_t room)
{
    static Workspace w; /* the files of the tools */
    const char *output =
        o->value[OPTION_OUTPUT] ? o->value[OPTION_OUTPUT] : o->value[OPTION_JSON];
    const char *wrong = workspace_open(&w, output);
    Compare c = {.settings = settings_of(o), .space = &w};
    json_t *report = NULL;

    if (!wrong)
        wrong = compare_run(&c);
    if (!wrong)
        report = report_json(&c);
    else
        snprintf(error, room, "%s", wrong);
    compare_free(&c);
    workspace_close(&w);
    return report;
}

static const char *run(const CompareOptions *o, char *error, size_t room)
{
    bool read = o->value[OPTION_FROM] || o->value[OPTION_DIFF];
    json_t *data = read ? read_data(o, error, room) : compare_program(o, error, room);
    const char *wrong = NULL;

    if (!data)
        return error;
    if (o->value[OPTION_JSON])
        wrong = write_output(o->value[OPTION_JSON], data, write_json, error, room);
    if (!wrong && o->value[OPTION_OUTPUT])
        wrong = write_output(o->value[OPTION_OUTPUT], data, page_write, error, room);
    json_decref(data);
    return wrong;
}

/* After help or the version: it may have been written to a full disk. */
static int end_of_help(void)
{
    if (!ferror(stdout) && fclose(stdout) == 0)
        return 0;
    fprintf(stderr, "dbt-compare: standard output: not all could be written\n");
    return NOT_DONE;
}

int main(int argc, char **argv)
{
    CompareOptions options;
    char error[PAGE_ERROR];

    switch (compare_options_parse(&options, argc, argv)) {
    case COMPARE_DONE: return end_of_help();
    case COMPARE_WRONG: return USAGE;
    case COMPARE_GO: break;
    }
    const char *wrong = run(&options, error, sizeof error);
    if (wrong)
        fprintf(stderr, "dbt-compare: %s\n", wrong);
    return wrong ? NOT_DONE : 0;
}

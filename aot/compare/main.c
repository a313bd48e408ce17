/* main.c -- dbt-compare: what is known of a program's two translations in, a page out.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <errno.h>
#include <stdio.h>
#include <string.h>

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

static const char *write_to(const char *path, const json_t *data)
{
    FILE *file = fopen(path, "w");

    if (!file)
        return strerror(errno);
    bool written = page_write(file, data);
    if (fclose(file) != 0)
        return strerror(errno);
    return written ? NULL : "not all could be written; is the disk full?";
}

/* Returns what is wrong, with the output's name in `error`, of `room` bytes, or NULL.
 */
static const char *write_output(const char *output, const json_t *data, char *error,
                                size_t room)
{
    static Workspace w;
    const char *wrong = workspace_open(&w, output);

    if (!wrong) {
        const char *bad = write_to(workspace_path(&w, "page"), data);
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

static const char *run(const CompareOptions *o, char *error, size_t room)
{
    json_t *data = read_data(o, error, room);

    if (!data)
        return error;
    const char *wrong = write_output(o->value[OPTION_OUTPUT], data, error, room);
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

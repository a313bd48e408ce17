/* gather.c -- runs the tools and reads what they write.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "aot/compare/compare.h"
#include "aot/compare/files.h"
#include "aot/read_file.h"

const char *compare_wrong(Compare *c, const char *what, const char *why)
{
    snprintf(c->error, sizeof c->error, "%.500s: %.600s", what, why);
    return c->error;
}

static void say(const Compare *c, const char *what)
{
    if (c->settings.verbose)
        fprintf(stderr, "dbt-compare: %s\n", what);
}

/* ---- tools ---- */

/* Every run reads the same standard input; a terminal is not read. */
static const char *keep_input(Compare *c)
{
    char bytes[1 << 16];
    ssize_t got = 0;

    if (isatty(0) || fcntl(0, F_GETFD) < 0)
        return NULL;
    snprintf(c->input_path, sizeof c->input_path, "%s",
             workspace_path(c->space, "input"));
    FILE *f = fopen(c->input_path, "we");
    while (f && (got = read(0, bytes, sizeof bytes)) > 0)
        if (fwrite(bytes, 1, (size_t)got, f) != (size_t)got)
            break;
    bool fine = f && !got && !ferror(f);
    if (f && fclose(f) != 0)
        fine = false;
    return fine ? NULL : compare_wrong(c, "standard input", strerror(errno));
}

/* ---- argument lists ---- */

typedef struct {
    const char **item;
    u32 count;
} List;

/* `room`: for how many arguments besides the program's. */
static List list_new(const Compare *c, u32 room)
{
    size_t most =
        (size_t)room + c->settings.num_arguments + c->settings.num_aot_options + 1;

    return (List){base_alloc(most * sizeof(char *)), 0};
}

static void add(List *list, const char *item)
{
    if (item)
        list->item[list->count++] = item;
}

static void add_arguments(List *list, const Compare *c)
{
    for (u32 i = 0; i < c->settings.num_arguments; i++)
        add(list, c->settings.arguments[i]);
}

/* Returns "WHAT" and "FILE of the workspace" as one text, from base_alloc. */
static char *option(const Compare *c, const char *what, const char *file)
{
    char *text = base_alloc(COMPARE_ROOM + strlen(what));

    base_format(text, COMPARE_ROOM + strlen(what), "%s%s", what,
                workspace_path(c->space, file));
    return text;
}

/* ---- the dynamic translator ---- */

static const char *read_blocks(Compare *c, Dynamic *blocks, const char *file)
{
    char error[400];
    const char *path = workspace_path(c->space, file);

    if (dynamic_read(blocks, path, error, sizeof error))
        return NULL;
    return compare_wrong(c, "the blocks that were translated at run time", error);
}

static const char *failed(Compare *c, const char *tool, int status)
{
    char text[80];

    snprintf(text, sizeof text, "it ended with status %d", status);
    return compare_wrong(c, tool, text);
}

/* Returns the last line that dbt-aot wrote, which tells its error. */
static const char *aot_failed(Compare *c, int status)
{
    size_t size;
    char *text = read_file(workspace_path(c->space, "translate.err"), &size);

    while (text && size && text[size - 1] == '\n')
        text[--size] = 0;
    char *last = text ? strrchr(text, '\n') : NULL;
    last = last ? last + 1 : text;
    if (!last || !*last)
        failed(c, c->aot_tool, status);
    else
        snprintf(c->error, sizeof c->error, "%.1000s", last);
    base_free(text);
    return c->error;
}

/* The program itself may end with any status; 125 is the runtime's. */
static const char *run_jit(Compare *c)
{
    enum { RUNTIME_FAILED = 125 };
    List list = list_new(c, 6);
    char *blocks = option(c, "--blocks=", "jit.jsonl"), *out = option(c, "", "jit.out"),
         *errors = option(c, "", "jit.err");
    Measured m;

    add(&list, c->run_tool);
    add(&list, c->settings.root ? "-L" : NULL);
    add(&list, c->settings.root);
    add(&list, blocks);
    add(&list, c->settings.program);
    add_arguments(&list, c);
    const Command command = {.argv = list.item,
                             .input = *c->input_path ? c->input_path : NULL,
                             .output = out,
                             .errors = errors};
    say(c, "counting what the program executes");
    const char *wrong = NULL;
    if (!command_run(&command, &m))
        wrong = compare_wrong(c, c->run_tool, strerror(errno));
    else if (m.status == RUNTIME_FAILED)
        wrong = failed(c, c->run_tool, m.status);
    base_free(blocks);
    base_free(out);
    base_free(errors);
    base_free(list.item);
    return wrong ? wrong : read_blocks(c, &c->jit, "jit.jsonl");
}

/* ---- ahead of time ---- */

static const char *read_translation(Compare *c)
{
    char error[400];
    const char *path = option(c, "", "out.lst");

    snprintf(c->output_path, sizeof c->output_path, "%s",
             workspace_path(c->space, "out"));
    const char *wrong = NULL;
    if (!listing_read(&c->listing, path))
        wrong = compare_wrong(c, path, strerror(errno));
    base_free((void *)path);
    if (!wrong)
        wrong = output_open(&c->output, c->output_path);
    if (wrong)
        return wrong;
    c->record =
        file_json_lines(workspace_path(c->space, "record"), error, sizeof error);
    c->build = json_load_file(workspace_path(c->space, "build.json"), 0, NULL);
    return c->record ? NULL : compare_wrong(c, "dbt-aot --record", error);
}

static const char *translate(Compare *c)
{
    List list = list_new(c, 12);
    char *record = option(c, "--record=", "record"),
         *functions = option(c, "--record-functions=", "functions"),
         *report = option(c, "--report=", "build.json"), *out = option(c, "", "out"),
         *errors = option(c, "", "translate.err");

    add(&list, c->aot_tool);
    for (u32 i = 0; i < c->settings.num_aot_options; i++)
        add(&list, c->settings.aot_options[i]);
    add(&list, c->settings.root ? "--root" : NULL);
    add(&list, c->settings.root);
    add(&list, "-g=listing");
    add(&list, record);
    add(&list, functions);
    add(&list, report);
    add(&list, c->settings.program);
    add(&list, "-o");
    add(&list, out);
    const Command command = {.argv = list.item, .errors = errors};
    say(c, "translating ahead of time");
    const char *wrong = NULL;
    if (!command_run(&command, &c->translation))
        wrong = compare_wrong(c, c->aot_tool, strerror(errno));
    else if (c->translation.status)
        wrong = aot_failed(c, c->translation.status);
    base_free(errors);
    base_free(record);
    base_free(functions);
    base_free(report);
    base_free(out);
    base_free(list.item);
    return wrong ? wrong : read_translation(c);
}

/* Once more, for what the output translates at run time. */
static const char *run_output(Compare *c)
{
    List list = list_new(c, 1);
    char *blocks = option(c, "DBT_BLOCKS=", "dynamic.jsonl"),
         *statistics = option(c, "DBT_STATS=", "statistics.json"),
         *out = option(c, "", "aot.out"), *errors = option(c, "", "aot.err");
    Measured m;

    add(&list, c->output_path);
    add_arguments(&list, c);
    const Command command = {.argv = list.item,
                             .set = blocks,
                             .set_too = statistics,
                             .input = *c->input_path ? c->input_path : NULL,
                             .output = out,
                             .errors = errors};
    say(c, "running the output");
    const char *wrong = NULL;
    if (!command_run(&command, &m))
        wrong = compare_wrong(c, "the output", strerror(errno));
    base_free(blocks);
    base_free(statistics);
    base_free(out);
    base_free(errors);
    base_free(list.item);
    c->statistics = json_load_file(workspace_path(c->space, "statistics.json"),
                                   JSON_ALLOW_NUL, NULL);
    return wrong ? wrong : read_blocks(c, &c->dynamic, "dynamic.jsonl");
}

/* ---- all ---- */

static const char *read_program(Compare *c)
{
    const char *wrong = elf_open(&c->file, c->settings.program);

    if (!wrong)
        c->program = discover(c->file.guest, &c->file.image, &c->file.hints);
    return wrong;
}

static const char *gather(Compare *c)
{
    c->host = host_asm_new();
    command_find(c->aot_tool, sizeof c->aot_tool, "dbt-aot");
    command_find(c->run_tool, sizeof c->run_tool, "dbt-run");
    const char *wrong = c->host ? NULL : "LLVM has no disassembler for x86-64";
    if (!wrong)
        wrong = read_program(c);
    if (!wrong)
        wrong = keep_input(c);
    if (!wrong)
        wrong = run_jit(c);
    if (!wrong) {
        functions_make(c);
        wrong = functions_choose(c, workspace_path(c->space, "functions"));
    }
    if (!wrong)
        wrong = translate(c);
    if (!wrong)
        wrong = run_output(c);
    return wrong;
}

const char *compare_run(Compare *c)
{
    const char *wrong = gather(c);

    if (!wrong)
        wrong = measure(c);
    if (wrong)
        return wrong;
    functions_translated(c);
    blocks_order(c);
    cycles_find(c, c->block_order, c->num_ordered);
    return NULL;
}

void compare_free(Compare *c)
{
    measure_free(c);
    functions_free(c);
    dynamic_free(&c->jit);
    dynamic_free(&c->dynamic);
    libraries_free(&c->libraries);
    listing_free(&c->listing);
    output_close(&c->output);
    host_asm_free(c->host);
    json_decref(c->record);
    json_decref(c->build);
    json_decref(c->statistics);
    program_free(&c->program);
    elf_close(&c->file);
}

/* gather.c -- runs the tools and reads what they write.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "aot/compare/compare.h"
#include "aot/compare/files.h"
#include "aot/files.h"

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

/* A command's arguments, and the texts that were made for it. */
typedef struct {
    const char **item;
    u32 count;
    char *text[8];
    u32 num_texts;
} List;

/* `room`: for how many arguments besides the program's. */
static List list_new(const Compare *c, u32 room)
{
    size_t most =
        (size_t)room + c->settings.num_arguments + c->settings.num_aot_options + 1;

    return (List){.item = base_alloc(most * sizeof(char *))};
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

/* Returns "WHAT" and "FILE of the workspace" as one text, which lives as long as the
 * list. */
static const char *text(List *list, const Compare *c, const char *what,
                        const char *file)
{
    size_t room = COMPARE_ROOM + strlen(what);
    char *made = base_alloc(room);

    base_format(made, room, "%s%s", what, workspace_path(c->space, file));
    list->text[list->num_texts++] = made;
    return made;
}

/* Runs the command of the list, which is called `name`, and frees the list.  Returns
 * NULL, or that it could not be executed. */
static const char *run(Compare *c, const char *name, List *list, Command command,
                       Measured *m)
{
    command.argv = list->item;
    const char *wrong =
        command_run(&command, m) ? NULL : compare_wrong(c, name, strerror(errno));
    for (u32 i = 0; i < list->num_texts; i++)
        base_free(list->text[i]);
    base_free(list->item);
    return wrong;
}

static const char *input(const Compare *c)
{
    return *c->input_path ? c->input_path : NULL;
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
    char why[80];

    snprintf(why, sizeof why, "it ended with status %d", status);
    return compare_wrong(c, tool, why);
}

/* Returns the last line that dbt-aot wrote, which tells its error. */
static const char *aot_failed(Compare *c, int status)
{
    size_t size;
    char *said = files_read(workspace_path(c->space, "translate.err"), &size);

    while (said && size && said[size - 1] == '\n')
        said[--size] = 0;
    char *last = said ? strrchr(said, '\n') : NULL;
    last = last ? last + 1 : said;
    if (!last || !*last)
        failed(c, c->aot_tool, status);
    else
        snprintf(c->error, sizeof c->error, "%.1000s", last);
    base_free(said);
    return c->error;
}

/* The program itself may end with any status; 125 is the runtime's. */
static const char *run_jit(Compare *c)
{
    enum { RUNTIME_FAILED = 125 };
    List list = list_new(c, 6);
    const Command command = {.input = input(c),
                             .output = text(&list, c, "", "jit.out"),
                             .errors = text(&list, c, "", "jit.err")};
    Measured m;

    add(&list, c->run_tool);
    add(&list, c->settings.root ? "-L" : NULL);
    add(&list, c->settings.root);
    add(&list, text(&list, c, "--blocks=", "jit.jsonl"));
    add(&list, c->settings.program);
    add_arguments(&list, c);
    say(c, "counting what the program executes");
    const char *wrong = run(c, c->run_tool, &list, command, &m);
    if (!wrong && m.status == RUNTIME_FAILED)
        wrong = failed(c, c->run_tool, m.status);
    return wrong ? wrong : read_blocks(c, &c->jit, "jit.jsonl");
}

/* ---- ahead of time ---- */

static const char *read_translation(Compare *c)
{
    char error[400];
    const char *path = workspace_path(c->space, "out.lst");

    if (!listing_read(&c->listing, path))
        return compare_wrong(c, path, strerror(errno));
    const char *wrong = output_open(&c->output, c->output_path);
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
    const Command command = {.errors = text(&list, c, "", "translate.err")};

    snprintf(c->output_path, sizeof c->output_path, "%s",
             workspace_path(c->space, "out"));
    add(&list, c->aot_tool);
    for (u32 i = 0; i < c->settings.num_aot_options; i++)
        add(&list, c->settings.aot_options[i]);
    add(&list, c->settings.root ? "--root" : NULL);
    add(&list, c->settings.root);
    add(&list, "-g=listing");
    add(&list, text(&list, c, "--record=", "record"));
    add(&list, text(&list, c, "--record-functions=", "functions"));
    add(&list, text(&list, c, "--report=", "build.json"));
    add(&list, c->settings.program);
    add(&list, "-o");
    add(&list, c->output_path);
    say(c, "translating ahead of time");
    const char *wrong = run(c, c->aot_tool, &list, command, &c->translation);
    if (!wrong && c->translation.status)
        wrong = aot_failed(c, c->translation.status);
    return wrong ? wrong : read_translation(c);
}

/* Once more, for what the output translates at run time. */
static const char *run_output(Compare *c)
{
    List list = list_new(c, 1);
    const Command command = {
        .set = text(&list, c, "DBT_BLOCKS=", "dynamic.jsonl"),
        .set_too = text(&list, c, "DBT_STATS=", "statistics.json"),
        .input = input(c),
        .output = text(&list, c, "", "aot.out"),
        .errors = text(&list, c, "", "aot.err"),
    };
    Measured m;

    add(&list, c->output_path);
    add_arguments(&list, c);
    say(c, "running the output");
    const char *wrong = run(c, "the output", &list, command, &m);
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

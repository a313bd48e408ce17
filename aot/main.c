/* main.c -- dbt-aot: a guest program in, a native executable out.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "aot/elf/body_sizes.h"
#include "aot/dump.h"
#include "aot/elf/elf.h"
#include "aot/elf/image_object.h"
#include "aot/link.h"
#include "aot/options.h"
#include "aot/report.h"
#include "aot/selection.h"
#include "aot/workspace.h"

typedef struct {
    Options options;
    ElfFile file;
    Program program;
    Workspace workspace;
    AotResult result;
    char linker[4200], runtime[4200];
    double compile_seconds, link_seconds;
    char error[1200];
} Job;

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static const char *about(Job *job, const char *what, const char *why)
{
    if (!why)
        return NULL;
    snprintf(job->error, sizeof job->error, "%.500s: %.600s", what, why);
    return job->error;
}

/* Finds the linker and the runtime before anything else is done. */
static const char *find_tools(Job *job)
{
    const Options *o = &job->options;
    unsigned level = options_cpu_level(o);
    char name[64];

    if (options_list(o))
        return NULL;
    if (!link_find_linker(o->linker, job->linker, sizeof job->linker))
        return about(job, o->linker ? o->linker : "ld.lld",
                     "no linker there; install lld-19, or name one with --linker");
    if (o->aot.emit)
        return NULL;
    snprintf(name, sizeof name, "runtime-v%u.o", level);
    if (!link_find_runtime(o->runtime, level, job->runtime, sizeof job->runtime))
        return about(job, o->runtime ? o->runtime : name,
                     "no runtime there; install dbt-aot whole, or use --runtime");
    return NULL;
}

static const char *check_same(Job *job)
{
    struct stat in, out;

    if (job->options.output && stat(job->options.input, &in) == 0 &&
        stat(job->options.output, &out) == 0 && in.st_dev == out.st_dev &&
        in.st_ino == out.st_ino)
        return about(job, job->options.output, "the output would replace the input");
    return NULL;
}

/* Refuses programs of more than 1 GiB: the runtime reaches every part of its own file
 * by an offset of 31 bits. */
static const char *check_size(Job *job)
{
    enum { MOST = 1 << 30 };

    if (job->options.no_guest_file || job->file.size <= MOST)
        return NULL;
    return about(job, job->options.input,
                 "more than 1 GiB, which is too much to have in the output; "
                 "--no-guest-file leaves out what is not loaded");
}

static const char *find_functions(Job *job)
{
    double start = now();
    const Options *o = &job->options;

    job->program = discover(job->file.guest, &job->file.image, &job->file.hints);
    if (o->verbose)
        report_found(&job->file, &job->program, now() - start);
    if (o->none)
        job->program.num_functions = 0;
    const char *wrong = NULL;
    if (o->functions)
        wrong =
            selection_apply(&job->program, o->functions, job->error, sizeof job->error);
    if (!wrong)
        dump_program(job->file.guest, &job->file.image, &job->program, o->aot.dump);
    return wrong;
}

static const char *compile(Job *job, const char *dir)
{
    double start = now();
    const char *wrong = NULL;

    if (job->program.num_functions)
        wrong = aot_compile(job->file.guest, &job->file.image, &job->program,
                            &job->options.aot, dir, &job->result);
    job->compile_seconds = now() - start;
    return about(job, job->options.input, wrong);
}

/* Writes the listing to stdout, or to a file that appears when it is complete. */
static const char *list(Job *job)
{
    Options *o = &job->options;
    Workspace *w = &job->workspace;
    const char *wrong;

    o->aot.listing = stdout;
    if (!o->output)
        return compile(job, NULL);
    wrong = workspace_open(w, o->output);
    if (wrong)
        return wrong;
    o->aot.listing = fopen(workspace_path(w, "listing"), "w");
    if (!o->aot.listing)
        return about(job, o->output, "cannot write the listing");
    wrong = compile(job, w->dir);
    if (fclose(o->aot.listing) != 0 && !wrong)
        wrong = about(job, o->output, "cannot write the listing");
    return wrong ? wrong : workspace_finish(w, "listing", 0666);
}

static const char *make_image(Job *job, const char *path)
{
    BodySizes sizes = {0};

    for (u32 i = 0; i < job->result.num_objects; i++)
        body_sizes_read(&sizes, job->result.object[i]);
    body_sizes_settle(&sizes);
    const ImageOptions options = {
        .root = job->options.root,
        .cpu_level = options_cpu_level(&job->options),
        .precise = job->options.aot.precise,
        .guest_file = !job->options.no_guest_file,
    };
    const char *wrong =
        image_object_write(path, &job->file, &job->program, &sizes, &options);
    body_sizes_free(&sizes);
    return about(job, job->options.output, wrong);
}

static const char *run_linker(Job *job, char *image)
{
    char log[4300], text[600];
    u32 count = 0;
    char **input = base_alloc((job->result.num_objects + 2) * sizeof *input);

    if (!job->options.aot.emit)
        input[count++] = job->runtime;
    for (u32 i = 0; i < job->result.num_objects; i++)
        input[count++] = job->result.object[i];
    input[count++] = image;
    snprintf(log, sizeof log, "%s/link.log", job->workspace.dir);
    Link link = {
        .linker = job->linker,
        .input = input,
        .num_inputs = count,
        .output = workspace_path(&job->workspace, "out"),
        .log = log,
        .relocatable = job->options.aot.emit,
    };
    const char *wrong = link_run(&link, text, sizeof text);
    base_free(input);
    return about(job, job->linker, wrong);
}

static const char *build(Job *job)
{
    Workspace *w = &job->workspace;
    bool executable = !job->options.aot.emit;
    char image[4300];
    const char *wrong = workspace_open(w, job->options.output);

    /* For "obj" the compiler makes complete objects, as for an executable. */
    job->options.aot.emit = NULL;
    if (!wrong)
        wrong = compile(job, w->dir);
    if (wrong)
        return wrong;
    if (!executable)
        job->options.aot.emit = "obj";
    snprintf(image, sizeof image, "%s/image.o", w->dir);
    double start = now();
    wrong = make_image(job, image);
    if (!wrong)
        wrong = run_linker(job, image);
    if (!wrong)
        wrong = workspace_finish(w, "out", executable ? 0777 : 0666);
    job->link_seconds = now() - start;
    if (!wrong && job->options.verbose)
        report_made(&job->file, &job->program, &job->result, job->options.output,
                    job->compile_seconds, job->link_seconds);
    return wrong;
}

static const char *run(Job *job)
{
    const char *wrong = find_tools(job);

    if (!wrong)
        wrong = elf_open(&job->file, job->options.input);
    if (!wrong)
        wrong = check_same(job);
    if (!wrong)
        wrong = check_size(job);
    if (!wrong)
        report_cut(&job->file, job->options.input);
    if (!wrong)
        wrong = find_functions(job);
    if (!wrong)
        wrong = options_list(&job->options) ? list(job) : build(job);
    return wrong;
}

static void finish(Job *job)
{
    workspace_close(&job->workspace);
    for (u32 i = 0; i < job->result.num_objects; i++)
        base_free(job->result.object[i]);
    base_free(job->result.object);
    program_free(&job->program);
    elf_close(&job->file);
}

int main(int argc, char **argv)
{
    static Job job;

    switch (options_parse(&job.options, argc, argv)) {
    case OPTIONS_DONE: return 0;
    case OPTIONS_WRONG: return 1;
    case OPTIONS_GO: break;
    }
    const char *wrong = run(&job);
    if (wrong)
        fprintf(stderr, "dbt-aot: %s\n", wrong);
    finish(&job);
    return wrong != NULL;
}

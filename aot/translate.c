/* translate.c -- a program that was read, to the output.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/translate.h"

#include <errno.h>
#include <string.h>

#include "aot/assemble.h"
#include "aot/bug.h"
#include "aot/debugging.h"
#include "aot/depends.h"
#include "aot/dump.h"
#include "aot/handlers.h"
#include "aot/join.h"
#include "aot/limits.h"
#include "aot/modules/find.h"
#include "aot/modules/make.h"
#include "aot/profiling.h"
#include "aot/progress.h"
#include "aot/recording.h"
#include "aot/selection.h"
#include "aot/streams.h"
#include "aot/temps.h"

static const char *find_functions(Job *job)
{
    const Options *o = &job->options;
    Limits limits = {.options = &o->aot};
    const char *wrong = NULL;

    profiling_begin(job);
    report_begin(&job->report, STAGE_DISCOVER);
    job->program = discover_until(job->file.guest, &job->file.image, &job->file.hints,
                                  limits_end_discovery, &limits);
    report_end(&job->report, STAGE_DISCOVER);
    report_found(&job->report, &job->program, limits.reached);
    report_warn_found(&job->report, job->diagnostics);
    if (job_times(job, OPTION_VERBOSE))
        report_print_found(&job->report);
    if (job_times(job, OPTION_NO_AOT))
        job->program.num_functions = 0;
    if (job_value(job, OPTION_FUNCTIONS))
        wrong = selection_apply(&job->program, job_value(job, OPTION_FUNCTIONS),
                                job->error, sizeof job->error);
    if (wrong)
        return wrong;
    profiling_apply(job);
    report_chosen(&job->report);
    dump_program(job->file.guest, &job->file.image, &job->program, &o->aot.dump);
    return job_check_warnings(job);
}

/* Finds what is to be translated, and opens what is recorded of it. */
static const char *find_code(Job *job)
{
    job->kind = DIAGNOSTIC_INPUT;
    bug_now("looking for code", job->options.input);
    const char *wrong = find_functions(job);

    if (wrong)
        return wrong;
    job->kind = DIAGNOSTIC_OUTPUT;
    wrong =
        recording_begin(&job->options, &job->program, job->error, sizeof job->error);
    handlers_choose(job, job->modules.count);
    return wrong;
}

/* Tells of what was compiled, where nothing went wrong, and of what is left. */
static const char *compiled(Job *job, const char *wrong)
{
    report_compiled(&job->report, &job->result);
    if (wrong)
        return job_about(job, job->options.input, wrong);
    report_warn_left(&job->report, job->diagnostics, job_times(job, OPTION_VERBOSE));
    job->kind = DIAGNOSTIC_OUTPUT;
    return job_check_warnings(job);
}

static const char *compile(Job *job, const char *dir)
{
    const char *wrong = NULL;

    job->kind = DIAGNOSTIC_COMPILE;
    bug_now("compiling", job->options.input);
    job->result.done = !job->program.num_functions;
    if (job->program.num_functions)
        wrong = aot_compile(job->file.guest, &job->file.image, &job->program,
                            &job->options.aot, dir, &job->result);
    progress_clear();
    return compiled(job, wrong);
}

/* Ends the report of a translation that was done; `sizes` is NULL of a listing.  The
 * report is written before the output appears, as there may be no room for it. */
static const char *report_made(Job *job, const BodySizes *sizes, u64 linker_peak)
{
    report_linked(&job->report, sizes, linker_peak,
                  sizes ? workspace_path(&job->workspace, "out") : NULL);
    if (job_times(job, OPTION_VERBOSE))
        report_print_result(&job->report, job_times(job, OPTION_VERBOSE));
    const char *wrong = job_check_policies(job);
    return wrong ? wrong : job_write_report(job);
}

/* The output appears last of all: what fails before leaves none. */
static const char *put_in_place(Job *job, const char *name, unsigned mode)
{
    const char *wrong = temps_save(job);

    if (!wrong)
        wrong = depends_finish(job);
    if (!wrong)
        wrong = workspace_finish(&job->workspace, name, mode);
    if (wrong)
        workspace_undo(&job->depends_space);
    return wrong;
}

/* Writes a listing to the standard output as it is made, or to a file that appears when
 * it is complete. */
static const char *list(Job *job)
{
    Options *o = &job->options;
    Workspace *w = &job->workspace;
    bool to_stdout = !job_value(job, OPTION_OUTPUT) ||
                     strcmp(job_value(job, OPTION_OUTPUT), "-") == 0;
    const char *wrong =
        to_stdout ? NULL : workspace_open(w, job_value(job, OPTION_OUTPUT));

    if (wrong)
        return wrong;
    o->aot.listing = to_stdout ? stdout : fopen(workspace_path(w, "listing"), "w");
    if (!o->aot.listing)
        return job_about(job, job_value(job, OPTION_OUTPUT), strerror(errno));
    debugging_begin(&job->lines, o, &job->file, &job->program, NULL);
    wrong = compile(job, w->dir);
    const char *bad = streams_close(o->aot.listing);
    if (bad && !wrong)
        wrong = job_about(
            job, to_stdout ? "standard output" : job_value(job, OPTION_OUTPUT), bad);
    if (!wrong)
        wrong = report_made(job, NULL, 0);
    if (wrong)
        return wrong;
    return to_stdout ? depends_finish(job) : put_in_place(job, "listing", 0666);
}

/* Joins shards instead of compiling. */
static const char *join(Job *job, const char *dir)
{
    const Options *o = &job->options;
    static Join join; /* its error is returned */

    job->kind = DIAGNOSTIC_INPUT;
    join = (Join){&job->key, &job->program, o->input, dir, ""};
    const char *wrong = join_shards(&join, o->shard, o->num_shards, &job->result);
    if (wrong)
        return wrong;
    job->kind = DIAGNOSTIC_COMPILE;
    wrong = aot_compile_stubs(job->file.guest, &job->file.image, &job->program, &o->aot,
                              dir, &job->result);
    return compiled(job, wrong);
}

/* Makes all objects, or a shard's. */
static const char *make_objects(Job *job)
{
    Workspace *w = &job->workspace;
    const char *emit = job->options.aot.emit;

    if (job_times(job, OPTION_LINK_SHARDS))
        return join(job, w->dir);
    /* For "obj" the compiler makes complete objects, as for an executable. */
    job->options.aot.emit = NULL;
    const char *wrong =
        debugging_begin(&job->lines, &job->options, &job->file, &job->program, w);
    if (!wrong)
        wrong = compile(job, w->dir);
    job->options.aot.emit = emit;
    return wrong;
}

static const char *link_objects(Job *job)
{
    Workspace *w = &job->workspace;
    char image[4300];
    u64 peak = 0;

    snprintf(image, sizeof image, "%s/image.o", w->dir);
    report_begin(&job->report, STAGE_LINK);
    job->kind = DIAGNOSTIC_LINK;
    bug_now("linking", job->options.input);
    const char *wrong = assemble_image(job, image);
    if (!wrong)
        wrong = assemble_output(job, image, &peak);
    if (!wrong)
        wrong = debugging_write(&job->lines, w);
    if (wrong)
        return wrong;
    report_end(&job->report, STAGE_LINK);
    job->kind = DIAGNOSTIC_OUTPUT;
    return report_made(job, &job->sizes, peak);
}

static const char *pack_shard(Job *job)
{
    const AotOptions *o = &job->options.aot;
    const AotResult *result = &job->result;
    const char *path = workspace_path(&job->workspace, "out");

    if (job_times(job, OPTION_VERBOSE))
        fprintf(stderr, "shard      %u of %u, %u functions, %u instructions\n",
                o->shard, o->shards, result->functions, result->insns);
    return job_about(job, job_value(job, OPTION_OUTPUT),
                     shard_write(path, &job->key, o, result));
}

/* Another translation may leave nothing, or something else. */
static const char *reason_not_to_keep(const Job *job)
{
    return job->result.num_left || job->program.cut_short
               ? "some of it is left to the runtime"
               : NULL;
}

static const char *build(Job *job)
{
    const char *wrong = make_objects(job);

    if (!wrong)
        wrong = job->options.aot.shards ? pack_shard(job) : link_objects(job);
    if (wrong)
        return wrong;
    keep_put(&job->keep, workspace_path(&job->workspace, "out"),
             reason_not_to_keep(job));
    return job_check_warnings(job);
}

/* Is the key of any use here?  It takes reading all of the program. */
static bool wants_key(const Job *job)
{
    return job_times(job, OPTION_CACHE) || job_times(job, OPTION_LINK_SHARDS) ||
           job->options.aot.shards;
}

/* Opens the cache, which knows the output by all that it is made of. */
static const char *open_cache(Job *job)
{
    char *libraries = libraries_describe(job);

    if (!libraries)
        return job_about(job, "--with", strerror(errno));
    keep_begin(&job->keep, &job->options, job->diagnostics, &job->key, job->runtime,
               job->linker, libraries, job->bundle_sha256);
    base_free(libraries);
    return job_check_warnings(job);
}

/* Opens the workspace, and the cache if one is asked for. */
static const char *open_output(Job *job)
{
    job->kind = DIAGNOSTIC_OUTPUT;
    const char *wrong = workspace_open(&job->workspace, job_value(job, OPTION_OUTPUT));
    if (!wrong && wants_key(job)) {
        job->kind = DIAGNOSTIC_INPUT;
        wrong = key_make(&job->key, &job->options, &job->file);
    }
    if (wrong || !job_times(job, OPTION_CACHE))
        return wrong;
    return open_cache(job);
}

/* Takes the output from the cache, or makes it. */
static const char *make_output(Job *job)
{
    bool executable = !job->options.aot.emit;
    const char *wrong = open_output(job);

    if (!wrong && !keep_take(&job->keep, workspace_path(&job->workspace, "out"))) {
        wrong = find_code(job);
        if (!wrong)
            libraries_make(job, translate);
        if (!wrong)
            wrong = job_check_warnings(job);
        if (!wrong)
            wrong = build(job);
    }
    if (wrong)
        return wrong;
    job->kind = DIAGNOSTIC_OUTPUT;
    return put_in_place(job, "out", executable ? 0777 : 0666);
}

const char *translate(Job *job)
{
    if (!options_list(&job->options))
        return make_output(job);
    const char *wrong = find_code(job);
    return wrong ? wrong : list(job);
}

/* job.c -- one run of dbt-aot: what is checked, and its report.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/job.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "aot/link.h"
#include "aot/profiling.h"
#include "aot/streams.h"

const char *job_about(Job *job, const char *what, const char *why)
{
    if (!why)
        return NULL;
    snprintf(job->error, sizeof job->error, "%.500s: %.600s", what, why);
    return job->error;
}

/* The options that name a file to read. */
static const int read_options[] = {OPTION_FUNCTIONS, OPTION_RECORD_FUNCTIONS};

/* Returns the n-th file of the folder of --shared-libs, from 1; NULL and what is left
 * of the number, if there are not as many. */
static const char *shared_input(const Job *job, u32 *n)
{
    for (u32 i = 0; i < job->modules.count; i++)
        if (job->modules.item[i].shared && --*n == 0)
            return job->modules.item[i].path;
    return NULL;
}

const char *job_input(const Job *job, u32 n)
{
    const Options *o = &job->options;

    if (n == 0)
        return o->input;
    for (size_t i = 0; i < ARRAY_LEN(read_options); i++)
        if (job_value(job, read_options[i]) && --n == 0)
            return job_value(job, read_options[i]);
    if (n <= o->num_profiles)
        return o->profile[n - 1];
    n -= o->num_profiles;
    if (n <= o->num_shards)
        return o->shard[n - 1];
    n -= o->num_shards;
    if (n <= o->num_with)
        return o->with[n - 1];
    n -= o->num_with;
    if (job->closure && n <= job->closure->count)
        return job->closure->file[n - 1]->host;
    n -= job->closure ? job->closure->count : 0;
    const char *shared = shared_input(job, &n);
    if (shared)
        return shared;
    if (job->bundle && n <= bundle_num_inputs(job->bundle))
        return bundle_input(job->bundle, n - 1);
    n -= job->bundle ? bundle_num_inputs(job->bundle) : 0;
    return *job->runtime && --n == 0 ? job->runtime : NULL;
}

const char *job_find_tools(Job *job)
{
    const Options *o = &job->options;
    unsigned level = options_cpu_level(o);
    char name[64];

    if (options_list(o) || o->aot.shards)
        return NULL;
    if (!link_find_linker(job_value(job, OPTION_LINKER), job->linker,
                          sizeof job->linker))
        return job_about(job,
                         job_value(job, OPTION_LINKER) ? job_value(job, OPTION_LINKER)
                                                       : "ld.lld",
                         "no linker there; install lld-19, or name one with --linker");
    if (o->aot.emit)
        return NULL;
    snprintf(name, sizeof name, "runtime-v%u.a", level);
    if (!link_find_runtime(job_value(job, OPTION_RUNTIME), level, job->runtime,
                           sizeof job->runtime))
        return job_about(
            job, job_value(job, OPTION_RUNTIME) ? job_value(job, OPTION_RUNTIME) : name,
            "no runtime there; install dbt-aot whole, or use --runtime");
    return NULL;
}

static bool is_same_file(const char *a, const char *b)
{
    struct stat x, y;

    return strcmp(a, b) == 0 || (stat(a, &x) == 0 && stat(b, &y) == 0 &&
                                 x.st_dev == y.st_dev && x.st_ino == y.st_ino);
}

const char *job_check_files(Job *job)
{
    const Options *o = &job->options;
    const char *output = job_value(job, OPTION_OUTPUT);
    bool same = output && is_same_file(o->input, output);

    for (u32 i = 0; i < o->num_shards && output; i++)
        same |= is_same_file(o->shard[i], output);
    return same ? job_about(job, output, "the output would replace the input") : NULL;
}

const char *job_check_extra(Job *job, const char *path, const char *name)
{
    const struct {
        const char *path, *name;
    } other[] = {
        {job->options.input, "input"},
        {job_value(job, OPTION_OUTPUT), "output"},
        {job_value(job, OPTION_REPORT), "report"},
    };
    char why[100];

    for (size_t i = 0; i < ARRAY_LEN(other); i++) {
        if (!other[i].path || other[i].path == path ||
            !is_same_file(path, other[i].path))
            continue;
        snprintf(why, sizeof why, "%s would replace the %s", name, other[i].name);
        return job_about(job, path, why);
    }
    return NULL;
}

const char *job_check_warnings(Job *job)
{
    u32 count = job->diagnostics->errors;

    if (!count)
        return NULL;
    job->kind = DIAGNOSTIC_WERROR;
    snprintf(job->error, sizeof job->error, "%.500s: not made: %u warning%s",
             job->options.input, count, count > 1 ? "s are errors" : " is an error");
    return job->error;
}

const char *job_check_policies(Job *job)
{
    for (u32 i = 0; i < job->options.num_policies; i++)
        if (policy_is_broken(&job->options.policy[i], &job->report, job->diagnostics,
                             job->error, sizeof job->error)) {
            job->kind = DIAGNOSTIC_POLICY;
            return job->error;
        }
    return NULL;
}

const char *job_check_size(Job *job)
{
    enum { MOST = 1 << 30 };

    if (job_times(job, OPTION_NO_GUEST_FILE) || job->file.size <= MOST)
        return NULL;
    return job_about(job, job->options.input,
                     "more than 1 GiB, which is too much to have in the output; "
                     "--no-guest-file leaves out what is not loaded");
}

void job_warn_root(const Job *job)
{
    const char *root = job_value(job, OPTION_ROOT);
    char text[1200];
    struct stat st;

    if (!root || (stat(root, &st) == 0 && S_ISDIR(st.st_mode)))
        return;
    snprintf(text, sizeof text, "--root=%.1000s: there is no such folder here", root);
    diagnostics_say(
        job->diagnostics,
        &(Diagnostic){.kind = DIAGNOSTIC_ROOT, .file = root, .message = text});
}

const char *job_open_report(Job *job)
{
    const char *path = job_value(job, OPTION_REPORT);

    job->kind = DIAGNOSTIC_OUTPUT;
    if (!path || job_plans(job))
        return NULL;
    const char *wrong = job_check_extra(job, path, "the report");
    return wrong ? wrong : workspace_open(&job->report_space, path);
}

const char *job_write_report(Job *job)
{
    Workspace *w = &job->report_space;

    if (!w->dir)
        return NULL;
    FILE *to = fopen(workspace_path(w, "report"), "we");
    if (!to)
        return job_about(job, job_value(job, OPTION_REPORT), strerror(errno));
    if (options_report(&job->options) == REPORT_JSON)
        report_write_json(&job->report, to);
    else
        report_write_html(&job->report, to);
    return job_about(job, job_value(job, OPTION_REPORT), streams_close(to));
}

void job_finish(Job *job)
{
    workspace_close(&job->workspace);
    workspace_close(&job->report_space);
    workspace_close(&job->depends_space);
    base_free(job->options.made_output);
    report_close(&job->report);
    body_sizes_free(&job->sizes);
    lines_end(&job->lines);
    identity_free(&job->identity);
    key_free(&job->key);
    bundle_free(job->bundle);
    modules_free(&job->modules);
    base_free(job->shared_folder);
    closure_free(job->closure);
    aot_result_free(&job->result);
    profiling_end(job);
    program_free(&job->program);
    elf_close(&job->file);
}

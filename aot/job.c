/* job.c -- what is checked before a translation.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/job.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "aot/link.h"

const char *job_about(Job *job, const char *what, const char *why)
{
    if (!why)
        return NULL;
    snprintf(job->error, sizeof job->error, "%.500s: %.600s", what, why);
    return job->error;
}

const char *job_find_tools(Job *job)
{
    const Options *o = &job->options;
    unsigned level = options_cpu_level(o);
    char name[64];

    if (options_list(o))
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
    const char *output = job_value(job, OPTION_OUTPUT);

    if (output && is_same_file(job->options.input, output))
        return job_about(job, output, "the output would replace the input");
    return NULL;
}

const char *job_check_report(Job *job)
{
    const char *output = job_value(job, OPTION_OUTPUT);
    const char *report = job_value(job, OPTION_REPORT);

    if (is_same_file(report, job->options.input))
        return job_about(job, report, "the report would replace the input");
    if (output && is_same_file(report, output))
        return job_about(job, report, "the report would replace the output");
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
    struct stat st;

    if (job_value(job, OPTION_ROOT) &&
        (stat(job_value(job, OPTION_ROOT), &st) < 0 || !S_ISDIR(st.st_mode)))
        fprintf(stderr, "dbt-aot: warning: --root=%s: there is no such folder here\n",
                job_value(job, OPTION_ROOT));
}

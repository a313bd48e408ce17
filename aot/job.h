/*
 * job.h -- one run of dbt-aot, and what is checked before it translates.
 *
 *      const char *wrong = job_find_tools(&job);
 *      if (!wrong) wrong = elf_open(&job.file, job.options.input);
 *      if (!wrong) wrong = job_check_files(&job);
 *
 * What returns text returns NULL if nothing is wrong, else one line that lives as long
 * as the job, or until the next such call.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_JOB_H
#define AOT_JOB_H

#include "aot/debug/lines.h"
#include "aot/identity.h"
#include "aot/report/report.h"
#include "aot/workspace.h"

typedef struct {
    Options options;
    ElfFile file;
    Program program;
    Workspace workspace, report_space;
    AotResult result;
    BodySizes sizes;
    Lines lines;
    Report report;
    Identity identity;
    char linker[4200], runtime[4200];
    char error[1200];
} Job;

static inline const char *job_value(const Job *job, int option)
{
    return options_value(&job->options, option);
}

static inline unsigned job_times(const Job *job, int option)
{
    return options_times(&job->options, option);
}

/* Returns "what: why", or NULL if `why` is NULL. */
const char *job_about(Job *job, const char *what, const char *why);

/* Finds the linker and the runtime, before anything else is done. */
const char *job_find_tools(Job *job);
/* Refuses an output that is the input, and a report that is either of them. */
const char *job_check_files(Job *job);
const char *job_check_report(Job *job);
/* Refuses programs of more than 1 GiB: the runtime reaches every part of its own file
 * by an offset of 31 bits. */
const char *job_check_size(Job *job);
/* Warns if there is no folder of --root.  It may be one of the machine where the output
 * is to run. */
void job_warn_root(const Job *job);

#endif

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

#include "aot/bundle.h"
#include "aot/debug/lines.h"
#include "aot/identity.h"
#include "aot/profile/program.h"
#include "aot/keep.h"
#include "aot/modules/closure.h"
#include "aot/modules/modules.h"
#include "aot/report/report.h"
#include "aot/workspace.h"

typedef struct {
    Options options;
    ElfFile file;
    Program program;
    Profile profile;     /* what was read */
    const Profile *seen; /* that, or for a library its program's; NULL: there is none */
    ProfileView view;    /* what it says of this program, or library */
    FunctionHeat *heat;  /* by function; NULL: no profile */
    Diagnostics *diagnostics;
    DiagnosticKind kind; /* of an error, if what is done now fails */
    Workspace workspace, report_space, depends_space;
    Key key; /* of --cache and shards */
    Keep keep;
    char shared_key[KEY_SHA256]; /* of a library: shared.h; "": none */
    Closure *closure;    /* the libraries of a program; NULL: they are not translated */
    Modules modules;     /* those of the program */
    char *shared_folder; /* of --shared-libs, as the output finds it; NULL: none */
    Bundle *bundle;      /* NULL: the output has none */
    const u8 *bundle_bytes;
    u64 bundle_size;
    char bundle_sha256[KEY_SHA256]; /* "" without one */
    AotResult result;
    BodySizes sizes;
    Lines lines;
    Report report;
    Identity identity;
    char linker[4200], runtime[4200], depends_path[4200];
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

/* Returns the n-th file that the output depends on, from 0: the program, files that
 * options name, profiles, shards, libraries, files of the bundle, the runtime; NULL
 * behind the last.  job_find_tools comes before. */
const char *job_input(const Job *job, u32 n);

/* Is it only to be told what would be done: --dry-run, -###? */
static inline bool job_plans(const Job *job)
{
    return job_times(job, OPTION_DRY_RUN) || job_times(job, OPTION_COMMANDS);
}

/* Returns "what: why", or NULL if `why` is NULL. */
const char *job_about(Job *job, const char *what, const char *why);

/* Finds the linker and the runtime, before anything else is done. */
const char *job_find_tools(Job *job);
/* Refuses an output that is the input. */
const char *job_check_files(Job *job);
/* Refuses a further file to write, named as "the report" in the error, that would
 * replace the input, the output or the report. */
const char *job_check_extra(Job *job, const char *path, const char *name);
/* Refuses programs of more than 1 GiB: the runtime reaches every part of its own file
 * by an offset of 31 bits. */
const char *job_check_size(Job *job);
/* Refuses a translation that has warnings which are errors, of -Werror. */
const char *job_check_warnings(Job *job);
/* Refuses a finished translation of which a condition of --fail-if is true. */
const char *job_check_policies(Job *job);
/* Opens the report's workspace.  It is opened first: if it cannot be written, nothing
 * else is done. */
const char *job_open_report(Job *job);
/* Writes the report to its workspace. */
const char *job_write_report(Job *job);
/* Warns if there is no folder of --root.  It may be one of the machine where the output
 * is to run. */
void job_warn_root(const Job *job);

/* Frees all that a job has. */
void job_finish(Job *job);

#endif

/* main.c -- dbt-aot: a guest program in, a native executable out.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <errno.h>
#include <string.h>

#include "aot/arguments.h"
#include "aot/bug.h"
#include "aot/bundling.h"
#include "aot/depends.h"
#include "aot/job.h"
#include "aot/jobserver.h"
#include "aot/modules/find.h"
#include "aot/modules/library.h"
#include "aot/plan.h"
#include "aot/profiling.h"
#include "aot/progress.h"
#include "aot/recording.h"
#include "aot/streams.h"
#include "aot/temps.h"
#include "aot/translate.h"
#include "aot/workers.h"

/* What main returns besides 0; see dbt-aot(1). */
enum { NOT_DONE = 1, USAGE = 2, REFUSED = 3 };

static const char *open_dump(Job *job)
{
    Dump *dump = &job->options.aot.dump;

    dump->to = stderr;
    if (!dump->asked.path)
        return NULL;
    dump->to = fopen(dump->asked.path, "we");
    return dump->to ? NULL : job_about(job, dump->asked.path, strerror(errno));
}

static const char *close_dump(Job *job)
{
    Dump *dump = &job->options.aot.dump;

    if (!dump->asked.path || !dump->to)
        return NULL;
    return job_about(job, dump->asked.path, streams_close(dump->to));
}

static const char *read_program(Job *job)
{
    report_begin(&job->report, STAGE_READ);
    job->kind = DIAGNOSTIC_INPUT;
    bug_now("reading a program", job->options.input);
    const char *wrong = job_times(job, OPTION_LIBRARY)
                            ? library_open(job)
                            : elf_open(&job->file, job->options.input);
    if (!wrong)
        wrong = job_check_files(job);
    if (!wrong)
        wrong = job_check_size(job);
    if (wrong)
        return wrong;
    report_end(&job->report, STAGE_READ);
    report_read(&job->report, &job->file);
    report_warn_read(&job->report, job->diagnostics);
    job_warn_root(job);
    wrong = profiling_read(job);
    if (!wrong)
        wrong = libraries_find(job);
    if (!wrong)
        wrong = bundling_read(job);
    return wrong ? wrong : job_check_warnings(job);
}

/* Opens what is written besides the output and the report. */
static const char *open_files(Job *job)
{
    job->kind = DIAGNOSTIC_OUTPUT;
    const char *wrong = depends_open(job);
    return wrong ? wrong : open_dump(job);
}

static const char *run(Job *job)
{
    job->kind = DIAGNOSTIC_TOOLS;
    const char *wrong = job_find_tools(job);

    if (!wrong)
        wrong = read_program(job);
    if (!wrong)
        wrong = open_files(job);
    if (!wrong)
        wrong = job_plans(job) ? plan_print(job) : translate(job);
    const char *bad = close_dump(job);
    char unwritten[600];
    if (recording_end(&job->options, unwritten, sizeof unwritten) && !wrong && !bad)
        bad = memcpy(job->error, unwritten, sizeof unwritten);
    return wrong ? wrong : bad;
}

/* Ends with one line that says what was wrong, and a warning if the report, which
 * tells the same, cannot be written either. */
static const char *fail(Job *job, const char *wrong)
{
    char text[sizeof job->error];

    snprintf(text, sizeof text, "%s", wrong);
    diagnostics_say(
        job->diagnostics,
        &(Diagnostic){.kind = job->kind, .file = job->options.input, .message = text});
    temps_save(job); /* what cannot be saved now is not what went wrong */
    report_failed(&job->report, text);
    const char *bad = job_write_report(job);
    report_failed(&job->report, NULL); /* `text` ends here */
    return bad;
}

/* Returns the status. */
static int run_and_report(Job *job)
{
    const char *bad = NULL, *wrong = job_open_report(job);

    if (!wrong)
        wrong = run(job);
    if (wrong)
        bad = fail(job, wrong);
    if (!bad && job->report_space.dir)
        bad = workspace_finish(&job->report_space, "report", 0666);
    if (bad)
        diagnostics_say(
            job->diagnostics,
            &(Diagnostic){.kind = wrong ? DIAGNOSTIC_REPORT : DIAGNOSTIC_OUTPUT,
                          .file = job_value(job, OPTION_REPORT),
                          .message = bad});
    if (wrong && job->kind == DIAGNOSTIC_POLICY)
        return REFUSED;
    return wrong || bad ? NOT_DONE : 0;
}

/* After help, the version or a list: it may have been written to a full disk. */
static int end_of_help(void)
{
    const char *wrong = streams_close(stdout);

    if (wrong)
        fprintf(stderr, "dbt-aot: standard output: %s\n", wrong);
    return wrong ? NOT_DONE : 0;
}

/* Translates one of the programs.  Returns the status. */
static int run_one(const Options *options, u32 n, Diagnostics *diagnostics, int argc,
                   char **argv)
{
    static Job job;

    job = (Job){.options = *options, .diagnostics = diagnostics};
    options_choose(&job.options, n);
    report_open(&job.report, &job.options, argc, argv);
    job.options.aot.start = workers_now();
    if (progress_wanted() && !diagnostics->quiet &&
        diagnostics->format == DIAGNOSTICS_TEXT)
        job.options.aot.progress = progress_show;
    int status = run_and_report(&job);
    job_finish(&job);
    diagnostics_next(diagnostics);
    return status;
}

/* One program that fails does not keep the next from being translated. */
static int run_all(const Options *options, Diagnostics *diagnostics, int argc,
                   char **argv)
{
    int status = 0;

    for (u32 i = 0; i < options->num_programs; i++) {
        int one = run_one(options, i, diagnostics, argc, argv);

        if (!status || one == NOT_DONE)
            status = one ? one : status;
    }
    return status;
}

/* Without its jobserver, what make allows is one process. */
static void join_make(Options *o, Diagnostics *d)
{
    if (jobserver_open() != JOBSERVER_LOST || options_times(o, OPTION_JOBS))
        return;
    o->aot.jobs = 1;
    diagnostics_say(d, &(Diagnostic){.kind = DIAGNOSTIC_JOBSERVER,
                                     .message = "the jobserver that MAKEFLAGS names "
                                                "cannot be reached: one code "
                                                "generator at a time"});
}

static int run_command(Diagnostics *diagnostics, int argc, char **argv)
{
    static Options options;
    int status = USAGE;

    switch (options_parse(&options, diagnostics, argc, argv)) {
    case OPTIONS_DONE: return end_of_help();
    case OPTIONS_WRONG: break;
    case OPTIONS_GO:
        join_make(&options, diagnostics);
        status = run_all(&options, diagnostics, argc, argv);
        break;
    }
    options_free(&options);
    diagnostics_end(diagnostics, status);
    return status;
}

int main(int argc, char **argv)
{
    static Diagnostics diagnostics;

    streams_open_standard();
    const char *wrong = arguments_expand(&argc, &argv);
    bug_begin(argc, argv);
    if (!wrong)
        return run_command(&diagnostics, argc, argv);
    diagnostics_begin(&diagnostics, DIAGNOSTICS_TEXT);
    diagnostics_say(&diagnostics,
                    &(Diagnostic){.kind = DIAGNOSTIC_USAGE, .message = wrong});
    return USAGE;
}

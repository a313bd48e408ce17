/* main.c -- dbt-aot: a guest program in, a native executable out.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <errno.h>
#include <string.h>

#include "aot/arguments.h"
#include "aot/assemble.h"
#include "aot/bug.h"
#include "aot/debugging.h"
#include "aot/depends.h"
#include "aot/dump.h"
#include "aot/job.h"
#include "aot/jobserver.h"
#include "aot/limits.h"
#include "aot/plan.h"
#include "aot/progress.h"
#include "aot/recording.h"
#include "aot/selection.h"
#include "aot/streams.h"
#include "aot/temps.h"
#include "aot/workers.h"

/* What main returns besides 0; see dbt-aot(1). */
enum { NOT_DONE = 1, USAGE = 2, REFUSED = 3 };

static const char *find_functions(Job *job)
{
    const Options *o = &job->options;
    Limits limits = {.options = &o->aot};

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
    const char *wrong = NULL;
    if (job_value(job, OPTION_FUNCTIONS))
        wrong = selection_apply(&job->program, job_value(job, OPTION_FUNCTIONS),
                                job->error, sizeof job->error);
    if (wrong)
        return wrong;
    report_chosen(&job->report);
    dump_program(job->file.guest, &job->file.image, &job->program, &o->aot.dump);
    return job_check_warnings(job);
}

static const char *compile(Job *job, const char *dir)
{
    const char *wrong = NULL;

    job->kind = DIAGNOSTIC_COMPILE;
    job->result.done = !job->program.num_functions;
    if (job->program.num_functions)
        wrong = aot_compile(job->file.guest, &job->file.image, &job->program,
                            &job->options.aot, dir, &job->result);
    progress_clear();
    report_compiled(&job->report, &job->result);
    if (wrong)
        return job_about(job, job->options.input, wrong);
    report_warn_left(&job->report, job->diagnostics, job_times(job, OPTION_VERBOSE));
    job->kind = DIAGNOSTIC_OUTPUT;
    return job_check_warnings(job);
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

static const char *build(Job *job)
{
    Workspace *w = &job->workspace;
    bool executable = !job->options.aot.emit;
    char image[4300];
    const char *wrong = workspace_open(w, job_value(job, OPTION_OUTPUT));

    /* For "obj" the compiler makes complete objects, as for an executable. */
    job->options.aot.emit = NULL;
    if (!wrong)
        wrong =
            debugging_begin(&job->lines, &job->options, &job->file, &job->program, w);
    if (!wrong)
        wrong = compile(job, w->dir);
    if (wrong)
        return wrong;
    if (!executable)
        job->options.aot.emit = "obj";
    snprintf(image, sizeof image, "%s/image.o", w->dir);
    u64 peak = 0;
    report_begin(&job->report, STAGE_LINK);
    job->kind = DIAGNOSTIC_LINK;
    bug_now("linking", job->options.input);
    wrong = assemble_image(job, image);
    if (!wrong)
        wrong = assemble_output(job, image, &peak);
    if (!wrong)
        wrong = debugging_write(&job->lines, w);
    if (wrong)
        return wrong;
    report_end(&job->report, STAGE_LINK);
    job->kind = DIAGNOSTIC_OUTPUT;
    wrong = report_made(job, &job->sizes, peak);
    if (wrong)
        return wrong;
    return put_in_place(job, "out", executable ? 0777 : 0666);
}

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
    const char *wrong = elf_open(&job->file, job->options.input);
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
    return job_check_warnings(job);
}

/* Opens what is written besides the output and the report. */
static const char *open_files(Job *job)
{
    job->kind = DIAGNOSTIC_OUTPUT;
    const char *wrong = depends_open(job);
    return wrong ? wrong : open_dump(job);
}

static const char *translate(Job *job)
{
    job->kind = DIAGNOSTIC_INPUT;
    bug_now("looking for code", job->options.input);
    const char *wrong = find_functions(job);

    if (wrong)
        return wrong;
    job->kind = DIAGNOSTIC_OUTPUT;
    wrong =
        recording_begin(&job->options, &job->program, job->error, sizeof job->error);
    if (wrong)
        return wrong;
    bug_now("compiling", job->options.input);
    return options_list(&job->options) ? list(job) : build(job);
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

static void finish(Job *job)
{
    workspace_close(&job->workspace);
    workspace_close(&job->report_space);
    workspace_close(&job->depends_space);
    base_free(job->options.made_output);
    report_close(&job->report);
    body_sizes_free(&job->sizes);
    lines_end(&job->lines);
    identity_free(&job->identity);
    aot_result_free(&job->result);
    program_free(&job->program);
    elf_close(&job->file);
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
    finish(&job);
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

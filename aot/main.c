/* main.c -- dbt-aot: a guest program in, a native executable out.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "aot/debugging.h"
#include "aot/dump.h"
#include "aot/elf/image_object.h"
#include "aot/job.h"
#include "aot/limits.h"
#include "aot/link.h"
#include "aot/progress.h"
#include "aot/recording.h"
#include "aot/selection.h"
#include "aot/workers.h"

/* What main returns besides 0; see dbt-aot(1). */
enum { NOT_DONE = 1, USAGE = 2 };

static const char *find_functions(Job *job)
{
    const Options *o = &job->options;
    Limits limits = {.options = &o->aot};

    report_begin(&job->report, STAGE_DISCOVER);
    job->program = discover_until(job->file.guest, &job->file.image, &job->file.hints,
                                  limits_end_discovery, &limits);
    report_end(&job->report, STAGE_DISCOVER);
    report_found(&job->report, &job->program, limits.reached);
    if (!job_times(job, OPTION_QUIET))
        report_warn_unfound(&job->report);
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
    return wrong;
}

static const char *compile(Job *job, const char *dir)
{
    const char *wrong = NULL;

    job->result.done = !job->program.num_functions;
    if (job->program.num_functions)
        wrong = aot_compile(job->file.guest, &job->file.image, &job->program,
                            &job->options.aot, dir, &job->result);
    progress_clear();
    report_compiled(&job->report, &job->result);
    if (!wrong && !job_times(job, OPTION_QUIET)) {
        report_warn_without_lines(&job->report);
        report_warn_left(&job->report, job_times(job, OPTION_VERBOSE));
    }
    return job_about(job, job->options.input, wrong);
}

/* Closes a file that was written.  Returns what went wrong with that, or before. */
static const char *close_written(FILE *file)
{
    bool before = ferror(file) != 0;

    if (fclose(file) != 0)
        return strerror(errno);
    return before ? "not all could be written; is the disk full?" : NULL;
}

/* Writes the report to its workspace. */
static const char *write_report(Job *job)
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
    return job_about(job, job_value(job, OPTION_REPORT), close_written(to));
}

/* Ends the report of a translation that was done; `sizes` is NULL of a listing.  The
 * report is written before the output appears, as there may be no room for it. */
static const char *report_made(Job *job, const BodySizes *sizes, u64 linker_peak)
{
    report_linked(&job->report, sizes, linker_peak,
                  sizes ? workspace_path(&job->workspace, "out") : NULL);
    if (job_times(job, OPTION_VERBOSE))
        report_print_result(&job->report, job_times(job, OPTION_VERBOSE));
    return write_report(job);
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
    const char *bad = close_written(o->aot.listing);
    if (bad && !wrong)
        wrong = job_about(
            job, to_stdout ? "standard output" : job_value(job, OPTION_OUTPUT), bad);
    if (!wrong)
        wrong = report_made(job, NULL, 0);
    return wrong || to_stdout ? wrong : workspace_finish(w, "listing", 0666);
}

/* Returns, by function, which ones do nothing but leave. */
static bool *find_left(const Job *job)
{
    bool *left = base_alloc(job->program.num_functions + 1);

    for (u32 i = 0; i < job->result.num_left; i++)
        if (job->result.left[i].part == 0)
            left[job->result.left[i].function - job->program.function] = true;
    return left;
}

/* Without its size the runtime could not take a function's code back. */
static const char *read_sizes(Job *job)
{
    BodySizes *sizes = &job->sizes;

    for (u32 i = 0; i < job->result.num_objects; i++)
        if (!body_sizes_read(sizes, job->result.object[i]))
            return "a code generator's object cannot be read; out of memory or files?";
    body_sizes_settle(sizes);
    return NULL;
}

static const char *identify(Job *job)
{
    const char *runtime = job->options.aot.emit ? NULL : job->runtime;

    return job_about(job, job->runtime,
                     identity_fill(&job->identity, &job->report, runtime));
}

static const char *make_image(Job *job, const char *path)
{
    bool *left = find_left(job);
    const char *unread = read_sizes(job);
    const ImageOptions options = {
        .root = job_value(job, OPTION_ROOT),
        .cpu_level = options_cpu_level(&job->options),
        .precise = job->options.aot.precise,
        .fallback = job->options.aot.fallback,
        .left = left,
        .guest_file = !job_times(job, OPTION_NO_GUEST_FILE),
        .note = &job->identity.note,
    };
    const char *wrong = unread ? unread
                               : image_object_write(path, &job->file, &job->program,
                                                    &job->sizes, &options);
    base_free(left);
    return job_about(job, job_value(job, OPTION_OUTPUT), wrong);
}

static const char *run_linker(Job *job, char *image, u64 *peak)
{
    char text[600];
    u32 count = 0;
    char **input = base_alloc((job->result.num_objects + 2) * sizeof *input);

    if (!job->options.aot.emit)
        input[count++] = job->runtime;
    for (u32 i = 0; i < job->result.num_objects; i++)
        input[count++] = job->result.object[i];
    input[count++] = image;
    Link link = {
        .linker = job->linker,
        .input = input,
        .num_inputs = count,
        .output = workspace_path(&job->workspace, "out"),
        .relocatable = job->options.aot.emit,
        .debug = job->options.aot.debug,
    };
    const char *wrong = link_run(&link, text, sizeof text);
    base_free(input);
    *peak = link.peak;
    return job_about(job, job->linker, wrong);
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
    wrong = identify(job);
    if (!wrong)
        wrong = make_image(job, image);
    if (!wrong)
        wrong = run_linker(job, image, &peak);
    if (!wrong)
        wrong = debugging_write(&job->lines, w);
    if (wrong)
        return wrong;
    report_end(&job->report, STAGE_LINK);
    wrong = report_made(job, &job->sizes, peak);
    if (wrong)
        return wrong;
    /* The output appears last of all: what fails before leaves none. */
    return workspace_finish(w, "out", executable ? 0777 : 0666);
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
    return job_about(job, dump->asked.path, close_written(dump->to));
}

static const char *read_program(Job *job)
{
    report_begin(&job->report, STAGE_READ);
    const char *wrong = elf_open(&job->file, job->options.input);
    if (!wrong)
        wrong = job_check_files(job);
    if (!wrong)
        wrong = job_check_size(job);
    if (wrong)
        return wrong;
    report_end(&job->report, STAGE_READ);
    report_read(&job->report, &job->file);
    if (!job_times(job, OPTION_QUIET)) {
        report_warn_cut(&job->file, job->options.input);
        job_warn_root(job);
    }
    return NULL;
}

static const char *run(Job *job)
{
    const char *wrong = job_find_tools(job);

    if (!wrong)
        wrong = read_program(job);
    if (!wrong)
        wrong = open_dump(job);
    if (!wrong)
        wrong = find_functions(job);
    if (!wrong)
        wrong = recording_begin(&job->options, &job->program, job->error,
                                sizeof job->error);
    if (!wrong)
        wrong = options_list(&job->options) ? list(job) : build(job);
    const char *bad = close_dump(job);
    char unwritten[600];
    if (recording_end(&job->options, unwritten, sizeof unwritten) && !wrong && !bad)
        bad = memcpy(job->error, unwritten, sizeof unwritten);
    return wrong ? wrong : bad;
}

/* The report is opened first: if it cannot be written, nothing else is done. */
static const char *open_report(Job *job)
{
    const char *path = job_value(job, OPTION_REPORT);

    if (!path)
        return NULL;
    const char *wrong = job_check_report(job);
    return wrong ? wrong : workspace_open(&job->report_space, path);
}

/* Ends with one line that says what was wrong, and a warning if the report, which
 * tells the same, cannot be written either. */
static const char *fail(Job *job, const char *wrong)
{
    char text[sizeof job->error];

    snprintf(text, sizeof text, "%s", wrong);
    fprintf(stderr, "dbt-aot: %s\n", text);
    report_failed(&job->report, text);
    const char *bad = write_report(job);
    report_failed(&job->report, NULL); /* `text` ends here */
    return bad;
}

/* Returns the status. */
static int run_and_report(Job *job)
{
    const char *bad = NULL, *wrong = open_report(job);

    if (!wrong)
        wrong = run(job);
    if (wrong)
        bad = fail(job, wrong);
    if (!bad && job->report_space.dir)
        bad = workspace_finish(&job->report_space, "report", 0666);
    if (bad)
        fprintf(stderr, "dbt-aot: %s%s\n", wrong ? "warning: " : "", bad);
    return wrong || bad ? NOT_DONE : 0;
}

static void finish(Job *job)
{
    workspace_close(&job->workspace);
    workspace_close(&job->report_space);
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
    const char *wrong = close_written(stdout);

    if (wrong)
        fprintf(stderr, "dbt-aot: standard output: %s\n", wrong);
    return wrong ? NOT_DONE : 0;
}

/* A file that is opened while a standard stream is closed would take its place.  What
 * takes it here can be read, so that writing to the stream fails as it should. */
static void open_standard_streams(void)
{
    for (int fd = 0; fd <= 2;) {
        int got = open("/dev/null", O_RDONLY);

        if (got < 0 || got > 2) {
            if (got > 2)
                close(got);
            return;
        }
        fd = got + 1;
    }
}

int main(int argc, char **argv)
{
    static Job job;

    open_standard_streams();
    report_open(&job.report, &job.options, argc, argv);
    switch (options_parse(&job.options, argc, argv)) {
    case OPTIONS_DONE: return end_of_help();
    case OPTIONS_WRONG: return USAGE;
    case OPTIONS_GO: break;
    }
    job.options.aot.start = workers_now();
    if (progress_wanted() && !job_times(&job, OPTION_QUIET))
        job.options.aot.progress = progress_show;
    int status = run_and_report(&job);
    finish(&job);
    return status;
}

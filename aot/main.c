/* main.c -- dbt-aot: a guest program in, a native executable out.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "aot/elf/body_sizes.h"
#include "aot/debugging.h"
#include "aot/dump.h"
#include "aot/elf/elf.h"
#include "aot/elf/image_object.h"
#include "aot/link.h"
#include "aot/options.h"
#include "aot/progress.h"
#include "aot/recording.h"
#include "aot/report.h"
#include "aot/selection.h"
#include "aot/workspace.h"

/* What main returns besides 0; see dbt-aot(1). */
enum { NOT_DONE = 1, USAGE = 2 };

typedef struct {
    Options options;
    ElfFile file;
    Program program;
    Workspace workspace;
    AotResult result;
    Lines lines;
    char linker[4200], runtime[4200];
    double compile_seconds, link_seconds;
    char error[1200];
} Job;

static const char *value(const Job *job, int option)
{
    return options_value(&job->options, option);
}

static unsigned times(const Job *job, int option)
{
    return options_times(&job->options, option);
}

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
    if (!link_find_linker(value(job, OPTION_LINKER), job->linker, sizeof job->linker))
        return about(job,
                     value(job, OPTION_LINKER) ? value(job, OPTION_LINKER) : "ld.lld",
                     "no linker there; install lld-19, or name one with --linker");
    if (o->aot.emit)
        return NULL;
    snprintf(name, sizeof name, "runtime-v%u.a", level);
    if (!link_find_runtime(value(job, OPTION_RUNTIME), level, job->runtime,
                           sizeof job->runtime))
        return about(job,
                     value(job, OPTION_RUNTIME) ? value(job, OPTION_RUNTIME) : name,
                     "no runtime there; install dbt-aot whole, or use --runtime");
    return NULL;
}

static const char *check_same(Job *job)
{
    struct stat in, out;

    if (value(job, OPTION_OUTPUT) && stat(job->options.input, &in) == 0 &&
        stat(value(job, OPTION_OUTPUT), &out) == 0 && in.st_dev == out.st_dev &&
        in.st_ino == out.st_ino)
        return about(job, value(job, OPTION_OUTPUT),
                     "the output would replace the input");
    return NULL;
}

/* Refuses programs of more than 1 GiB: the runtime reaches every part of its own file
 * by an offset of 31 bits. */
static const char *check_size(Job *job)
{
    enum { MOST = 1 << 30 };

    if (times(job, OPTION_NO_GUEST_FILE) || job->file.size <= MOST)
        return NULL;
    return about(job, job->options.input,
                 "more than 1 GiB, which is too much to have in the output; "
                 "--no-guest-file leaves out what is not loaded");
}

/* The folder may be one of the machine where the output is to run. */
static void warn_root(Job *job)
{
    struct stat st;

    if (value(job, OPTION_ROOT) &&
        (stat(value(job, OPTION_ROOT), &st) < 0 || !S_ISDIR(st.st_mode)))
        fprintf(stderr, "dbt-aot: warning: --root=%s: there is no such folder here\n",
                value(job, OPTION_ROOT));
}

/* Is the share of --time-limit over that discovery may have?  It usually takes a few
 * hundredths; what it finds must be translated yet. */
static bool is_discovery_late(void *arg)
{
    const AotOptions *o = arg;
    enum { PERCENT = 25 };

    return o->seconds && now() - o->start >= o->seconds * PERCENT / 100.0;
}

static const char *find_functions(Job *job)
{
    double start = now();
    const Options *o = &job->options;

    job->program = discover_until(job->file.guest, &job->file.image, &job->file.hints,
                                  is_discovery_late, &job->options.aot);
    if (job->program.cut_short && !times(job, OPTION_QUIET))
        fprintf(stderr,
                "dbt-aot: warning: %s: there was no time to look at all code; "
                "the rest is left to the runtime\n",
                job->options.input);
    if (times(job, OPTION_VERBOSE))
        report_found(&job->file, &job->program, now() - start);
    const Found found = {job->program.num_functions, job->program.num_indirect};
    if (times(job, OPTION_NO_AOT))
        job->program.num_functions = 0;
    const char *wrong = NULL;
    if (value(job, OPTION_FUNCTIONS))
        wrong = selection_apply(&job->program, value(job, OPTION_FUNCTIONS), job->error,
                                sizeof job->error);
    if (!wrong && times(job, OPTION_VERBOSE))
        report_left(&job->file, &job->program, &found, times(job, OPTION_VERBOSE));
    if (!wrong)
        dump_program(job->file.guest, &job->file.image, &job->program, &o->aot.dump);
    return wrong;
}

static const char *compile(Job *job, const char *dir)
{
    double start = now();
    const char *wrong = NULL;

    if (job->program.num_functions)
        wrong = aot_compile(job->file.guest, &job->file.image, &job->program,
                            &job->options.aot, dir, &job->result);
    progress_clear();
    job->compile_seconds = now() - start;
    if (!wrong && !times(job, OPTION_QUIET))
        report_given_up(&job->result, times(job, OPTION_VERBOSE));
    return about(job, job->options.input, wrong);
}

/* Closes a file that was written.  Returns what went wrong with that, or before. */
static const char *close_written(FILE *file)
{
    bool before = ferror(file) != 0;

    if (fclose(file) != 0)
        return strerror(errno);
    return before ? "not all could be written; is the disk full?" : NULL;
}

/* Writes a listing to the standard output as it is made, or to a file that appears when
 * it is complete. */
static const char *list(Job *job)
{
    Options *o = &job->options;
    Workspace *w = &job->workspace;
    bool to_stdout =
        !value(job, OPTION_OUTPUT) || strcmp(value(job, OPTION_OUTPUT), "-") == 0;
    const char *wrong = to_stdout ? NULL : workspace_open(w, value(job, OPTION_OUTPUT));

    if (wrong)
        return wrong;
    o->aot.listing = to_stdout ? stdout : fopen(workspace_path(w, "listing"), "w");
    if (!o->aot.listing)
        return about(job, value(job, OPTION_OUTPUT), strerror(errno));
    debugging_begin(&job->lines, o, &job->file, &job->program, NULL);
    wrong = compile(job, w->dir);
    const char *bad = close_written(o->aot.listing);
    if (bad && !wrong)
        wrong =
            about(job, to_stdout ? "standard output" : value(job, OPTION_OUTPUT), bad);
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
static const char *read_sizes(const Job *job, BodySizes *sizes)
{
    for (u32 i = 0; i < job->result.num_objects; i++)
        if (!body_sizes_read(sizes, job->result.object[i]))
            return "a code generator's object cannot be read; out of memory or files?";
    body_sizes_settle(sizes);
    return NULL;
}

static const char *make_image(Job *job, const char *path)
{
    BodySizes sizes = {0};
    bool *left = find_left(job);

    const char *unread = read_sizes(job, &sizes);
    const ImageOptions options = {
        .root = value(job, OPTION_ROOT),
        .cpu_level = options_cpu_level(&job->options),
        .precise = job->options.aot.precise,
        .fallback = job->options.aot.fallback,
        .left = left,
        .guest_file = !times(job, OPTION_NO_GUEST_FILE),
    };
    const char *wrong =
        unread ? unread
               : image_object_write(path, &job->file, &job->program, &sizes, &options);
    body_sizes_free(&sizes);
    base_free(left);
    return about(job, value(job, OPTION_OUTPUT), wrong);
}

static const char *run_linker(Job *job, char *image)
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
    return about(job, job->linker, wrong);
}

static const char *build(Job *job)
{
    Workspace *w = &job->workspace;
    bool executable = !job->options.aot.emit;
    char image[4300];
    const char *wrong = workspace_open(w, value(job, OPTION_OUTPUT));

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
    double start = now();
    wrong = make_image(job, image);
    if (!wrong)
        wrong = run_linker(job, image);
    if (!wrong)
        wrong = debugging_write(&job->lines, w);
    job->link_seconds = now() - start;
    /* The output appears last of all: what fails before leaves none. */
    if (!wrong && times(job, OPTION_VERBOSE))
        report_made(&job->file, &job->program, &job->result, value(job, OPTION_OUTPUT),
                    workspace_path(w, "out"), job->compile_seconds, job->link_seconds,
                    times(job, OPTION_VERBOSE));
    return wrong ? wrong : workspace_finish(w, "out", executable ? 0777 : 0666);
}

static const char *open_dump(Job *job)
{
    Dump *dump = &job->options.aot.dump;

    dump->to = stderr;
    if (!dump->asked.path)
        return NULL;
    dump->to = fopen(dump->asked.path, "we");
    return dump->to ? NULL : about(job, dump->asked.path, strerror(errno));
}

static const char *close_dump(Job *job)
{
    Dump *dump = &job->options.aot.dump;

    if (!dump->asked.path || !dump->to)
        return NULL;
    return about(job, dump->asked.path, close_written(dump->to));
}

static const char *run(Job *job)
{
    const char *wrong = find_tools(job);

    if (!wrong)
        wrong = elf_open(&job->file, job->options.input);
    if (!wrong)
        wrong = check_same(job);
    if (!wrong)
        wrong = open_dump(job);
    if (!wrong)
        wrong = check_size(job);
    if (!wrong && !times(job, OPTION_QUIET)) {
        report_cut(&job->file, job->options.input);
        warn_root(job);
    }
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

static void finish(Job *job)
{
    workspace_close(&job->workspace);
    for (u32 i = 0; i < job->result.num_objects; i++)
        base_free(job->result.object[i]);
    base_free(job->result.object);
    base_free(job->result.left);
    lines_end(&job->lines);
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

    switch (options_parse(&job.options, argc, argv)) {
    case OPTIONS_DONE: return end_of_help();
    case OPTIONS_WRONG: return USAGE;
    case OPTIONS_GO: break;
    }
    job.options.aot.start = now();
    if (progress_wanted() && !times(&job, OPTION_QUIET))
        job.options.aot.progress = progress_show;
    const char *wrong = run(&job);
    if (wrong)
        fprintf(stderr, "dbt-aot: %s\n", wrong);
    finish(&job);
    return wrong ? NOT_DONE : 0;
}

/* compile.c -- all functions of a program, in chunks, to object files.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/compile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "aot/flow/summary.h"
#include "aot/llvm/codegen.h"
#include "aot/record.h"
#include "aot/work.h"

/* The percentage of --time-limit that is kept for making stubs. */
enum { PERCENT_FOR_STUBS = 8 };

/* Processor time for one chunk, in seconds: ten times what a slow one takes. */
enum { CHUNK_SECONDS = 200 };

static Stage new_stage(const Work *work, const char *kind)
{
    return (Stage){kind, base_alloc((work->num_parts + 1) * sizeof(Task)), 0};
}

static void free_stage(Stage *stage)
{
    for (u32 i = 0; i < stage->count; i++) {
        Task *task = &stage->task[i];

        base_free(task->why);
        for (u32 k = 0; k < WORKER_STREAMS; k++)
            base_free(task->text[k].bytes);
    }
    base_free(stage->task);
}

/* ---- tasks ---- */

static char *object_path(const Work *work, u32 n)
{
    size_t room = strlen(work->dir) + 32;
    char *path = base_alloc(room);

    base_format(path, room, "%s/%s%05u.o", work->dir, work->now->kind, n);
    return path;
}

/* Compiles a chunk; in a worker.  LLVM is used nowhere else, so that what it dies of
 * costs a worker.  Only our own mistake keeps a stub from being made. */
static TaskEnd run_task(void *arg, u32 task, FILE *const stream[WORKER_STREAMS],
                        char *why)
{
    const Work *work = arg;
    const Chunk *chunk = &work->now->task[task].chunk;
    AotOptions options = *work->options;
    char *path = options.emit ? NULL : object_path(work, task);
    CodegenEnd ended = {false, false};

    codegen_begin(options.recorded);
    options.listing = stream[LISTING];
    options.dump.to = stream[DUMP];
    options.record = stream[RECORD];
    char *wrong = codegen(work->units, chunk, &options, path, &ended);
    if (!wrong) {
        snprintf(why, WORKER_TEXT, "%s", ended.no_lines ? "no debug information" : "");
        return TASK_DONE;
    }
    snprintf(why, WORKER_TEXT, "%s", wrong);
    return ended.unwritten || chunk->stubs ? TASK_WRONG : TASK_FAILED;
}

static char *copy_text(const char *text)
{
    size_t room = strlen(text) + 1;

    return memcpy(base_alloc(room), text, room);
}

static void end_task(void *arg, u32 task, TaskEnd end, const char *why,
                     const TaskText text[WORKER_STREAMS])
{
    Work *work = arg;
    Task *t = &work->now->task[task];

    t->ended = true;
    t->end = end;
    t->why = copy_text(why);
    memcpy(t->text, text, sizeof t->text);
    if (work->now == &work->code)
        work_show_ready(work);
}

/* Notes that a part of a function is left to the runtime. */
static void leave(Work *work, UnitPart part, const char *why)
{
    AotResult *result = work->result;
    LeftPart *left = &result->left[result->num_left++];

    work->left[work->num_left++] = part;
    *left = (LeftPart){part.unit->function, part.part, part.unit->num_parts, part.insns,
                       ""};
    snprintf(left->why, sizeof left->why, "%s", why);
}

static void sort_out(Work *work, u32 index)
{
    const Task *task = &work->now->task[index];
    const Chunk *chunk = &task->chunk;

    if (task->end == TASK_DONE) {
        work->result->without_lines += *task->why ? chunk->count : 0;
        if (!work->options->emit)
            work->result->object[work->result->num_objects++] =
                object_path(work, index);
        return;
    }
    bool again = task->end == TASK_FAILED && chunk->count > 1;
    for (u32 i = 0; i < chunk->count; i++)
        if (again)
            work_add_chunk(&work->single, &chunk->part[i], 1);
        else
            leave(work, chunk->part[i],
                  task->end == TASK_LATE ? "there is no time left" : task->why);
}

/* ---- stages ---- */

static void show_progress(void *arg, u32 done)
{
    const Work *work = arg;

    work->options->progress(work->now->kind, done, work->now->count);
}

/* A stub is so small that the machine, not the guest's code, keeps it from being made.
 */
static const char *say_no_stub(Work *work, const Task *task)
{
    snprintf(work->result->error, sizeof work->result->error,
             "not even what leaves a function to the runtime can be compiled: %s",
             task->why);
    return work->result->error;
}

static const char *do_stage(Work *work, Stage *stage)
{
    bool stubs = stage == &work->stub;
    const Workers workers = {
        .jobs = work->options->jobs,
        .num_tasks = stage->count,
        .streams = work->options->emit || work->options->dump.asked.bits ||
                   work->options->recorded,
        .run = run_task,
        .done = end_task,
        .progress = work->options->progress ? show_progress : NULL,
        .arg = work,
        .task_seconds = CHUNK_SECONDS,
        .deadline = stubs ? 0 : work->deadline,
        .memory = stubs ? 0 : work->memory,
    };

    if (!stage->count)
        return NULL;
    work->now = stage;
    const char *wrong = workers_run(&workers);
    for (u32 i = 0; i < stage->count && !wrong; i++) {
        if (stubs && stage->task[i].end != TASK_DONE)
            wrong = say_no_stub(work, &stage->task[i]);
        sort_out(work, i);
    }
    return wrong;
}

static const char *do_stages(Work *work)
{
    const char *wrong = do_stage(work, &work->code);

    if (!wrong)
        wrong = do_stage(work, &work->single);
    work_show_rest(work);
    work_cut_stubs(work);
    if (!wrong)
        wrong = do_stage(work, &work->stub);
    work_show_stubs(work);
    return wrong;
}

/* Returns the bytes of data of this process: the sixth number of statm, in pages. */
static u64 own_memory(void)
{
    char text[200] = "", *at = text;
    unsigned long pages = 0;
    FILE *f = fopen("/proc/self/statm", "re");

    if (f && !fgets(text, sizeof text, f))
        *text = 0;
    if (f)
        fclose(f);
    for (int i = 0; i < 6; i++)
        pages = strtoul(at, &at, 10);
    return (u64)pages * (u64)sysconf(_SC_PAGESIZE);
}

/* Returns what a worker may have: what this process has is in each worker, too. */
static u64 memory_of_worker(const AotOptions *options)
{
    u64 all = (u64)options->memory << 20, here = own_memory();
    u64 least = here + (64 << 20); /* to compile anything */
    u64 each = all > here ? here + (all - here) / options->jobs : 0;
    return !all ? 0 : each > least ? each : least;
}

/* Returns when compiling must end; 0: never. */
static double deadline(const AotOptions *options)
{
    double share = (100 - PERCENT_FOR_STUBS) / 100.0;

    return options->seconds ? options->start + options->seconds * share : 0;
}

static bool is_late(void *arg)
{
    double end = deadline(arg);

    return end > 0 && workers_now() >= end;
}

/* There was not even the time to lift the program. */
static void leave_all(const Program *program, AotResult *result)
{
    result->left = base_alloc((program->num_functions + 1) * sizeof(LeftPart));
    for (u32 i = 0; i < program->num_functions; i++)
        result->left[result->num_left++] =
            (LeftPart){&program->function[i], 0, 1, 0, "there is no time left"};
}

static void begin_work(Work *work)
{
    const AotOptions *options = work->options;
    AotResult *result = work->result;

    work_list_parts(work);
    work->code = new_stage(work, "code");
    work->single = new_stage(work, "single");
    work->stub = new_stage(work, "stub");
    work->left = base_alloc((work->num_parts + 1) * sizeof(UnitPart));
    work->memory = memory_of_worker(options);
    work->deadline = deadline(options);
    result->left = base_alloc((work->num_parts + 1) * sizeof(LeftPart));
    result->object = base_alloc((3 * (size_t)work->num_parts + 1) * sizeof(char *));
    work_cut(work);
}

/* A function counts that has all its parts. */
static void count_result(const Work *work)
{
    AotResult *result = work->result;
    const Function *last = NULL;

    result->functions = work->units->num_units;
    result->insns = work->units->num_insns;
    for (u32 i = 0; i < result->num_left; i++) {
        result->functions -= result->left[i].function != last;
        last = result->left[i].function;
        result->insns -= result->left[i].insns;
    }
}

static void end_work(Work *work)
{
    free_stage(&work->code);
    free_stage(&work->single);
    free_stage(&work->stub);
    base_free(work->left);
    base_free(work->part);
}

static const char *compile_recorded(Work *work)
{
    const AotOptions *options = work->options;
    size_t size = 0;
    char *details = NULL;

    work->details = open_memstream(&details, &size);
    if (!work->details)
        return "no memory for a record";
    const char *wrong = do_stages(work);
    if (fclose(work->details) != 0 && !wrong)
        wrong = "no memory for a record";
    if (!wrong)
        record_write(work->units, options->recorded, details, size, options->record);
    free(details);
    return wrong;
}

static const char *compile_units(Work *work)
{
    begin_work(work);
    const char *wrong =
        work->options->recorded ? compile_recorded(work) : do_stages(work);
    count_result(work);
    end_work(work);
    return wrong;
}

const char *aot_compile(const Guest *guest, const Image *image, const Program *program,
                        const AotOptions *options, const char *dir, AotResult *result)
{
    Units units;
    Work work = {.units = &units, .options = options, .dir = dir, .result = result};
    AotOptions copy = *options;
    const UnitsOptions how = {options->precise, options->partial, options->split,
                              is_late, &copy};
    const char *wrong = NULL;

    units_lift(&units, guest, image, program, &how);
    units_summarise(&units);
    if (units.over)
        leave_all(program, result);
    else
        wrong = compile_units(&work);
    units_free(&units);
    return wrong;
}

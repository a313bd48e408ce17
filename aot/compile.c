/* compile.c -- all functions of a program, in chunks, to object files.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/compile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "aot/flow/summary.h"
#include "aot/limits.h"
#include "aot/llvm/codegen.h"
#include "aot/record.h"
#include "aot/work.h"

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

    options.level = chunk->level;
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

static void end_task(void *arg, u32 task, TaskEnd end, const char *why,
                     const TaskText text[WORKER_STREAMS])
{
    Work *work = arg;
    Task *t = &work->now->task[task];

    t->ended = true;
    t->end = end;
    t->why = base_copy(why, strlen(why));
    memcpy(t->text, text, sizeof t->text);
    if (work->now == &work->code)
        work_show_ready(work);
}

static LeftReason reason_of(TaskEnd end)
{
    switch (end) {
    case TASK_DONE:
    case TASK_WRONG:
    case TASK_FAILED: return LEFT_FAILED;
    case TASK_FULL: return LEFT_FULL;
    case TASK_SLOW: return LEFT_SLOW;
    case TASK_LATE: return LEFT_NO_TIME;
    }
    return LEFT_FAILED;
}

const char *left_why(const LeftPart *left)
{
    static const char *const why[] = {
        [LEFT_FAILED] = "it failed",
        [LEFT_NO_TIME] = "there is no time left",
        [LEFT_NO_MEMORY] = "there is no memory left",
        [LEFT_FULL] = "it takes too much memory",
        [LEFT_SLOW] = "it takes too much time",
    };

    return left->why ? left->why : why[left->reason];
}

/* Notes that a part of a function is left to the runtime, as its task ended so. */
static void leave(Work *work, UnitPart part, const Task *task)
{
    AotResult *result = work->result;
    LeftReason reason = reason_of(task->end);

    result->left[result->num_left++] = (LeftPart){
        part.unit->function,
        part.part,
        part.unit->num_parts,
        part.insns,
        reason,
        reason == LEFT_FAILED ? base_copy(task->why, strlen(task->why)) : NULL,
    };
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
    bool again = task->end != TASK_LATE && chunk->count > 1;
    for (u32 i = 0; i < chunk->count; i++)
        if (again)
            work_add_chunk(&work->single, &chunk->part[i], 1, chunk->level);
        else
            leave(work, chunk->part[i], task);
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
        .jobs = work->jobs,
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
        .peak = &work->result->compile.workers_peak,
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

/* All code, or a shard's. */
static const char *do_code(Work *work)
{
    work_cut(work);
    const char *wrong = do_stage(work, &work->code);

    if (!wrong)
        wrong = do_stage(work, &work->single);
    work_show_rest(work);
    return wrong;
}

/* What is left decides which stubs there are, so they are made when all of it is known.
 */
static const char *do_stubs(Work *work)
{
    work_list_left(work);
    work_cut_stubs(work);
    const char *wrong = do_stage(work, &work->stub);
    work_show_stubs(work);
    return wrong;
}

static const char *do_stages(Work *work)
{
    const char *wrong = do_code(work);

    return wrong ? wrong : do_stubs(work);
}

/* Notes that the functions from number `first` on are left to the runtime. */
static void leave_functions(const Program *program, u32 first, LeftReason reason,
                            AotResult *result)
{
    for (u32 i = first; i < program->num_functions; i++)
        result->left[result->num_left++] =
            (LeftPart){&program->function[i], 0, 1, 0, reason, NULL};
}

static void begin_work(Work *work)
{
    const AotOptions *options = work->options;

    work_list_parts(work);
    work->code = new_stage(work, "code");
    work->single = new_stage(work, "single");
    work->stub = new_stage(work, "stub");
    work->deadline = limits_deadline(options);
    work->jobs = limits_jobs(options);
    work->memory = limits_memory(options, work->jobs);
}

/* All parts may be left, and the functions that were not lifted. */
static void begin_result(const Work *work)
{
    AotResult *result = work->result;
    u32 unlifted = work->units->program->num_functions - work->units->num_units;

    result->left = base_alloc((work->num_parts + unlifted + 1) * sizeof(LeftPart));
    result->object = base_alloc((3 * (size_t)work->num_parts + 1) * sizeof(char *));
}

/* Counts a chunk's instructions, and its functions after *last. */
static void count_chunk(AotResult *result, const Chunk *chunk, const Function **last)
{
    for (u32 i = 0; i < chunk->count; i++) {
        const UnitPart *part = &chunk->part[i];

        result->insns += part->insns;
        result->functions += part->unit->function != *last;
        *last = part->unit->function;
    }
}

/* Counts what was to be compiled, and what of it is not left.  A function counts that
 * has all its parts. */
static void count_result(const Work *work)
{
    AotResult *result = work->result;
    const Function *last = NULL;

    for (u32 i = 0; i < work->code.count; i++)
        count_chunk(result, &work->code.task[i].chunk, &last);
    last = NULL;
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
    begin_result(work);
    const char *wrong =
        work->options->recorded ? compile_recorded(work) : do_stages(work);
    count_result(work);
    leave_functions(work->units->program, work->units->num_units, LEFT_NO_MEMORY,
                    work->result);
    end_work(work);
    return wrong;
}

/* There was not even the time to lift the program. */
static void leave_all(const Program *program, AotResult *result)
{
    result->left = base_alloc((program->num_functions + 1) * sizeof(LeftPart));
    leave_functions(program, 0, LEFT_NO_TIME, result);
}

static void end_stage(AotCost *cost, double start)
{
    cost->seconds = workers_now() - start;
    cost->peak = workers_peak();
}

/* Without limits (options.c refuses them) all of it was lifted. */
static const char *compile_shard(Work *work)
{
    begin_work(work);
    begin_result(work);
    const char *wrong = do_code(work);
    work_list_left(work);
    count_result(work);
    end_work(work);
    return wrong;
}

static const char *compile_stubs(Work *work)
{
    begin_work(work);
    const char *wrong = do_stubs(work);
    end_work(work);
    return wrong;
}

/* Lifts the program, and does something with its units. */
static const char *with_units(const Guest *guest, const Image *image,
                              const Program *program, Work *work,
                              const char *(*action)(Work *work))
{
    Units units;
    AotResult *result = work->result;
    const AotOptions *options = work->options;
    Limits limits = {.options = options};
    const UnitsOptions how = {.faults = options->exact != EXACT_NONE,
                              .flags = options->exact == EXACT_ALL,
                              .partial = options->partial,
                              .counts = options->counts,
                              .split = options->split,
                              .late = limits_end_time,
                              .full = limits_end_memory,
                              .arg = &limits};
    const char *wrong = NULL;
    double start = workers_now();

    units_lift(&units, guest, image, program, &how);
    units_summarise(&units);
    end_stage(&result->lift, start);
    result->lifted = units.over ? 0 : units.num_units;
    start = workers_now();
    work->units = &units;
    if (units.over)
        leave_all(program, result);
    else
        wrong = action(work);
    units_free(&units);
    end_stage(&result->compile, start);
    result->done = !wrong;
    return wrong;
}

const char *aot_compile(const Guest *guest, const Image *image, const Program *program,
                        const AotOptions *options, const char *dir, AotResult *result)
{
    Work work = {.options = options, .dir = dir, .result = result};

    return with_units(guest, image, program, &work,
                      options->shards ? compile_shard : compile_units);
}

const char *aot_compile_stubs(const Guest *guest, const Image *image,
                              const Program *program, const AotOptions *options,
                              const char *dir, AotResult *result)
{
    Work work = {.options = options, .dir = dir, .result = result};

    result->lifted = program->num_functions;
    result->done = true;
    return result->num_left ? with_units(guest, image, program, &work, compile_stubs)
                            : NULL;
}

void aot_result_free(AotResult *result)
{
    for (u32 i = 0; i < result->num_left; i++)
        base_free(result->left[i].why);
    for (u32 i = 0; i < result->num_objects; i++)
        base_free(result->object[i]);
    base_free(result->left);
    base_free(result->object);
    *result = (AotResult){0};
}

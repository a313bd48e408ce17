/* compile.c -- all functions of a program, in chunks, to object files.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/compile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "aot/flow/summary.h"
#include "aot/llvm/codegen.h"
#include "aot/workers.h"

/* Functions are compiled in chunks of about this many instructions, whatever the number
 * of jobs: the output must not depend on that. */
enum { CHUNK_INSNS = 3000 };

/* Stubs are made so many at a time, and in so much of the time that there is. */
enum { STUBS = 250, PERCENT_FOR_STUBS = 8 };

/* Processor time for one chunk, in seconds: ten times what a slow one takes. */
enum { CHUNK_SECONDS = 200 };

/* What a task writes besides its object: the listing of --emit and the dumps of -d. */
enum { LISTING, DUMP };

typedef struct {
    Chunk chunk;
    bool ended;
    TaskEnd end;
    char *why;
    TaskText text[WORKER_STREAMS];
} Task;

/* Chunks that are compiled before any of the next stage. */
typedef struct {
    const char *kind; /* first letters of the names of its object files */
    Task *task;
    u32 count;
} Stage;

typedef struct {
    const Units *units;
    const AotOptions *options;
    const char *dir;
    AotResult *result;
    UnitPart *part; /* all parts of all units */
    u32 num_parts;
    Stage code;   /* all parts */
    Stage single; /* parts of chunks that failed, each alone */
    Stage stub;   /* parts that failed alone, or that there was no time for */
    UnitPart *left;
    u32 num_left; /* parts that get stubs */
    Stage *now;   /* the stage that is being done */
    u32 shown;    /* chunks of `code` whose texts have been shown */
    u64 memory;   /* of one worker; 0: no limit */
    double deadline;
} Work;

/* ---- chunks ---- */

static u32 count_insns(UnitPart part)
{
    u32 n = 0;

    for (u32 i = 0; i < part.unit->num_blocks; i++)
        if (part.unit->block[i].part == part.part)
            n += part.unit->block[i].ops.num_insns;
    return n;
}

static void list_parts(Work *work)
{
    const Units *units = work->units;
    u32 count = 0;

    for (u32 i = 0; i < units->num_units; i++)
        count += units->unit[i].num_parts;
    work->part = base_alloc((count + 1) * sizeof(UnitPart));
    for (u32 i = 0; i < units->num_units; i++)
        for (u32 k = 0; k < units->unit[i].num_parts; k++)
            work->part[work->num_parts++] = (UnitPart){&units->unit[i], k};
}

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

static Chunk *add_chunk(Stage *stage, const UnitPart *first, u32 count)
{
    Chunk *chunk = &stage->task[stage->count++].chunk;

    *chunk = (Chunk){.part = first, .count = count};
    return chunk;
}

static void cut(Work *work)
{
    u32 size = CHUNK_INSNS;

    for (u32 i = 0; i < work->num_parts; i++) {
        if (size >= CHUNK_INSNS) {
            add_chunk(&work->code, &work->part[i], 0);
            size = 0;
        }
        work->code.task[work->code.count - 1].chunk.count++;
        size += count_insns(work->part[i]);
    }
}

/* Marks the units that the code of a unit calls or jumps to, itself among them if it is
 * in parts. */
static void mark_called(const Work *work, const Unit *unit, bool *called)
{
    u32 index = (u32)(unit - work->units->unit);

    called[index] |= unit->num_parts > 1;
    for (u32 i = 0; i < unit->num_blocks; i++)
        for (u32 k = 0; k < unit->block[i].num_events; k++) {
            const Event *e = &unit->block[i].event[k];

            if ((e->kind == EV_CALL || e->kind == EV_TAIL) && e->to != NOWHERE)
                called[e->to] = true;
        }
}

/* Returns, by unit, what compiled code calls: only of that are stubs needed, as the
 * runtime does not look for what is left. */
static bool *find_called(const Work *work)
{
    u32 n = work->units->num_units;
    u32 *left = base_alloc((n + 1) * sizeof *left); /* parts, by unit */
    bool *called = base_alloc(n + 1);

    for (u32 i = 0; i < work->num_left; i++)
        left[work->left[i].unit - work->units->unit]++;
    for (u32 i = 0; i < n; i++)
        if (left[i] < work->units->unit[i].num_parts)
            mark_called(work, &work->units->unit[i], called);
    base_free(left);
    return called;
}

static void cut_stubs(Work *work)
{
    bool *called = find_called(work);
    u32 count = 0;

    for (u32 i = 0; i < work->num_left; i++)
        if (called[work->left[i].unit - work->units->unit])
            work->left[count++] = work->left[i];
    base_free(called);
    for (u32 i = 0; i < count; i += STUBS)
        add_chunk(&work->stub, &work->left[i], count - i < STUBS ? count - i : STUBS)
            ->stubs = true;
}

/* ---- listings and dumps ---- */

static void show_text(const Work *work, Task *task)
{
    FILE *const to[WORKER_STREAMS] = {
        [LISTING] = work->options->listing,
        [DUMP] = work->options->dump.to,
    };

    for (u32 i = 0; i < WORKER_STREAMS; i++) {
        if (task->text[i].size)
            fwrite(task->text[i].bytes, 1, task->text[i].size, to[i]);
        base_free(task->text[i].bytes);
        task->text[i] = (TaskText){0};
    }
}

/* Shows the texts of chunks of code in the order of the program, up to the first chunk
 * that is not compiled yet, or failed. */
static void show_ready(Work *work)
{
    while (work->shown < work->code.count) {
        Task *task = &work->code.task[work->shown];

        if (!task->ended || task->end != TASK_DONE)
            return;
        show_text(work, task);
        work->shown++;
    }
}

/* Shows what show_ready has left.  A chunk that failed has no text, but its parts,
 * which were compiled alone, have. */
static void show_rest(Work *work)
{
    u32 k = 0;

    for (; work->shown < work->code.count; work->shown++) {
        Task *task = &work->code.task[work->shown];
        const UnitPart *end = task->chunk.part + task->chunk.count;

        show_text(work, task);
        while (k < work->single.count && work->single.task[k].chunk.part < end)
            show_text(work, &work->single.task[k++]);
    }
}

static void show_stubs(Work *work)
{
    for (u32 i = 0; i < work->stub.count; i++)
        show_text(work, &work->stub.task[i]);
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
    bool unwritten = false;

    codegen_begin();
    options.listing = stream[LISTING];
    options.dump.to = stream[DUMP];
    char *wrong = codegen(work->units, chunk, &options, path, &unwritten);
    if (!wrong)
        return TASK_DONE;
    snprintf(why, WORKER_TEXT, "%s", wrong);
    return unwritten || chunk->stubs ? TASK_WRONG : TASK_FAILED;
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
        show_ready(work);
}

/* Notes that a part of a function is left to the runtime. */
static void leave(Work *work, UnitPart part, const char *why)
{
    AotResult *result = work->result;
    LeftPart *left = &result->left[result->num_left++];

    work->left[work->num_left++] = part;
    *left = (LeftPart){part.unit->function, part.part, part.unit->num_parts,
                       count_insns(part), ""};
    snprintf(left->why, sizeof left->why, "%s", why);
}

static void sort_out(Work *work, u32 index)
{
    const Task *task = &work->now->task[index];
    const Chunk *chunk = &task->chunk;

    if (task->end == TASK_DONE) {
        if (!work->options->emit)
            work->result->object[work->result->num_objects++] =
                object_path(work, index);
        return;
    }
    bool again = task->end == TASK_FAILED && chunk->count > 1;
    for (u32 i = 0; i < chunk->count; i++)
        if (again)
            add_chunk(&work->single, &chunk->part[i], 1);
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
        .streams = work->options->emit || work->options->dump.asked.bits,
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
    show_rest(work);
    cut_stubs(work);
    if (!wrong)
        wrong = do_stage(work, &work->stub);
    show_stubs(work);
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

static void begin_work(Work *work)
{
    const AotOptions *options = work->options;
    AotResult *result = work->result;

    list_parts(work);
    work->code = new_stage(work, "code");
    work->single = new_stage(work, "single");
    work->stub = new_stage(work, "stub");
    work->left = base_alloc((work->num_parts + 1) * sizeof(UnitPart));
    work->memory = memory_of_worker(options);
    if (options->seconds)
        work->deadline =
            options->start + options->seconds * (100 - PERCENT_FOR_STUBS) / 100.0;
    result->left = base_alloc((work->num_parts + 1) * sizeof(LeftPart));
    result->object = base_alloc((3 * (size_t)work->num_parts + 1) * sizeof(char *));
    cut(work);
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

const char *aot_compile(const Guest *guest, const Image *image, const Program *program,
                        const AotOptions *options, const char *dir, AotResult *result)
{
    Units units;
    Work work = {.units = &units, .options = options, .dir = dir, .result = result};
    const char *wrong;

    const UnitsOptions how = {options->precise, options->partial, options->split};
    units_lift(&units, guest, image, program, &how);
    units_summarise(&units);
    begin_work(&work);
    wrong = do_stages(&work);
    count_result(&work);
    end_work(&work);
    units_free(&units);
    return wrong;
}

/* show.c -- listings and dumps of chunks, in the order of the program.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/work.h"

static void show_text(const Work *work, Task *task)
{
    FILE *const to[WORKER_STREAMS] = {
        [LISTING] = work->options->listing,
        [DUMP] = work->options->dump.to,
        [RECORD] = work->details,
    };

    for (u32 i = 0; i < WORKER_STREAMS; i++) {
        if (task->text[i].size)
            fwrite(task->text[i].bytes, 1, task->text[i].size, to[i]);
        base_free(task->text[i].bytes);
        task->text[i] = (TaskText){0};
    }
}

void work_show_ready(Work *work)
{
    while (work->shown < work->code.count) {
        Task *task = &work->code.task[work->shown];

        if (!task->ended || task->end != TASK_DONE)
            return;
        show_text(work, task);
        work->shown++;
    }
}

void work_show_rest(Work *work)
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

void work_show_stubs(Work *work)
{
    for (u32 i = 0; i < work->stub.count; i++)
        show_text(work, &work->stub.task[i]);
}

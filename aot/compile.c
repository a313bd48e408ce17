/* compile.c -- all functions of a program, in chunks, to object files.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/compile.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aot/llvm/codegen.h"
#include "aot/flow/summary.h"

/* Functions are compiled in chunks of about this many instructions, whatever the number
 * of jobs: the output must not depend on that. */
enum { CHUNK_INSNS = 3000 };

typedef struct {
    const Units *units;
    const AotOptions *options;
    const char *dir;
    Chunk *chunk;
    u32 num_chunks;
    u32 next; /* the first chunk that no worker has taken */
    pthread_mutex_t lock;
    char *wrong; /* the first error */
} Work;

static u32 unit_insns(const Unit *unit)
{
    u32 n = 0;

    for (u32 i = 0; i < unit->num_blocks; i++)
        n += unit->block[i].ops.num_insns;
    return n;
}

static void cut(Work *work)
{
    const Units *units = work->units;
    u32 size = CHUNK_INSNS;

    work->chunk = base_alloc((units->num_units + 1) * sizeof(Chunk));
    for (u32 i = 0; i < units->num_units; i++) {
        if (size >= CHUNK_INSNS) {
            work->chunk[work->num_chunks++].first = i;
            size = 0;
        }
        work->chunk[work->num_chunks - 1].count++;
        size += unit_insns(&units->unit[i]);
    }
}

static char *object_path(const char *dir, u32 n)
{
    size_t room = strlen(dir) + 24;
    char *path = base_alloc(room);

    base_format(path, room, "%s/code%05u.o", dir, n);
    return path;
}

static void *worker(void *p)
{
    Work *work = p;

    for (;;) {
        pthread_mutex_lock(&work->lock);
        u32 n = work->wrong ? work->num_chunks : work->next++;
        pthread_mutex_unlock(&work->lock);
        if (n >= work->num_chunks)
            return NULL;
        char *path = work->options->emit ? NULL : object_path(work->dir, n);
        char *wrong = codegen(work->units, &work->chunk[n], work->options, path);
        work->chunk[n].object = path;
        pthread_mutex_lock(&work->lock);
        if (wrong && !work->wrong)
            work->wrong = wrong;
        pthread_mutex_unlock(&work->lock);
    }
}

static void run(Work *work)
{
    pthread_t thread[64];
    unsigned jobs =
        work->options->emit || work->options->dump.asked.bits ? 1 : work->options->jobs;
    unsigned n = 0;

    if (jobs > ARRAY_LEN(thread))
        jobs = ARRAY_LEN(thread);
    while (n + 1 < jobs && pthread_create(&thread[n], NULL, worker, work) == 0)
        n++;
    worker(work);
    while (n > 0)
        pthread_join(thread[--n], NULL);
}

const char *aot_compile(const Guest *guest, const Image *image, const Program *program,
                        const AotOptions *options, const char *dir, AotResult *result)
{
    Units units;
    Work work = {.units = &units, .options = options, .dir = dir};

    codegen_begin();
    units_lift(&units, guest, image, program, options->precise);
    units.partial = options->partial;
    units_summarise(&units);
    cut(&work);
    pthread_mutex_init(&work.lock, NULL);
    run(&work);
    pthread_mutex_destroy(&work.lock);
    result->functions = units.num_units;
    result->insns = units.num_insns;
    result->object = base_alloc((work.num_chunks + 1) * sizeof(char *));
    for (u32 i = 0; i < work.num_chunks; i++)
        if (work.chunk[i].object)
            result->object[result->num_objects++] = work.chunk[i].object;
    base_free(work.chunk);
    units_free(&units);
    return work.wrong;
}

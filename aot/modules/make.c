/* make.c -- translating the libraries of a program.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/modules/make.h"

#include <stdio.h>
#include <string.h>

#include "aot/bug.h"
#include "aot/handlers.h"
#include "aot/modules/library.h"
#include "aot/modules/shared.h"
#include "aot/workers.h"

enum { TEXT = 1200 };

/* The options that a module's code depends on, or how it is made. */
static const OptionId shared[] = {
    OPTION_OPTIMISE,   OPTION_MARCH,        OPTION_JOBS,  OPTION_PRECISE,
    OPTION_TIME_LIMIT, OPTION_MEMORY_LIMIT, OPTION_SPLIT, OPTION_CACHE,
    OPTION_CACHE_SIZE, OPTION_PROFILE,      OPTION_COLD,  OPTION_COUNT,
};

/* Sets the options by which a library is translated for a program. */
static void choose_options(const Job *program, const LibraryFile *file,
                           const char *output, Options *o)
{
    const Options *all = &program->options;

    *o = (Options){.input = file->host,
                   .called = file->called,
                   .base = file->base,
                   .cache_size = all->cache_size,
                   .profile = all->profile,
                   .num_profiles = all->num_profiles,
                   .cold = all->cold,
                   .resume = all->aot.exact == EXACT_REGISTERS ? RESUME_YES : RESUME_NO,
                   .aot = all->aot};
    for (size_t i = 0; i < ARRAY_LEN(shared); i++)
        o->given[shared[i]] = all->given[shared[i]];
    o->given[OPTION_OUTPUT].value = output;
    o->given[OPTION_LIBRARY].times = 1;
    if (options_times(all, OPTION_VERBOSE) > 1)
        o->given[OPTION_VERBOSE].times = 1;
    o->given[OPTION_EMIT].value = o->aot.emit = "obj";
    o->aot.shareable = true;
    o->aot.fallback = 0;
    o->aot.partial = false;
    o->aot.debug = DEBUG_NONE;
    o->aot.dump = (Dump){0};
}

/* Reads the library; translates it, unless --shared-libs has it: then *is_shared. */
static const char *run(Job *job, Job *program, bool *is_shared,
                       const char *(*translate)(Job *job))
{
    report_begin(&job->report, STAGE_READ);
    bug_now("reading a library", job->options.input);
    const char *wrong = library_open(job);
    if (wrong)
        return wrong;
    report_end(&job->report, STAGE_READ);
    report_read(&job->report, &job->file);
    report_warn_read(&job->report, job->diagnostics);
    *is_shared = shared_libs_take(program, job);
    return *is_shared ? NULL : translate(job);
}

/* Tells of the module that was made last, in `seconds`; 0: it was there, in `source`.
 */
static void made(const Job *program, double seconds, const char *source)
{
    ModuleFile *m = &program->modules.item[program->modules.count - 1];

    m->seconds = seconds;
    if (!job_times(program, OPTION_VERBOSE))
        return;
    fprintf(stderr, "library    %s at 0x%08x, %llu functions, %llu instructions",
            m->soname, m->image.module_start,
            (unsigned long long)m->note.functions_translated,
            (unsigned long long)m->note.instructions_translated);
    if (seconds)
        fprintf(stderr, ", %.2f s\n", seconds);
    else
        fprintf(stderr, ", from %s\n", source);
}

static void warn(const Job *program, const LibraryFile *file, const char *wrong)
{
    char text[TEXT];

    base_format(text, sizeof text, "%.500s: not translated: %.600s", file->called,
                wrong);
    diagnostics_say(program->diagnostics, &(Diagnostic){.kind = DIAGNOSTIC_LIBRARIES,
                                                        .file = file->host,
                                                        .message = text});
}

static void make(Job *program, const LibraryFile *file,
                 const char *(*translate)(Job *job))
{
    Job *job = base_alloc(sizeof *job);
    double start = workers_now();
    char output[sizeof program->workspace.path];

    base_format(output, sizeof output, "%s/%08x.dbto", program->workspace.dir,
                file->base);
    job->diagnostics = program->diagnostics;
    job->seen = program->seen;
    choose_options(program, file, output, &job->options);
    memcpy(job->linker, program->linker, sizeof job->linker);
    report_open(&job->report, &job->options, 0, NULL);
    bool is_shared = false;
    const char *wrong = run(job, program, &is_shared, translate);
    if (!wrong && !is_shared)
        wrong = modules_add(&program->modules, output);
    if (wrong)
        warn(program, file, wrong);
    else
        made(program, is_shared || job->keep.had ? 0 : workers_now() - start,
             is_shared ? job_value(program, OPTION_SHARED_LIBS) : "the cache");
    char key[KEY_SHA256];
    memcpy(key, job->shared_key, sizeof key);
    job_finish(job); /* there are not many workspaces */
    base_free(job);
    if (!wrong && !is_shared)
        shared_libs_put(program, key);
}

static void make_all(Job *program, const char *(*translate)(Job *job))
{
    const Closure *closure = program->closure;

    for (u32 i = 0; closure && i < closure->count; i++)
        if (closure->file[i]->base)
            make(program, closure->file[i], translate);
}

void libraries_make(Job *program, const char *(*translate)(Job *job))
{
    u32 given = program->modules.count;
    bool known = handlers_known(program);

    shared_libs_begin(program);
    make_all(program, translate);
    if (!known && handlers_choose(program, given)) {
        modules_drop(&program->modules, given);
        make_all(program, translate);
    }
    report_libraries(&program->report, program->modules.item, program->modules.count);
}

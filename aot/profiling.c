/* profiling.c -- a translation with a profile: --profile, --cold.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/profiling.h"

#include <errno.h>
#include <string.h>

#include "aot/files.h"

static void warn(Job *job, const char *path, const char *what)
{
    char text[700];

    snprintf(text, sizeof text, "%.500s: %.150s", path, what);
    diagnostics_say(
        job->diagnostics,
        &(Diagnostic){.kind = DIAGNOSTIC_PROFILE, .file = path, .message = text});
}

static const char *read_one(Job *job, const char *path)
{
    size_t size;
    u32 damaged = job->profile.damaged;
    char *text = files_read(path, &size);

    if (!text)
        return job_about(job, path, strerror(errno));
    profile_read(&job->profile, text, size);
    base_free(text);
    if (job->profile.damaged != damaged)
        warn(job, path, "parts of it are no profile, or damaged, and are left out");
    return NULL;
}

/* A profile that was written by another version of the program says nothing of this
 * one. */
static void check_found(Job *job)
{
    const Options *o = &job->options;
    const char *path = o->profile[o->num_profiles - 1];

    if (!job->view.found)
        warn(job, path, "it tells nothing of this program: its file was another");
    else if (o->cold == COLD_NONE && !job->view.counts_all)
        warn(job, path,
             "it does not tell of all code, so --cold=none leaves nothing out");
}

const char *profiling_read(Job *job)
{
    const Options *o = &job->options;

    for (u32 i = 0; i < o->num_profiles; i++) {
        const char *wrong = read_one(job, o->profile[i]);
        if (wrong)
            return wrong;
    }
    profile_finish(&job->profile);
    job->seen = o->num_profiles ? &job->profile : NULL;
    return NULL;
}

/* Of many libraries a profile says nothing. */
void profiling_begin(Job *job)
{
    bool is_program = job->seen == &job->profile;

    if (!job->seen)
        return;
    profile_view(&job->view, job->seen, &job->file);
    profile_hint(&job->view, &job->file.hints);
    if (is_program)
        check_found(job);
}

/* Removes functions that were not executed.  The others call them by the dispatcher. */
static void leave_cold_out(Job *job)
{
    Program *p = &job->program;
    u32 kept = 0;

    for (u32 i = 0; i < p->num_functions; i++) {
        if (job->heat[i].temper == TEMPER_COLD)
            continue;
        p->function[kept] = p->function[i];
        job->heat[kept++] = job->heat[i];
    }
    job->options.aot.partial |= kept != p->num_functions;
    p->num_functions = kept;
}

static void tell(const Job *job)
{
    u32 count[TEMPER_COLD + 1] = {0};

    for (u32 i = 0; i < job->program.num_functions; i++)
        count[job->heat[i].temper]++;
    fprintf(stderr, "profile    %u functions are hot, %u warm, %u cold; %u calls\n",
            count[TEMPER_HOT], count[TEMPER_WARM], count[TEMPER_COLD],
            job->view.num_calls);
}

void profiling_apply(Job *job)
{
    AotOptions *o = &job->options.aot;

    if (!job->view.found)
        return;
    job->heat = base_alloc((job->program.num_functions + 1) * sizeof *job->heat);
    profile_heat(&job->view, &job->program, job->heat);
    if (job_times(job, OPTION_VERBOSE))
        tell(job);
    if (job->options.cold == COLD_NONE)
        leave_cold_out(job);
    o->heat = job->heat;
    o->call = job->view.call;
    o->num_calls = job->view.num_calls;
}

void profiling_end(Job *job)
{
    base_free(job->heat);
    profile_view_free(&job->view);
    profile_free(&job->profile);
}

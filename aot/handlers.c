/* handlers.c -- choosing --resume for programs with handlers for faults.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/handlers.h"

#include <stdio.h>

/* Returns what tells of a handler: a file, or the profile; NULL: nothing.  Runs know
 * better than code, which may have handlers that are seldom asked for. */
static const char *who_handles(const Job *job)
{
    if (job->view.found)
        return job->seen->handlers ? "the profile" : NULL;
    if (job->program.handles_faults)
        return job->options.input;
    for (u32 i = 0; i < job->modules.count; i++)
        if (job->modules.item[i].note.handles_faults)
            return job->modules.item[i].soname;
    return NULL;
}

bool handlers_known(const Job *job)
{
    return who_handles(job);
}

static const ModuleFile *find_unable(const Modules *modules, u32 given)
{
    for (u32 i = 0; i < given; i++)
        if (!(modules->item[i].image.flags & AOT_RESUMES))
            return &modules->item[i];
    return NULL;
}

static bool may_resume(const Job *job, const char *who, u32 given)
{
    const ModuleFile *unable = find_unable(&job->modules, given);
    char text[1200];

    if (!unable)
        return true;
    base_format(
        text, sizeof text,
        "%.500s installs a handler for SIGSEGV or SIGBUS: all ahead-of-time code "
        "is left then, as %.500s was made without --resume",
        who, unable->path);
    diagnostics_say(job->diagnostics, &(Diagnostic){.kind = DIAGNOSTIC_LIBRARIES,
                                                    .file = unable->path,
                                                    .message = text});
    return false;
}

bool handlers_choose(Job *job, u32 given)
{
    const char *who = who_handles(job);
    bool is_open = job->options.resume == RESUME_AUTO &&
                   job->options.aot.exact == EXACT_NONE &&
                   !job_times(job, OPTION_NO_AOT);

    if (!who || !is_open || !may_resume(job, who, given))
        return false;
    job->options.aot.exact = EXACT_REGISTERS;
    if (job_times(job, OPTION_VERBOSE))
        fprintf(stderr, "handlers   of SIGSEGV or SIGBUS, by %s: made with --resume\n",
                who);
    return true;
}

/* assemble.c -- objects and the guest's file to an output.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/assemble.h"

#include "aot/elf/image_object.h"
#include "aot/jobserver.h"
#include "aot/link.h"

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
    const char *wrong =
        identity_fill(&job->identity, &job->report, runtime, &job->modules);

    if (job->bundle)
        job->identity.note.bundle_sha256 = job->bundle_sha256;
    if (job_times(job, OPTION_BUNDLE)) /* what runs does not look there */
        job->identity.note.root = NULL;
    return job_about(job, job->runtime, wrong);
}

static u32 exact_flags(Exact exact)
{
    static const u32 flags[] = {
        [EXACT_NONE] = 0,
        [EXACT_REGISTERS] = AOT_RESUMES,
        [EXACT_ALL] = AOT_RESUMES | AOT_PRECISE,
    };

    return flags[exact];
}

const char *assemble_image(Job *job, const char *path)
{
    const char *unknown = identify(job);
    if (unknown)
        return unknown;
    bool *left = find_left(job);
    u32 num_linked;
    u32 *module = modules_linked(&job->modules, &num_linked);
    const char *unread = read_sizes(job);
    const ImageOptions options = {
        .root = job_times(job, OPTION_BUNDLE) ? NULL : job_value(job, OPTION_ROOT),
        .bundle = job->bundle_bytes,
        .bundle_size = job->bundle_size,
        .cpu_level = options_cpu_level(&job->options),
        .exact = exact_flags(job->options.aot.exact),
        .counts = job->options.aot.counts,
        .fallback = job->options.aot.fallback,
        .left = left,
        .guest_file = !job_times(job, OPTION_NO_GUEST_FILE),
        .note = &job->identity.note,
        .module = module,
        .num_modules = num_linked,
        .item = job->modules.item,
        .num_items = job->modules.count,
        .shared_folder = job->shared_folder,
        .soname = job->options.called,
    };
    const char *wrong = unread ? unread
                               : image_object_write(path, &job->file, &job->program,
                                                    &job->sizes, &options);
    base_free(left);
    base_free(module);
    return job_about(job, job_value(job, OPTION_OUTPUT), wrong);
}

const char *assemble_output(Job *job, char *image, u64 *peak)
{
    char text[600];
    u32 count = 0;
    const Modules *modules = &job->modules;
    char **input =
        base_alloc((job->result.num_objects + modules->count + 2) * sizeof *input);

    if (!job->options.aot.emit)
        input[count++] = job->runtime;
    for (u32 i = 0; i < job->result.num_objects; i++)
        input[count++] = job->result.object[i];
    for (u32 i = 0; i < modules->count; i++)
        if (!modules->item[i].shared)
            input[count++] = modules->item[i].path;
    input[count++] = image;
    Link link = {
        .linker = job->linker,
        .input = input,
        .num_inputs = count,
        .output = workspace_path(&job->workspace, "out"),
        .kind = job->options.aot.emit ? LINK_OBJECT : LINK_PROGRAM,
        .debug = job->options.aot.debug,
        .one_thread = jobserver_descriptor() >= 0,
    };
    const char *wrong = link_run(&link, text, sizeof text);
    base_free(input);
    *peak = link.peak;
    return job_about(job, job->linker, wrong);
}

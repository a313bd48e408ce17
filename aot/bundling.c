/* bundling.c -- gathers the bundle of an output as its options say.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/bundling.h"

#include <string.h>

/* Adds the file of a --bundle-file, "PATH=FILE". */
static const char *add_file(Bundle *b, const char *text)
{
    const char *file = strchr(text, '=');
    char guest[4096];

    base_format(guest, sizeof guest, "%.*s", (int)(file - text), text);
    return bundle_add(b, guest, file + 1);
}

const char *bundling_read(Job *job)
{
    const Options *o = &job->options;
    const char *wrong = NULL;

    if (!o->num_bundle_files || options_list(o))
        return NULL;
    job->bundle = bundle_new();
    for (u32 i = 0; i < o->num_bundle_files && !wrong; i++)
        wrong = add_file(job->bundle, o->bundle_file[i]);
    if (wrong)
        return job_about(job, "--bundle", wrong);
    job->bundle_bytes = bundle_pack(job->bundle, &job->bundle_size);
    if (!job->bundle_bytes)
        return job_about(job, "--bundle", bundle_wrong(job->bundle));
    SHA256Data(job->bundle_bytes, job->bundle_size, job->bundle_sha256);
    return NULL;
}

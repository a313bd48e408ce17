/* bundling.c -- gathers the bundle of an output as its options say.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/bundling.h"

#include <string.h>
#include <unistd.h>

#include "aot/modules/closure.h"
#include "aot/modules/find.h"

/* Adds the file of a --bundle-file, "PATH=FILE". */
static const char *add_file(Bundle *b, const char *text)
{
    const char *file = strchr(text, '=');
    char guest[4096];

    base_format(guest, sizeof guest, "%.*s", (int)(file - text), text);
    return bundle_add(b, guest, file + 1);
}

/* A file outside of the root was found where a link of the root leads. */
static const char *add_library(Bundle *b, const char *root, const LibraryFile *file)
{
    size_t length = strlen(root);
    bool inside = strncmp(file->host, root, length) == 0;

    return inside ? bundle_add_from_root(b, root, file->guest)
                  : bundle_add(b, file->guest, file->host);
}

/* By this the guest's dynamic linker finds libraries in folders of ld.so.conf. */
static const char *add_cache(Bundle *b, const char *root)
{
    static const char cache[] = "/etc/ld.so.cache";
    char path[4200];

    base_format(path, sizeof path, "%.4000s%s", root, cache);
    return access(path, R_OK) == 0 ? bundle_add_from_root(b, root, cache) : NULL;
}

static const char *add_closure(Bundle *b, const char *root, const Closure *closure)
{
    const char *wrong = add_cache(b, root);

    for (u32 i = 0; i < closure->count && !wrong; i++)
        if (!closure->file[i]->is_given)
            wrong = add_library(b, root, closure->file[i]);
    return wrong;
}

/* Returns the closure of a program whose libraries are not translated. */
static Closure *find_closure(const Options *o)
{
    Closure *closure = closure_new(options_value(o, OPTION_ROOT), o->input);

    for (u32 i = 0; closure && i < o->num_with; i++)
        if (!options_is_module(o->with[i]))
            closure_add(closure, o->with[i]);
    return closure;
}

static const char *add_files(Bundle *b, const Options *o)
{
    const char *wrong = NULL;

    for (u32 i = 0; i < o->num_bundle_files && !wrong; i++)
        wrong = add_file(b, o->bundle_file[i]);
    return wrong;
}

static void give(void *closure, const char *guest, const char *host)
{
    closure_give(closure, guest, host);
}

/* Adds to the closure what shared objects among the files of --bundle-file need. */
static void add_needed(const Job *job, Closure *closure)
{
    Bundle *files = bundle_new();
    u32 known = closure->num_missing;

    if (!add_files(files, &job->options)) {
        bundle_visit(files, give, closure);
        closure_settle(closure);
    }
    libraries_warn_missing(job, closure, known);
    bundle_free(files);
}

static const char *add_libraries(Job *job)
{
    const char *root = job_value(job, OPTION_ROOT);
    Closure *own = job->closure ? NULL : find_closure(&job->options);
    Closure *closure = job->closure ? job->closure : own;
    const char *wrong = NULL;

    if (own && own->num_missing)
        wrong = bundle_refuse(job->bundle, "%.500s: not found in --root",
                              own->missing[0].name);
    if (closure && !wrong) {
        add_needed(job, closure);
        wrong = add_closure(job->bundle, root, closure);
    }
    closure_free(own);
    return wrong;
}

const char *bundling_read(Job *job)
{
    const Options *o = &job->options;
    bool libraries = options_times(o, OPTION_BUNDLE);
    const char *wrong = NULL;

    if ((!libraries && !o->num_bundle_files) || options_list(o) || o->aot.shards)
        return NULL;
    job->bundle = bundle_new();
    if (libraries)
        wrong = add_libraries(job);
    if (!wrong)
        wrong = add_files(job->bundle, o);
    if (wrong)
        return job_about(job, "--bundle", wrong);
    job->bundle_bytes = bundle_pack(job->bundle, &job->bundle_size);
    if (!job->bundle_bytes)
        return job_about(job, "--bundle", bundle_wrong(job->bundle));
    SHA256Data(job->bundle_bytes, job->bundle_size, job->bundle_sha256);
    return NULL;
}

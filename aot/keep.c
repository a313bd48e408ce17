/* keep.c -- what --cache does for one output.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/keep.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "aot/spelling.h"

static void warn(const Keep *keep, const char *what)
{
    char text[600];

    snprintf(text, sizeof text, "--cache: %.580s", what);
    diagnostics_say(keep->diagnostics, &(Diagnostic){.kind = DIAGNOSTIC_CACHE,
                                                     .file = keep->cache.folder,
                                                     .message = text});
}

static void tell(const Keep *keep, const char *what, const char *about)
{
    if (keep->verbose)
        fprintf(stderr, "cache      %s, %s\n", what, about);
}

/* Returns what the output is, as a new string. */
static char *describe_output(const AotOptions *o)
{
    if (o->shards)
        return spelling_new("shard %u of %u", o->shard, o->shards);
    return spelling_new("%s", o->emit ? "object" : "program");
}

/* Sets `sum` to that of a file that the output is linked with.  Returns false if it
 * cannot be read. */
static bool sum_of_file(const char *path, char sum[KEY_SHA256])
{
    *sum = 0;
    return !*path || SHA256File(path, sum);
}

/* The key of an entry is the SHA-256 of all that decides the output. */
static bool make_key(Keep *keep, const AotOptions *options, const Key *key,
                     const char *runtime, const char *linker, const char *libraries,
                     const char *bundle)
{
    char sum_of_runtime[KEY_SHA256], sum_of_linker[KEY_SHA256];

    if (!sum_of_file(runtime, sum_of_runtime) || !sum_of_file(linker, sum_of_linker))
        return false;
    char *output = describe_output(options);
    char *text = spelling_new("%s\n%s\n%s\n%s\nruntime %s\nlinker %s\nbundle %s\n%s",
                              output, key->tool, key->guest, key->options,
                              sum_of_runtime, sum_of_linker, bundle, libraries);
    SHA256Data((const u8 *)text, strlen(text), keep->key);
    base_free(output);
    base_free(text);
    return true;
}

/* Returns why the cache is of no use for this, or NULL. */
static const char *reason_against(const Options *o, const Diagnostics *d)
{
    static const DiagnosticKind of_translation[] = {
        DIAGNOSTIC_GUESSED, DIAGNOSTIC_UNDEFINED, DIAGNOSTIC_JUMPS};

    if (options_list(o))
        return "listings are not kept";
    if (o->aot.dump.asked.bits)
        return "-d shows a translation";
    if (o->aot.debug)
        return "-g makes a listing, too";
    if (options_value(o, OPTION_REPORT))
        return "--report tells of a translation";
    if (options_value(o, OPTION_RECORD))
        return "--record shows a translation";
    if (o->num_policies)
        return "--fail-if needs the figures of a translation";
    if (options_times(o, OPTION_SAVE_TEMPS))
        return "-save-temps keeps objects";
    for (size_t i = 0; i < ARRAY_LEN(of_translation); i++)
        if (d->level[of_translation[i]].on)
            return "-W asks for warnings of a translation";
    if (options_value(o, OPTION_SHARED_LIBS))
        return "--shared-libs makes files, too; their libraries are kept";
    return options_times(o, OPTION_LINK_SHARDS) ? "shards are translated already"
                                                : NULL;
}

void keep_begin(Keep *keep, const Options *options, Diagnostics *diagnostics,
                const Key *key, const char *runtime, const char *linker,
                const char *libraries, const char *bundle)
{
    const char *wrong, *against = reason_against(options, diagnostics);

    *keep = (Keep){.verbose = options_times(options, OPTION_VERBOSE),
                   .diagnostics = diagnostics};
    if (against) {
        tell(keep, "not used", against);
        return;
    }
    wrong = cache_open(&keep->cache, options_value(options, OPTION_CACHE),
                       options->cache_size);
    if (!wrong &&
        !make_key(keep, &options->aot, key, runtime, linker, libraries, bundle))
        wrong = strerror(errno);
    keep->on = !wrong;
    if (wrong)
        warn(keep, wrong);
}

bool keep_take(Keep *keep, const char *to)
{
    static const char *const words[] = {
        [CACHE_HIT] = "hit",
        [CACHE_MISS] = "miss",
        [CACHE_DAMAGED] = "miss of a damaged entry",
    };

    if (!keep->on)
        return false;
    CacheAnswer answer = cache_get(&keep->cache, keep->key, to);
    tell(keep, words[answer], keep->cache.path);
    return keep->had = answer == CACHE_HIT;
}

void keep_put(Keep *keep, const char *from, const char *why_not)
{
    if (!keep->on)
        return;
    if (why_not) {
        tell(keep, "not kept", why_not);
        return;
    }
    const char *wrong = cache_put(&keep->cache, keep->key, from);
    if (wrong)
        warn(keep, wrong);
}

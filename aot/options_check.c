/* options_check.c -- whether options fit together, and which output they name.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <string.h>

#include "aot/files.h"

#include "aot/options.h"

static const char *wrong(const char *what, const char *value)
{
    static char text[600];

    snprintf(text, sizeof text, "%.300s%.250s", what, value);
    return text;
}

/* Is the output a folder for all programs? */
static bool has_folder(const Options *o)
{
    const char *output = options_value(o, OPTION_OUTPUT);

    return output && *output && output[strlen(output) - 1] == '/';
}

/* Outputs of several programs must have names of their own, and no option may name one
 * file for all. */
static const char *check_several(const Options *o)
{
    static const struct {
        int id;
        const char *word;
    } single[] = {{OPTION_REPORT, "--report"},
                  {OPTION_RECORD, "--record"},
                  {OPTION_DEPENDS_FILE, "-MF"},
                  {OPTION_DEPENDS_TARGET, "-MT"}};

    if (!has_folder(o))
        return wrong("more than one program, and no folder for them (-o FOLDER/): ",
                     o->program[1]);
    for (size_t i = 0; i < ARRAY_LEN(single); i++)
        if (options_times(o, single[i].id))
            return wrong("more than one program, but one file of ", single[i].word);
    if (o->aot.dump.asked.path)
        return wrong("more than one program, but one file of -d", "");
    for (u32 i = 0; i < o->num_programs; i++)
        for (u32 k = 0; k < i; k++)
            if (strcmp(files_name(o->program[i]), files_name(o->program[k])) == 0)
                return wrong("two programs of the same name: ", o->program[i]);
    return NULL;
}

/* A rule needs a file that make knows by name. */
static const char *check_depends(const Options *o)
{
    static const char *const words[] = {"-MF", "-MT", "-MP"};
    const char *output = options_value(o, OPTION_OUTPUT);
    bool named = options_times(o, OPTION_DEPENDS_FILE) &&
                 options_times(o, OPTION_DEPENDS_TARGET);

    for (int id = OPTION_DEPENDS_FILE; id <= OPTION_DEPENDS_PHONY; id++)
        if (options_times(o, id) && !options_times(o, OPTION_DEPENDS))
            return wrong("without -MD there is no use for ",
                         words[id - OPTION_DEPENDS_FILE]);
    if (options_times(o, OPTION_DEPENDS) && !named &&
        (output ? strcmp(output, "-") == 0 : options_list(o)))
        return wrong("the output has no name: -MD needs -MF and -MT", "");
    return NULL;
}

static const char *check_policies(const Options *o)
{
    for (u32 i = 0; i < o->num_policies; i++)
        if (o->policy[i].figure == FIGURE_SIZE && options_list(o))
            return wrong("a listing has no size for --fail-if=", o->policy[i].text);
    return NULL;
}

static const char *check_outputs(const Options *o)
{
    if (!o->num_programs)
        return wrong("no program to translate", "");
    const char *result = o->num_programs > 1 ? check_several(o) : NULL;
    if (!result)
        result = check_depends(o);
    return result ? result : check_policies(o);
}

static const char *check_profile(const Options *o)
{
    if (options_times(o, OPTION_COLD) && !o->num_profiles)
        return "--cold needs --profile";
    return NULL;
}

static const char *check_exact(const Options *o)
{
    if (o->resume == RESUME_NO && o->aot.exact != EXACT_NONE)
        return "--precise and --resume=no contradict each other";
    return NULL;
}

static const char *check_record(const Options *o)
{
    if (options_value(o, OPTION_RECORD) && o->aot.emit)
        return "--record is of whole programs, not of --emit";
    if (options_value(o, OPTION_RECORD_FUNCTIONS) && !options_value(o, OPTION_RECORD))
        return "--record-functions needs --record";
    if (options_value(o, OPTION_RECORD) && o->aot.debug == DEBUG_SOURCE)
        return "--record needs -g=listing, or no -g";
    return NULL;
}

/* What a shard is must not depend on the machine, and all shards are made alike. */
static const char *check_alike(const Options *o)
{
    if (o->aot.seconds || o->aot.memory)
        return "shards are the same on all machines: no --time-limit or --memory-limit";
    if (o->aot.debug)
        return "no -g with shards: it names the output's listing in each of them";
    if (options_value(o, OPTION_RECORD))
        return "no --record with shards: it is of one translation";
    return NULL;
}

static const char *check_shard(const Options *o)
{
    if (!o->aot.shards || !o->aot.shard)
        return "--shards=N and --shard=K go together";
    if (o->aot.shard > o->aot.shards)
        return "--shard is more than --shards";
    if (options_list(o))
        return "a shard is an object, and no listing; give -c";
    if (options_value(o, OPTION_REPORT) || o->num_policies)
        return "a shard has no --report and no figures for --fail-if, but what "
               "--link-shards makes has";
    return check_alike(o);
}

static const char *check_join(const Options *o)
{
    if (!o->num_shards)
        return "no shards to link; name them behind the program";
    if (o->aot.shards || o->aot.shard || o->aot.emit)
        return "--link-shards makes a program, and no object or listing";
    return check_alike(o);
}

static const char *check_shards(const Options *o)
{
    if (options_times(o, OPTION_LINK_SHARDS))
        return check_join(o);
    return o->aot.shards || o->aot.shard ? check_shard(o) : NULL;
}

/* A module depends on nothing but its file and what decides its code. */
static const char *check_library(const Options *o)
{
    if (!options_times(o, OPTION_LIBRARY))
        return options_times(o, OPTION_BASE) ? "--base is for --library" : NULL;
    if (options_list(o) || o->aot.shards || options_times(o, OPTION_LINK_SHARDS))
        return "--library makes an object of a library, and no listing or shard";
    if (options_value(o, OPTION_SHARED_LIBS))
        return "--library makes an object of one library, without --shared-libs";
    return o->num_with ? "--library makes an object of one library, without --with"
                       : NULL;
}

/* Files of the guest are in the root. */
static const char *check_with(const Options *o)
{
    for (u32 i = 0; i < o->num_with; i++)
        if (!options_is_module(o->with[i]) && !options_value(o, OPTION_ROOT))
            return wrong("without --root there is no library ", o->with[i]);
    return NULL;
}

static const char *check_bundle(const Options *o)
{
    bool bundle = options_times(o, OPTION_BUNDLE) || o->num_bundle_files;

    if (options_times(o, OPTION_BUNDLE) && !options_value(o, OPTION_ROOT))
        return "--bundle puts libraries of --root into the output; which folder is "
               "that?";
    return bundle && options_times(o, OPTION_LIBRARY)
               ? "--library makes an object of a library, and no bundle"
               : NULL;
}

const char *options_check(const Options *o)
{
    const char *result = check_outputs(o);

    if (!result)
        result = check_shards(o);
    if (!result)
        result = check_library(o);
    if (!result)
        result = check_with(o);
    if (!result)
        result = check_bundle(o);
    if (result)
        return result;
    if (!options_value(o, OPTION_OUTPUT) && !o->aot.emit)
        return wrong("no output file; give -o FILE", "");
    if (options_value(o, OPTION_REPORT) && !options_report(o))
        return wrong("--report is FILE.json or FILE.html, not ",
                     options_value(o, OPTION_REPORT));
    result = check_profile(o);
    if (!result)
        result = check_exact(o);
    return result ? result : check_record(o);
}

/* What the name of an output that is no program ends in. */
static const char *ending_of(const Options *o)
{
    static const struct {
        const char *emit, *ending;
    } endings[] = {{"obj", ".o"}, {"asm", ".s"}, {"llvm-ir", ".ll"}, {"uops", ".uops"}};

    if (options_times(o, OPTION_LIBRARY))
        return ".dbto";
    for (size_t i = 0; o->aot.emit && i < ARRAY_LEN(endings); i++)
        if (strcmp(endings[i].emit, o->aot.emit) == 0)
            return endings[i].ending;
    return "";
}

void options_choose(Options *o, u32 n)
{
    const char *folder = options_value(o, OPTION_OUTPUT);
    const char *name = files_name(o->program[n]);

    o->input = o->program[n];
    if (folder ? !has_folder(o) : options_list(o))
        return;
    size_t room = (folder ? strlen(folder) : 0) + strlen(name) + 8;
    o->made_output = base_alloc(room);
    base_format(o->made_output, room, "%s%s%s", folder ? folder : "", name,
                ending_of(o));
    o->given[OPTION_OUTPUT].value = o->made_output;
}

static bool ends_in(const char *text, const char *ending)
{
    size_t length = strlen(text), tail = strlen(ending);

    return length > tail && strcmp(text + length - tail, ending) == 0;
}

ReportForm options_report(const Options *o)
{
    const char *path = options_value(o, OPTION_REPORT);

    if (!path)
        return REPORT_NONE;
    if (ends_in(path, ".json"))
        return REPORT_JSON;
    return ends_in(path, ".html") ? REPORT_HTML : REPORT_NONE;
}

/* options.c -- the command line of dbt-aot.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/options.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "runtime/abi.h"

#ifndef VERSION
#define VERSION "unknown"
#endif

enum { MOST_SHARDS = 100000 };

#define USUAL_CACHE_SIZE (5ull << 30)

static const Option table[] = {
#define OPTION OPTION_ROW
#include "aot/options.def"
};

static const OptionName dumps[] = {
    {"in_asm", DUMP_IN_ASM, "guest code of each function"},
    {"op", DUMP_OP, "micro-ops, as lifted"},
    {"op_opt", DUMP_OP_OPT, "micro-ops, optimised"},
    {"llvm", DUMP_LLVM, "LLVM's IR, optimised"},
    {"out_asm", DUMP_OUT_ASM, "host code"},
};

static const struct {
    const char *name;
    unsigned level;
} levels[] = {
    {"x86-64-v2", 2},
    {"x86-64-v3", 3},
    {"x86-64-v4", 4},
    {"native", 0},
};

static const struct {
    const char *name;
    u32 flag;
} fallbacks[] = {
    {"jit", 0},
    {"interp", AOT_FALLBACK_INTERP},
    {"none", AOT_FALLBACK_NONE},
};

static const char *const emits[] = {"uops", "llvm-ir", "asm", "obj"};

static void show_help(bool all)
{
    Out out = out_to_file(stdout);

    printf("usage: dbt-aot [options] PROGRAM -o FILE\n"
           "       dbt-aot [options] PROGRAM... -o FOLDER/\n"
           "Make a native x86-64 executable of a Linux program for 32-bit PowerPC or "
           "ARM.\n\n");
    option_help(table, ARRAY_LEN(table), all, &out);
    printf("\nStatus: 0 done, 1 not done, 2 usage, 3 --fail-if, 70 a bug of dbt-aot.  "
           "See dbt-aot(1).\n");
}

static char usage[600]; /* what is wrong with the command line */

static OptionsResult wrong(const char *what, const char *value)
{
    snprintf(usage, sizeof usage, "%.300s%.250s; see dbt-aot --help", what, value);
    return OPTIONS_WRONG;
}

static bool parse_number(const char *text, unsigned most, unsigned *value)
{
    char *end;
    unsigned long n = strtoul(text, &end, 10);

    *value = (unsigned)n;
    return *text >= '0' && *text <= '9' && !*end && n <= most;
}

static bool parse_level(const char *text, unsigned *level)
{
    for (size_t i = 0; i < ARRAY_LEN(levels); i++)
        if (strcmp(levels[i].name, text) == 0) {
            *level = levels[i].level;
            return true;
        }
    return false;
}

static bool parse_fallback(const char *text, u32 *flag)
{
    for (size_t i = 0; i < ARRAY_LEN(fallbacks); i++)
        if (strcmp(fallbacks[i].name, text) == 0) {
            *flag = fallbacks[i].flag;
            return true;
        }
    return false;
}

static bool parse_emit(const char *text, const char **emit)
{
    for (size_t i = 0; i < ARRAY_LEN(emits); i++)
        if (strcmp(emits[i], text) == 0) {
            *emit = emits[i];
            return true;
        }
    return false;
}

static bool parse_cold(const char *text, Options *o)
{
    static const char *const kinds[] = {
        [COLD_LAST] = "last", [COLD_QUICK] = "quick", [COLD_NONE] = "none"};

    for (u32 i = 0; i < ARRAY_LEN(kinds); i++)
        if (strcmp(kinds[i], text) == 0) {
            o->cold = i;
            return true;
        }
    return false;
}

static bool parse_resume(const char *text, Resume *resume)
{
    static const char *const words[] = {
        [RESUME_AUTO] = "auto", [RESUME_YES] = "yes", [RESUME_NO] = "no"};

    for (u32 i = 0; i < ARRAY_LEN(words); i++)
        if (strcmp(words[i], text ? text : "yes") == 0) {
            *resume = i;
            return true;
        }
    return false;
}

static const struct {
    const char *name;
    unsigned debug;
} debugs[] = {
    {"source", DEBUG_SOURCE},
    {"listing", DEBUG_LISTING},
};

static bool parse_debug(const char *text, unsigned *debug)
{
    for (size_t i = 0; i < ARRAY_LEN(debugs); i++)
        if (!text || strcmp(debugs[i].name, text) == 0) {
            *debug = debugs[i].debug;
            return true;
        }
    return false;
}

/* A size in bytes, as 500M; `*bytes` is set. */
static bool parse_size(const char *text, u64 *bytes)
{
    static const char units[] = "KMGT";
    char *end;
    unsigned long long n = strtoull(text, &end, 10);
    const char *unit = *end ? strchr(units, *end) : NULL;
    unsigned shift = unit ? 10 * (unsigned)(unit - units + 1) : 0;

    *bytes = (u64)n << shift;
    return *text >= '0' && *text <= '9' && (!*end || (unit && !end[1])) &&
           n <= ~0ull >> shift;
}

static OptionsResult parse_dump(const char *text, Dump *dump)
{
    char error[240];
    Out out = out_to_file(stdout);

    if (strcmp(text, "help") == 0) {
        option_names_help(dumps, ARRAY_LEN(dumps), &out);
        return OPTIONS_DONE;
    }
    if (!option_request(dumps, ARRAY_LEN(dumps), text, "-d", &dump->asked, error,
                        sizeof error))
        return wrong(error, "");
    return OPTIONS_GO;
}

static const char *const formats[] = {"text", "json", "sarif"};

static bool parse_format(const char *text, DiagnosticsFormat *format)
{
    for (size_t i = 0; i < ARRAY_LEN(formats); i++)
        if (strcmp(formats[i], text) == 0) {
            *format = (DiagnosticsFormat)i;
            return true;
        }
    return false;
}

static OptionsResult parse_warning(const char *text, Diagnostics *d)
{
    Out out = out_to_file(stdout);

    if (strcmp(text, "help") == 0) {
        diagnostics_help(&out);
        return OPTIONS_DONE;
    }
    return diagnostics_set(d, text)
               ? OPTIONS_GO
               : wrong("-W help lists what there is, but no ", text);
}

static OptionsResult parse_policy(const char *text, Options *o)
{
    Out out = out_to_file(stdout);
    char error[300];

    if (strcmp(text, "help") == 0) {
        policy_help(&out);
        return OPTIONS_DONE;
    }
    o->policy = base_resize(o->policy, (o->num_policies + 1) * sizeof *o->policy);
    if (!policy_parse(&o->policy[o->num_policies++], text, error, sizeof error))
        return wrong(error, "");
    return OPTIONS_GO;
}

/* Parses a guest address that a library can have. */
static bool parse_base(const char *text, u32 *base)
{
    enum { ALIGNMENT = 64 << 10 };
    char *end;
    unsigned long n = strtoul(text, &end, 0);

    *base = (u32)n;
    return *text >= '0' && *text <= '9' && !*end && n && n < GUEST_STACK_TOP &&
           n % ALIGNMENT == 0;
}

static void add_string(const char ***list, u32 *count, const char *text)
{
    *list = base_resize(*list, (*count + 1) * sizeof **list);
    (*list)[(*count)++] = text;
}

/* Options of diagnostics and policies. */
static OptionsResult take_about(Options *o, Diagnostics *d, int id, const char *value)
{
    switch (id) {
    case OPTION_QUIET: d->quiet = true; break;
    case OPTION_WARN: return parse_warning(value, d);
    case OPTION_FORMAT:
        if (!parse_format(value, &d->format))
            return wrong("--diagnostics-format is text, json or sarif, not ", value);
        break;
    case OPTION_FAIL_IF: return parse_policy(value, o);
    case OPTION_DEPENDS_TARGET: add_string(&o->target, &o->num_targets, value); break;
    }
    return OPTIONS_GO;
}

/* Options of a number from 1 on. */
static OptionsResult take_number(Options *o, int id, const char *value)
{
    const struct {
        int id;
        unsigned most, *to;
        const char *otherwise;
    } numbers[] = {
        {OPTION_JOBS, 1024, &o->aot.jobs, "not a number of jobs: "},
        {OPTION_SPLIT, 1u << 30, &o->aot.split, "not a number of blocks: "},
        {OPTION_TIME_LIMIT, 1u << 30, &o->aot.seconds, "not a number of seconds: "},
        {OPTION_MEMORY_LIMIT, 1u << 30, &o->aot.memory, "not a number of MiB: "},
        {OPTION_SHARDS, MOST_SHARDS, &o->aot.shards, "not a number of shards: "},
        {OPTION_SHARD, MOST_SHARDS, &o->aot.shard, "shards have numbers from 1, not "},
    };

    for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
        if (numbers[i].id == id &&
            (!parse_number(value, numbers[i].most, numbers[i].to) || !*numbers[i].to))
            return wrong(numbers[i].otherwise, value);
    return OPTIONS_GO;
}

/* Options that name files of the guest. */
static OptionsResult take_files(Options *o, int id, const char *value)
{
    switch (id) {
    case OPTION_PROFILE: add_string(&o->profile, &o->num_profiles, value); break;
    case OPTION_WITH: add_string(&o->with, &o->num_with, value); break;
    case OPTION_BASE:
        if (!parse_base(value, &o->base))
            return wrong("--base is a multiple of 0x10000 below the stack, not ",
                         value);
        break;
    case OPTION_BUNDLE_FILE:
        if (value[0] != '/' || !strchr(value, '='))
            return wrong("--bundle-file is PATH=FILE, with an absolute path, not ",
                         value);
        add_string(&o->bundle_file, &o->num_bundle_files, value);
        break;
    }
    return OPTIONS_GO;
}

static OptionsResult take(Options *o, int id, char *value)
{
    if (id >= 0) {
        o->given[id].value = value;
        o->given[id].times++;
    }
    switch (id) {
    case OPTION_PRECISE: o->aot.exact = EXACT_ALL; break;
    case OPTION_RESUME:
        if (!parse_resume(value, &o->resume))
            return wrong("--resume is auto, yes or no, not ", value);
        break;
    case OPTION_COUNT: o->aot.counts = true; break;
    case OPTION_COLD:
        if (!parse_cold(value, o))
            return wrong("--cold is last, quick or none, not ", value);
        break;
    case OPTION_FUNCTIONS: o->aot.partial = true; break;
    case OPTION_FALLBACK:
        if (!parse_fallback(value, &o->aot.fallback))
            return wrong("--fallback is jit, interp or none, not ", value);
        break;
    case OPTION_OPTIMISE:
        if (!parse_number(value, 3, &o->aot.level))
            return wrong("there is no -O", value);
        break;
    case OPTION_MARCH:
        if (!parse_level(value, &o->aot.cpu_level))
            return wrong("-march is x86-64-v2, x86-64-v3, x86-64-v4 or native, not ",
                         value);
        break;
    case OPTION_EMIT:
        if (!parse_emit(value, &o->aot.emit))
            return wrong("--emit is uops, llvm-ir, asm or obj, not ", value);
        break;
    case OPTION_LIBRARY:
        o->aot.shareable = true;
        o->given[OPTION_EMIT].value = o->aot.emit = "obj";
        break;
    case OPTION_COMPILE: o->given[OPTION_EMIT].value = o->aot.emit = "obj"; break;
    case OPTION_CACHE_SIZE:
        if (!parse_size(value, &o->cache_size))
            return wrong("not a size, as 500M or 5G: ", value);
        break;
    case OPTION_DEBUG_INFO:
        if (!parse_debug(value, &o->aot.debug))
            return wrong("-g is source or listing, not ", value);
        break;
    case OPTION_DEBUG: return parse_dump(value, &o->aot.dump);
    case OPTION_HELP:
        if (value && strcmp(value, "all") != 0)
            return wrong("--help knows only --help=all, not ", value);
        show_help(value);
        return OPTIONS_DONE;
    case OPTION_VERSION: puts("dbt-aot " VERSION); return OPTIONS_DONE;
    case OPTION_OPERAND: add_string(&o->program, &o->num_programs, value); break;
    }
    OptionsResult result = take_number(o, id, value);
    return result == OPTIONS_GO ? take_files(o, id, value) : result;
}

/* The first operand of --link-shards is the program, those behind it are shards. */
static void take_shards(Options *o)
{
    o->shard = o->program + 1;
    o->num_shards = o->num_programs - 1;
    o->num_programs = 1;
}

/* A level that is given is that of all functions.  -O3 makes no faster code than -O2 of
 * what the guest's compiler has optimised. */
static void choose_levels(Options *o)
{
    static const unsigned by_temper[] = {
        [TEMPER_HOT] = 2, [TEMPER_WARM] = 2, [TEMPER_COLD] = 1};

    for (u32 i = 0; i < ARRAY_LEN(by_temper); i++)
        o->aot.temper_level[i] =
            options_times(o, OPTION_OPTIMISE) ? o->aot.level : by_temper[i];
    if (o->cold == COLD_QUICK)
        o->aot.temper_level[TEMPER_COLD] = 0;
}

static void choose_exact(Options *o)
{
    if (o->resume == RESUME_YES && o->aot.exact == EXACT_NONE)
        o->aot.exact = EXACT_REGISTERS;
}

static OptionsResult parse(Options *o, Diagnostics *d, int argc, char **argv)
{
    OptionReader r = {
        .table = table, .count = ARRAY_LEN(table), .argc = argc, .argv = argv};
    long cores = sysconf(_SC_NPROCESSORS_ONLN);

    *o = (Options){.cache_size = USUAL_CACHE_SIZE, .aot = {.level = 2, .cpu_level = 3}};
    o->aot.jobs = cores > 0 ? (unsigned)cores : 1;
    for (int id; (id = option_next(&r)) != OPTION_END;) {
        if (id == OPTION_WRONG)
            return wrong(r.error, "");
        OptionsResult result = take_about(o, d, id, r.value);
        if (result == OPTIONS_GO)
            result = take(o, id, r.value);
        if (result != OPTIONS_GO)
            return result;
    }
    if (options_times(o, OPTION_LINK_SHARDS) && o->num_programs)
        take_shards(o);
    if (o->aot.shards && !o->aot.emit)
        o->given[OPTION_EMIT].value = o->aot.emit = "obj";
    choose_levels(o);
    choose_exact(o);
    const char *unfit = options_check(o);
    return unfit ? wrong(unfit, "") : OPTIONS_GO;
}

/* What is wrong with the command line is told in the form that it asks for, wherever it
 * does. */
static DiagnosticsFormat find_format(int argc, char **argv)
{
    static const char option[] = "--diagnostics-format=";
    DiagnosticsFormat format = DIAGNOSTICS_TEXT;

    for (int i = 1; i < argc; i++)
        if (strncmp(argv[i], option, strlen(option)) == 0)
            parse_format(argv[i] + strlen(option), &format);
    return format;
}

OptionsResult options_parse(Options *o, Diagnostics *d, int argc, char **argv)
{
    diagnostics_begin(d, find_format(argc, argv));
    OptionsResult result = parse(o, d, argc, argv);
    if (result == OPTIONS_WRONG)
        diagnostics_say(d, &(Diagnostic){.kind = DIAGNOSTIC_USAGE, .message = usage});
    return result;
}

void options_free(Options *o)
{
    base_free(o->program);
    base_free(o->target);
    base_free(o->with);
    base_free(o->bundle_file);
    base_free(o->profile);
    base_free(o->policy);
}

bool options_is_module(const char *with)
{
    static const char ending[] = ".dbto";
    size_t length = strlen(with), tail = sizeof ending - 1;

    return length >= tail && strcmp(with + length - tail, ending) == 0;
}

const char *options_version(void)
{
    return VERSION;
}

bool options_list(const Options *o)
{
    return o->aot.emit && strcmp(o->aot.emit, "obj") != 0;
}

unsigned options_cpu_level(const Options *o)
{
    if (o->aot.cpu_level)
        return o->aot.cpu_level;
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl"))
        return 4;
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? 3 : 2;
}

/* options.c -- the command line of dbt-aot.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef VERSION
#define VERSION "unknown"
#endif

/* Codes of options that have no letter. */
enum {
    EMIT = 256,
    PRECISE,
    NO_AOT,
    NO_GUEST_FILE,
    FUNCTIONS,
    ROOT,
    RUNTIME,
    LINKER,
    HELP,
    SHOW_VERSION
};

/* All options, from which getopt_long's table and --help are made. */
static const struct {
    const char *name; /* NULL: it has only a letter */
    int code;
    int has_arg;
    const char *usage, *help;
} table[] = {
    {"output", 'o', 1, "-o, --output=FILE", "the executable to make"},
    {NULL, 'O', 1, "-O0 ... -O3", "how hard to optimise (default 2)"},
    {NULL, 'm', 1, "-march=LEVEL", "x86-64-v2, x86-64-v3 (default), x86-64-v4, native"},
    {"emit", EMIT, 1, "--emit=KIND", "uops, llvm-ir, asm (to FILE or stdout), obj"},
    {"jobs", 'j', 1, "-j, --jobs=N", "code generators at a time (default: all cores)"},
    {"verbose", 'v', 0, "-v, --verbose", "say what was found and translated"},
    {"debug", 'd', 1, "-d, --debug=LIST",
     "dump in_asm,op,op_opt,llvm,out_asm to stderr"},
    {"precise", PRECISE, 0, "--precise", "registers are exact where memory faults"},
    {"functions", FUNCTIONS, 1, "--functions=FILE",
     "translate only these (names or addresses)"},
    {"no-aot", NO_AOT, 0, "--no-aot", "translate nothing ahead of time"},
    {"no-guest-file", NO_GUEST_FILE, 0, "--no-guest-file",
     "do not put all of PROGRAM into the output"},
    {"root", ROOT, 1, "--root=FOLDER", "where the guest's libraries are at run time"},
    {"runtime", RUNTIME, 1, "--runtime=FILE", "the runtime object to link"},
    {"linker", LINKER, 1, "--linker=FILE", "the ld.lld to use"},
    {"help", HELP, 0, "--help", "show this"},
    {"version", SHOW_VERSION, 0, "--version", "show the version"},
};

static const struct {
    const char *name;
    u32 bit;
} dumps[] = {
    {"in_asm", DUMP_IN_ASM}, {"op", DUMP_OP},           {"op_opt", DUMP_OP_OPT},
    {"llvm", DUMP_LLVM},     {"out_asm", DUMP_OUT_ASM},
};

static const struct {
    const char *name;
    unsigned level;
} levels[] = {
    {"arch=x86-64-v2", 2},
    {"arch=x86-64-v3", 3},
    {"arch=x86-64-v4", 4},
    {"arch=native", 0},
};

static const char *const emits[] = {"uops", "llvm-ir", "asm", "obj"};

static void show_help(void)
{
    printf("usage: dbt-aot [options] PROGRAM -o FILE\n"
           "Make a native x86-64 executable of a Linux program for 32-bit PowerPC or "
           "ARM.\n\n");
    for (size_t i = 0; i < ARRAY_LEN(table); i++)
        printf("  %-20s %s\n", table[i].usage, table[i].help);
}

static OptionsResult wrong(const char *what, const char *value)
{
    fprintf(stderr, "dbt-aot: %s%s; see dbt-aot --help\n", what, value);
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

static bool parse_emit(const char *text, const char **emit)
{
    for (size_t i = 0; i < ARRAY_LEN(emits); i++)
        if (strcmp(emits[i], text) == 0) {
            *emit = emits[i];
            return true;
        }
    return false;
}

/* Returns the flag of the dump that the first `length` bytes of text name; 0 if there
 * is none. */
static u32 dump_bit(const char *text, size_t length)
{
    for (size_t i = 0; i < ARRAY_LEN(dumps); i++)
        if (strlen(dumps[i].name) == length && !memcmp(dumps[i].name, text, length))
            return dumps[i].bit;
    return 0;
}

static bool parse_dumps(const char *text, u32 *dump)
{
    for (;; text++) {
        size_t length = strcspn(text, ",");
        u32 bit = dump_bit(text, length);

        if (!bit)
            return false;
        *dump |= bit;
        text += length;
        if (!*text)
            return true;
    }
}

static OptionsResult take(Options *o, int code, const char *value)
{
    switch (code) {
    case 'o': o->output = value; break;
    case 'v': o->verbose = true; break;
    case PRECISE: o->aot.precise = true; break;
    case NO_AOT: o->none = true; break;
    case NO_GUEST_FILE: o->no_guest_file = true; break;
    case FUNCTIONS:
        o->functions = value;
        o->aot.partial = true;
        break;
    case ROOT: o->root = value; break;
    case RUNTIME: o->runtime = value; break;
    case LINKER: o->linker = value; break;
    case 'O':
        if (!parse_number(value, 3, &o->aot.level))
            return wrong("there is no -O", value);
        break;
    case 'j':
        if (!parse_number(value, 1024, &o->aot.jobs) || !o->aot.jobs)
            return wrong("not a number of jobs: ", value);
        break;
    case 'm':
        if (!parse_level(value, &o->aot.cpu_level))
            return wrong("there is no -m", value);
        break;
    case EMIT:
        if (!parse_emit(value, &o->aot.emit))
            return wrong("there is no --emit=", value);
        break;
    case 'd':
        if (!parse_dumps(value, &o->aot.dump))
            return wrong("-d knows in_asm,op,op_opt,llvm,out_asm, not ", value);
        break;
    case HELP: show_help(); return OPTIONS_DONE;
    case SHOW_VERSION: puts("dbt-aot " VERSION); return OPTIONS_DONE;
    default: return wrong("that option is not known, or lacks its value", "");
    }
    return OPTIONS_GO;
}

/* Makes getopt_long's tables. */
static void fill_getopt(struct option *longs, char *letters)
{
    size_t num_longs = 0, n = 0;

    letters[n++] = ':';
    for (size_t i = 0; i < ARRAY_LEN(table); i++) {
        if (table[i].name)
            longs[num_longs++] =
                (struct option){table[i].name, table[i].has_arg, NULL, table[i].code};
        if (table[i].code > 255)
            continue;
        letters[n++] = (char)table[i].code;
        if (table[i].has_arg)
            letters[n++] = ':';
    }
    letters[n] = 0;
}

static OptionsResult check(const Options *o)
{
    if (!o->input)
        return wrong("no program to translate", "");
    if (!o->output && !options_list(o))
        return wrong("no output file; give -o FILE", "");
    return OPTIONS_GO;
}

OptionsResult options_parse(Options *o, int argc, char **argv)
{
    struct option longs[ARRAY_LEN(table) + 1] = {0};
    char letters[2 * ARRAY_LEN(table) + 2];
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    OptionsResult result = OPTIONS_GO;

    *o = (Options){.aot = {.level = 2, .cpu_level = 3}};
    o->aot.jobs = cores > 0 ? (unsigned)cores : 1;
    fill_getopt(longs, letters);
    opterr = 0;
    for (int code; result == OPTIONS_GO;) {
        code = getopt_long(argc, argv, letters, longs, NULL);
        if (code < 0)
            break;
        result = take(o, code, optarg);
    }
    if (result != OPTIONS_GO)
        return result;
    if (optind < argc)
        o->input = argv[optind++];
    if (optind < argc)
        return wrong("more than one program: ", argv[optind]);
    return check(o);
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

/*
 * options.h -- the command line of dbt-aot.
 *
 *      Options o;
 *      if (options_parse(&o, argc, argv) == OPTIONS_GO)
 *          ... options_value(&o, OPTION_ROOT), options_times(&o, OPTION_VERBOSE) ...
 *
 * An option is a row of options.def and the code that asks for it.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_OPTIONS_H
#define AOT_OPTIONS_H

#include "aot/policy.h"
#include "aot/settings.h"

typedef enum {
#define OPTION OPTION_ID
#include "aot/options.def"
    NUM_OPTIONS
} OptionId;

/* --resume */
typedef enum { RESUME_AUTO, RESUME_YES, RESUME_NO } Resume;

typedef struct {
    const char *input;    /* the program that is translated now */
    const char **program; /* all of them */
    u32 num_programs;
    const char **target; /* of -MT */
    u32 num_targets;
    const char **profile; /* of --profile */
    u32 num_profiles;
    enum { COLD_LAST, COLD_QUICK, COLD_NONE } cold; /* --cold */
    Resume resume;
    Policy *policy; /* of --fail-if */
    u32 num_policies;
    char *made_output; /* the output's name, if no option names it; from base_alloc */
    struct {
        const char *value; /* the last one; NULL without */
        unsigned times;    /* how often it was given */
    } given[NUM_OPTIONS];
    const char **shard; /* the operands behind the program, of --link-shards */
    u32 num_shards;
    const char **with; /* of --with */
    u32 num_with;
    u32 base;                 /* of a library: its guest address; 0: by its content */
    const char *called;       /* a library without DT_SONAME: what it is called */
    const char **bundle_file; /* of --bundle-file */
    u32 num_bundle_files;
    u64 cache_size; /* bytes that --cache may take */
    AotOptions aot; /* what the options say of the translation */
} Options;

typedef enum { OPTIONS_GO, OPTIONS_DONE, OPTIONS_WRONG } OptionsResult;

/* Reads the command line, whose strings it keeps and may cut, and begins `diagnostics`
 * as it says.  OPTIONS_DONE: help or the version was printed.  OPTIONS_WRONG: an error
 * was printed; the status is 2. */
OptionsResult options_parse(Options *options, Diagnostics *diagnostics, int argc,
                            char **argv);

/* Sets the input to the n-th program, and the output to its own, where none is named:
 * in a folder, or beside it for -c. */
void options_choose(Options *options, u32 n);

/* Returns what is wrong with options that do not fit together, as a line that the next
 * call overwrites; NULL: nothing.  Called by options_parse. */
const char *options_check(const Options *options);

/* Frees what options_parse has made. */
void options_free(Options *options);

/* Returns the value of an option, OPTION_..., or NULL if it was not given. */
static inline const char *options_value(const Options *o, int id)
{
    return o->given[id].value;
}

/* Returns how often the option was given. */
static inline unsigned options_times(const Options *o, int id)
{
    return o->given[id].times;
}

/* Is a name of --with that of a .dbto, and not of the guest's file? */
bool options_is_module(const char *with);

/* The version of dbt-aot. */
const char *options_version(void);

/* The form that --report asks for, by the ending of its file. */
typedef enum { REPORT_NONE, REPORT_JSON, REPORT_HTML } ReportForm;
ReportForm options_report(const Options *options);

/* True if --emit asks for a listing instead of an object. */
bool options_list(const Options *options);

/* The level of x86-64 that code is made for: 2, 3 or 4. */
unsigned options_cpu_level(const Options *options);

#endif

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

#include "aot/settings.h"

typedef enum {
#define OPTION OPTION_ID
#include "aot/options.def"
    NUM_OPTIONS
} OptionId;

typedef struct {
    const char *input;
    struct {
        const char *value; /* the last one; NULL without */
        unsigned times;    /* how often it was given */
    } given[NUM_OPTIONS];
    AotOptions aot; /* what the options say of the translation */
} Options;

typedef enum { OPTIONS_GO, OPTIONS_DONE, OPTIONS_WRONG } OptionsResult;

/* Reads the command line, whose strings it keeps and may cut.  OPTIONS_DONE: help or
 * the version was printed.  OPTIONS_WRONG: an error was printed; the status is 2. */
OptionsResult options_parse(Options *options, int argc, char **argv);

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

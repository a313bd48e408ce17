/* options.h -- the command line of dbt-aot.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef AOT_OPTIONS_H
#define AOT_OPTIONS_H

#include "aot/settings.h"

typedef struct {
    const char *input, *output;
    const char *runtime;   /* NULL: beside dbt-aot */
    const char *linker;    /* NULL: look for it */
    const char *functions; /* file of names and addresses; NULL: all functions */
    const char *root;      /* of the guest's libraries at run time; NULL: none */
    unsigned verbose;      /* how often -v was given */
    bool no_guest_file;    /* only what is loaded goes into the output */
    bool none;             /* translate nothing ahead of time */
    AotOptions aot;
} Options;

typedef enum { OPTIONS_GO, OPTIONS_DONE, OPTIONS_WRONG } OptionsResult;

/* Reads the command line, whose strings it keeps and may cut.  OPTIONS_DONE: help or
 * the version was printed.  OPTIONS_WRONG: an error was printed; the status is 2. */
OptionsResult options_parse(Options *options, int argc, char **argv);

/* True if --emit asks for a listing instead of an object. */
bool options_list(const Options *options);

/* The level of x86-64 that code is made for: 2, 3 or 4. */
unsigned options_cpu_level(const Options *options);

#endif

/* options.h -- the command line of dbt-aot. */
#ifndef AOT_OPTIONS_H
#define AOT_OPTIONS_H

#include "aot/settings.h"

typedef struct {
    const char *input, *output;
    const char *runtime;   /* NULL: beside dbt-aot */
    const char *linker;    /* NULL: look for it */
    const char *functions; /* file of names and addresses; NULL: all functions */
    const char *root;      /* of the guest's libraries at run time; NULL: none */
    bool verbose;
    bool none; /* translate nothing ahead of time */
    AotOptions aot;
} Options;

typedef enum { OPTIONS_GO, OPTIONS_DONE, OPTIONS_WRONG } OptionsResult;

/* Prints what --help and --version ask for, or what is wrong. */
OptionsResult options_parse(Options *options, int argc, char **argv);

/* Does --emit ask for a listing, rather than for an object? */
bool options_list(const Options *options);

/* The level of x86-64 that code is for: 2, 3 or 4. */
unsigned options_cpu_level(const Options *options);

#endif

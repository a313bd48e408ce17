/*
 * options.h -- the command line of dbt-compare.
 *
 *      CompareOptions o;
 *      if (compare_options_parse(&o, argc, argv) == COMPARE_GO)
 *          ... o.value[OPTION_FROM], o.operand ...
 *
 * An option is a row of options.def and the code that asks for it.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_COMPARE_OPTIONS_H
#define AOT_COMPARE_OPTIONS_H

#include "runtime/base/options.h"

enum {
#define OPTION OPTION_ID
#include "aot/compare/options.def"
    NUM_OPTIONS
};

typedef struct {
    const char *value[NUM_OPTIONS]; /* the last one given; NULL: none */
    const char *operand;            /* NULL: none */
    const char **arguments;         /* of the program: what comes after "--" */
    const char **functions;         /* of --function */
    const char **aot;               /* of --aot */
    u32 num_arguments, num_functions, num_aot;
    u32 top, runs;
    bool top_given;
    bool verbose;
} CompareOptions;

typedef enum { COMPARE_GO, COMPARE_DONE, COMPARE_WRONG } CompareResult;

/* Reads the command line, whose strings it keeps.  COMPARE_DONE: help or the version
 * was printed.  COMPARE_WRONG: an error was printed; the status is 2. */
CompareResult compare_options_parse(CompareOptions *o, int argc, char **argv);

#endif

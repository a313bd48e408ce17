/* options.c -- the command line of dbt-compare.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/compare/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aot/settings.h"

#ifndef VERSION
#define VERSION "unknown"
#endif

static const Option table[] = {
#define OPTION OPTION_ROW
#include "aot/compare/options.def"
};

static void show_help(bool all)
{
    Out out = out_to_file(stdout);

    printf("usage: dbt-compare [options] PROGRAM -o FILE.html [-- ARGUMENT...]\n"
           "       dbt-compare --from=FILE.json -o FILE.html\n"
           "       dbt-compare --diff OLD.json NEW.json -o FILE.html\n"
           "Show guest code and what it becomes, ahead of time and at run time, as a "
           "page.\n\n");
    option_help(table, ARRAY_LEN(table), all, &out);
    printf("\nStatus: 0 done, 1 not done, 2 usage.  See dbt-compare(1).\n");
}

static CompareResult wrong(const char *what, const char *value)
{
    fprintf(stderr, "dbt-compare: %s%s; see dbt-compare --help\n", what, value);
    return COMPARE_WRONG;
}

static bool take_number(const char *text, u32 *number)
{
    enum { MOST = 100000 };
    char *end;
    unsigned long n = strtoul(text, &end, 10);

    *number = (u32)n;
    return *text >= '0' && *text <= '9' && !*end && n <= MOST;
}

/* The program, or after "--" one of its arguments. */
static CompareResult take_operand(CompareOptions *o, const char *value, bool arguments)
{
    if (o->operand && !arguments)
        return wrong("the program's arguments come after --: ", value);
    if (o->operand)
        o->arguments[o->num_arguments++] = value;
    else
        o->operand = value;
    return COMPARE_GO;
}

static CompareResult take(CompareOptions *o, int id, const char *value, bool arguments)
{
    if (id == OPTION_HELP && value && strcmp(value, "all") != 0)
        return wrong("--help knows only --help=all, not ", value);
    if (id == OPTION_HELP) {
        show_help(value);
        return COMPARE_DONE;
    }
    if (id == OPTION_VERSION) {
        puts("dbt-compare " VERSION);
        return COMPARE_DONE;
    }
    switch (id) {
    case OPTION_OPERAND: return take_operand(o, value, arguments);
    case OPTION_FUNCTION: o->functions[o->num_functions++] = value; break;
    case OPTION_AOT: o->aot[o->num_aot++] = value; break;
    case OPTION_VERBOSE: o->verbose = true; break;
    case OPTION_TOP:
        if (!take_number(value, &o->top))
            return wrong("not a number of functions: ", value);
        o->top_given = true;
        break;
    case OPTION_RUNS:
        if (!take_number(value, &o->runs) || !o->runs)
            return wrong("not a number of runs: ", value);
        break;
    default: o->value[id] = value;
    }
    return COMPARE_GO;
}

static CompareResult check(const CompareOptions *o)
{
    bool from = o->value[OPTION_FROM], diff = o->value[OPTION_DIFF];

    if (from && diff)
        return wrong("--from makes a page of one report, --diff one of two", "");
    if (from && o->operand)
        return wrong("--from runs no program: ", o->operand);
    if (diff && !o->operand)
        return wrong("--diff needs two files", "");
    if (!from && !diff && !o->operand)
        return wrong("no program to compare", "");
    if ((from || diff) && o->value[OPTION_JSON])
        return wrong("--json writes what a run finds, and nothing is run", "");
    if (!o->value[OPTION_OUTPUT] && !o->value[OPTION_JSON])
        return wrong("no output file; give -o FILE", "");
    return COMPARE_GO;
}

CompareResult compare_options_parse(CompareOptions *o, int argc, char **argv)
{
    OptionReader r = {
        .table = table, .count = ARRAY_LEN(table), .argc = argc, .argv = argv};

    size_t room = ((size_t)argc + 1) * sizeof(char *); /* of the longest list */
    *o = (CompareOptions){.top = 20,
                          .runs = 5,
                          .arguments = base_alloc(room),
                          .functions = base_alloc(room),
                          .aot = base_alloc(room)};
    for (int id; (id = option_next(&r)) != OPTION_END;) {
        CompareResult result =
            id == OPTION_WRONG ? wrong(r.error, "") : take(o, id, r.value, r.no_more);
        if (result != COMPARE_GO)
            return result;
    }
    return check(o);
}

/* options.c -- the command line of dbt-compare.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/compare/options.h"

#include <stdio.h>
#include <string.h>

#ifndef VERSION
#define VERSION "unknown"
#endif

static const Option table[] = {
#define OPTION OPTION_ROW
#include "aot/compare/options.def"
};

static void write_to_stdout(Out *out, const char *text, size_t length)
{
    (void)out;
    fwrite(text, 1, length, stdout);
}

static void show_help(bool all)
{
    Out out = {write_to_stdout, NULL};

    printf("usage: dbt-compare --from=FILE.json -o FILE.html\n"
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

static CompareResult take(CompareOptions *o, int id, const char *value)
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
    if (id == OPTION_OPERAND && o->operand)
        return wrong("more than one operand: ", value);
    if (id == OPTION_OPERAND)
        o->operand = value;
    else
        o->value[id] = value;
    return COMPARE_GO;
}

static CompareResult check(const CompareOptions *o)
{
    if (o->value[OPTION_FROM] && o->value[OPTION_DIFF])
        return wrong("--from makes a page of one report, --diff one of two", "");
    if (!o->value[OPTION_FROM] && !o->value[OPTION_DIFF])
        return wrong("nothing to show; give --from or --diff", "");
    if (o->value[OPTION_DIFF] && !o->operand)
        return wrong("--diff needs two files", "");
    if (o->value[OPTION_FROM] && o->operand)
        return wrong("--from runs no program: ", o->operand);
    if (!o->value[OPTION_OUTPUT])
        return wrong("no output file; give -o FILE", "");
    return COMPARE_GO;
}

CompareResult compare_options_parse(CompareOptions *o, int argc, char **argv)
{
    OptionReader r = {
        .table = table, .count = ARRAY_LEN(table), .argc = argc, .argv = argv};

    *o = (CompareOptions){0};
    for (int id; (id = option_next(&r)) != OPTION_END;) {
        CompareResult result =
            id == OPTION_WRONG ? wrong(r.error, "") : take(o, id, r.value);
        if (result != COMPARE_GO)
            return result;
    }
    return check(o);
}

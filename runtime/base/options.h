/*
 * options.h -- reads a command line by a table of its options.
 *
 *      OptionReader r = {.table = table, .count = ARRAY_LEN(table), .argc = argc,
 *                        .argv = argv};
 *
 *      for (int id; (id = option_next(&r)) != OPTION_END;)
 *          switch (id) {
 *          case OPTION_OPERAND: input = r.value; break;
 *          case OPTION_WRONG: puts(r.error); return 2;
 *          case OPTION_OUTPUT: output = r.value; break;
 *          ...
 *
 * The same table gives the help, the manual pages and the shell completions
 * (aot/manual.c).  It is used by dbt-aot, which has a C library, and by dbt-run, which
 * has none.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_BASE_OPTIONS_H
#define RUNTIME_BASE_OPTIONS_H

#include "ir/base.h"

/* Whether an option has a value: never; always, attached or as the next argument;
 * perhaps, attached only. */
typedef enum { VALUE_NONE, VALUE_NEEDED, VALUE_OPTIONAL } OptionValue;

/* Who needs it: shown by --help, or by --help=all only. */
typedef enum { OPTION_USUAL, OPTION_SPECIAL } OptionRank;

/* An option.  `letter` is as "-o", `word` as "--output" or, with one dash and more than
 * one letter, "-march"; either may be NULL.  A letter's value is attached or the next
 * argument ("-o FILE", "-oFILE"), a word's comes after "=" or is the next argument. */
typedef struct {
    int id; /* 0 or more */
    const char *letter, *word;
    OptionValue value;
    const char *value_name; /* as "FILE"; NULL without a value */
    OptionRank rank;
    const char *help; /* half a line */
    const char *more; /* sentences that the manual page adds; "" if none */
} Option;

/* A row of an options.def is OPTION(NAME, letter, word, value, value_name, rank, help,
 * more). */
#define OPTION_ROW(name, ...) {OPTION_##name, __VA_ARGS__},
#define OPTION_ID(name, ...) OPTION_##name,

/* What option_next returns besides ids. */
enum { OPTION_END = -1, OPTION_OPERAND = -2, OPTION_WRONG = -3 };

typedef struct {
    const Option *table;
    u32 count;
    bool operands_last; /* the first operand ends the options, and option_next */
    int argc;
    char **argv; /* argv[0] is not looked at */
    int next;    /* index of the next argument; 0 to begin with */
    char *value; /* of the option, or the operand; NULL: it has none */
    const Option *option;
    char *letters;   /* the rest of an argument with several letters */
    bool no_more;    /* "--" was read */
    char error[240]; /* OPTION_WRONG: a line without a newline */
} OptionReader;

/* Returns the id of the next option, or OPTION_OPERAND, OPTION_END or OPTION_WRONG.  An
 * unknown option's error names the nearest known one, if one is near. */
int option_next(OptionReader *r);

/* A name in a list of names, as in "-d in_asm,op". */
typedef struct {
    const char *name;
    u32 bit;
    const char *help;
} OptionName;

/* Guest code that a log or dump is about: the function `name`, or the addresses from
 * `low` to `high`; NULL and 0, 0: all. */
typedef struct {
    const char *name;
    u32 low, high;
} OptionWhere;

/* Returns true if guest address `pc`, in the function `name` ("": none), is meant. */
bool option_where_is(const OptionWhere *where, u32 pc, const char *name);

/* What LIST[@WHERE][:FILE] asks for, as in "op,cpu@main:log" or
 * "op@0x10000400-0x10000500". */
typedef struct {
    u32 bits; /* the sum of the bits of the names in LIST */
    OptionWhere where;
    const char *path; /* NULL: no file */
    char name[256];   /* of where */
} OptionRequest;

/* Adds LIST[@WHERE][:FILE] to *request, whose WHERE and FILE are those given last; all
 * 0 to begin with.  It keeps pointers into `text` and into itself.  Returns false if a
 * name of LIST is unknown, with a line about it in `error`, of `room` bytes, that
 * starts with `what`, as "-d". */
bool option_request(const OptionName *names, u32 count, const char *text,
                    const char *what, OptionRequest *request, char *error, size_t room);

/* Prints a line for each option; those of rank OPTION_SPECIAL only if `all`. */
void option_help(const Option *table, u32 count, bool all, Out *out);
/* Prints a line for each name of a list. */
void option_names_help(const OptionName *names, u32 count, Out *out);

#endif

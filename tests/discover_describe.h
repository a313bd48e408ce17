/*
 * discover_describe.h -- what code discovery found, as a line of text:
 * "0:0-8,c-10@8>c>10 c?:c-10".
 *
 * A function is its entry, "?" if it is a guess, and its blocks; then each table, as
 * where the jump is and its targets.  Addresses are offsets from `text`.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef TESTS_DISCOVER_DESCRIBE_H
#define TESTS_DISCOVER_DESCRIBE_H

#include <stdio.h>
#include <string.h>

#include "lifter/discover.h"

static inline char *describe(const Program *p, u32 text, char *to)
{
    char *const start = to;

    *to = 0;
    for (u32 i = 0; i < p->num_functions; i++) {
        const Function *f = &p->function[i];

        to += sprintf(to, "%s%x%s:", i ? " " : "", f->entry - text,
                      f->speculative ? "?" : "");
        for (u32 k = 0; k < f->num_blocks; k++)
            to += sprintf(to, "%s%x-%x", k ? "," : "", f->block[k].start - text,
                          f->block[k].end - text);
        for (u32 k = 0; k < f->num_tables; k++) {
            to += sprintf(to, "@%x", f->table[k].at - text);
            for (u32 n = 0; n < f->table[k].num_targets; n++)
                to += sprintf(to, ">%x", f->table[k].target[n] - text);
        }
    }
    return start;
}

/* Returns true if that of the program is `expected`; else tells of both.  Frees the
 * program. */
static inline bool describes(Program *p, u32 text, const char *name,
                             const char *expected)
{
    char found[4096];
    bool is = strcmp(describe(p, text, found), expected) == 0;

    program_free(p);
    if (!is)
        print_error("%s:\n  found    %s\n  expected %s\n", name, found, expected);
    return is;
}

#endif

/* policy.c -- conditions on a translation.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aot/report/report.h"

static const struct {
    const char *name, *what;
} figures[NUM_FIGURES] = {
#define FIGURE(name, word, what, value) [FIGURE_##name] = {word, what},
#include "aot/policy.def"
};

/* Longer ones first: each is looked for in this order. */
static const struct {
    const char *sign;
    int relation;
} relations[] = {
    {"<=", LESS_OR_EQUAL}, {">=", MORE_OR_EQUAL}, {"==", EQUAL},
    {"!=", UNEQUAL},       {"<", LESS},           {">", MORE},
};

static bool read_figure(Policy *p, const char **at)
{
    for (int i = 0; i < NUM_FIGURES; i++) {
        size_t length = strlen(figures[i].name);

        if (strncmp(*at, figures[i].name, length) == 0 &&
            strchr("<>=!", (*at)[length])) {
            p->figure = (PolicyFigure)i;
            *at += length;
            return true;
        }
    }
    return false;
}

static bool read_relation(Policy *p, const char **at)
{
    for (size_t i = 0; i < ARRAY_LEN(relations); i++) {
        size_t length = strlen(relations[i].sign);

        if (strncmp(*at, relations[i].sign, length) == 0) {
            p->relation = relations[i].relation;
            *at += length;
            return true;
        }
    }
    return false;
}

/* strtod knows more than decimal numbers. */
static bool read_bound(Policy *p, const char *at)
{
    static const char units[] = "KMG";
    char *end;

    if (!*at || strspn(at, "0123456789.") == 0)
        return false;
    if (at[strspn(at, "0123456789.")] && !strchr(units, at[strlen(at) - 1]))
        return false;
    p->bound = strtod(at, &end);
    const char *unit = *end ? strchr(units, *end) : NULL;
    for (long i = unit ? unit - units + 1 : 0; i > 0; i--)
        p->bound *= 1024;
    return end > at && (!*end || (unit && !end[1]));
}

bool policy_parse(Policy *p, const char *text, char *error, size_t room)
{
    const char *at = text;

    *p = (Policy){.text = text};
    if (!read_figure(p, &at)) {
        snprintf(error, room,
                 "--fail-if=%.100s: no figure there; --fail-if=help lists them", text);
        return false;
    }
    if (read_relation(p, &at) && read_bound(p, at))
        return true;
    snprintf(error, room, "--fail-if=%.100s: no relation and number, as in %s<99.5",
             text, figures[p->figure].name);
    return false;
}

void policy_help(Out *out)
{
    for (int i = 0; i < NUM_FIGURES; i++)
        out_printf(out, "  %-10s %s\n", figures[i].name, figures[i].what);
}

/* Code that there was no time or memory to look at counts as one. */
static u32 left_functions(const Report *r)
{
    u32 all = 0;

    for (int i = 0; i < NUM_LEAVES; i++)
        all += i == LEAVE_JUMPS ? 0 : r->left[i];
    return all;
}

static double all_seconds(const Report *r)
{
    double all = 0;

    for (int i = 0; i < NUM_STAGES; i++)
        all += r->stage[i].cost.seconds;
    return all;
}

static u64 largest_peak(const Report *r)
{
    u64 most = 0;

    for (int i = 0; i < NUM_STAGES; i++) {
        const AotCost *cost = &r->stage[i].cost;

        most = cost->peak > most ? cost->peak : most;
        most = cost->workers_peak > most ? cost->workers_peak : most;
    }
    return most;
}

/* clang-format off */
static double value_of(PolicyFigure figure, const Report *r, const Diagnostics *d)
{
    switch (figure) {
#define FIGURE(name, word, what, value) case FIGURE_##name: return (double)(value);
#include "aot/policy.def"
    case NUM_FIGURES: break;
    }
    return 0;
}
/* clang-format on */

static bool is_true(const Policy *p, double value)
{
    switch (p->relation) {
    case LESS: return value < p->bound;
    case LESS_OR_EQUAL: return value <= p->bound;
    case MORE: return value > p->bound;
    case MORE_OR_EQUAL: return value >= p->bound;
    case EQUAL: return value == p->bound;
    case UNEQUAL: return value != p->bound;
    }
    return false;
}

bool policy_is_broken(const Policy *p, const Report *report, const Diagnostics *d,
                      char *text, size_t room)
{
    double value = value_of(p->figure, report, d);

    if (!is_true(p, value))
        return false;
    snprintf(text, room, "%.200s: --fail-if=%.100s: %s is %.10g",
             report->options->input, p->text, figures[p->figure].name, value);
    return true;
}

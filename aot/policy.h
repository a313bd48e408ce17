/*
 * policy.h -- conditions on a translation, of --fail-if.
 *
 *      Policy policy;
 *      if (policy_parse(&policy, "coverage<99.5", error, sizeof error)) ...
 *      ... translate ...
 *      if (policy_is_broken(&policy, &report, &diagnostics, text, sizeof text)) ...
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_POLICY_H
#define AOT_POLICY_H

#include "aot/diagnostics.h"

typedef enum {
#define FIGURE(name, ...) FIGURE_##name,
#include "aot/policy.def"
    NUM_FIGURES
} PolicyFigure;

typedef struct {
    const char *text; /* as the user gave it */
    PolicyFigure figure;
    enum { LESS, LESS_OR_EQUAL, MORE, MORE_OR_EQUAL, EQUAL, UNEQUAL } relation;
    double bound;
} Policy;

struct Report;

/* Reads a figure, a relation (< <= > >= == !=) and a number, which may have a decimal
 * fraction and one of the units K, M and G, of 1024 each.  Keeps the text.  Returns
 * false, with a line in `error`, of `room` bytes, if it is none. */
bool policy_parse(Policy *policy, const char *text, char *error, size_t room);
/* Prints the figures. */
void policy_help(Out *out);
/* Returns true if the condition is true of a finished translation, with a line about it
 * in `text`, of `room` bytes. */
bool policy_is_broken(const Policy *policy, const struct Report *report,
                      const Diagnostics *diagnostics, char *text, size_t room);

#endif

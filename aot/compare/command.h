/*
 * command.h -- runs a command and measures it.
 *
 *      const char *const argv[] = {"./prog", "20", NULL};
 *      Command command = {.argv = argv, .input = "in", .output = "out"};
 *      Measured m;
 *      if (command_run(&command, &m)) printf("%.3f s\n", m.wall);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_COMPARE_COMMAND_H
#define AOT_COMPARE_COMMAND_H

#include "aot/compare/timed.h"

typedef struct {
    const char *const *argv; /* argv[0] is a path or is looked for in PATH */
    const char *set;     /* "NAME=VALUE", which the environment gets besides; NULL */
    const char *set_too; /* another one */
    const char *input;   /* the file for the standard input; NULL: /dev/null */
    const char *output;  /* for the standard output; NULL: /dev/null */
    const char *errors;  /* for the standard error; NULL: that of this process */
} Command;

/* Runs the command to its end, by dbt-timed.  Returns false with errno set if it could
 * not be executed. */
bool command_run(const Command *command, Measured *measured);

/* Writes the path of the tool `name` to `path`, of `room` bytes: beside this program or
 * in ../lib/dbt-aot, else the name alone, which is looked for in PATH. */
void command_find(char *path, size_t room, const char *name);

#endif

/* plan.c -- what would be done.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/plan.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "aot/link.h"

/* GCC puts each argument in double quotes. */
static void put_quoted(const char *text)
{
    fputs(" \"", stderr);
    for (; *text; text++) {
        if (strchr("\"\\$`", *text))
            fputc('\\', stderr);
        fputc(*text, stderr);
    }
    fputc('"', stderr);
}

/* How many objects there will be, and in which folder, is not known yet: their names
 * are those that a shell would find. */
static void print_command(Job *job)
{
    char *input[] = {job->runtime, (char *)".dbt-aot-XXXXXX/*.o"};
    u32 first = job->options.aot.emit ? 1 : 0;
    const Link link = {
        .linker = job->linker,
        .input = input + first,
        .num_inputs = 2 - first,
        .output = job_value(job, OPTION_OUTPUT),
        .kind = job->options.aot.emit ? LINK_OBJECT : LINK_PROGRAM,
        .debug = job->options.aot.debug,
    };
    char **argument = link_arguments(&link);

    put_quoted(job->linker);
    for (char **at = argument + 1; *at; at++)
        put_quoted(*at);
    fputc('\n', stderr);
    base_free(argument);
}

static void print_files(const Job *job)
{
    const Options *o = &job->options;
    static const int written[] = {OPTION_REPORT, OPTION_RECORD, OPTION_OUTPUT};
    const char *name;

    printf("reads  %s: %s, %llu bytes\n", o->input, job->file.guest->name,
           (unsigned long long)job->file.size);
    for (u32 i = 1; (name = job_input(job, i)); i++)
        printf("reads  %s\n", name);
    if (*job->linker)
        printf("runs   %s\n", job->linker);
    if (job->depends_space.dir)
        printf("writes %s\n", job->depends_space.output);
    for (size_t i = 0; i < ARRAY_LEN(written); i++)
        if (job_value(job, written[i]))
            printf("writes %s\n", job_value(job, written[i]));
}

const char *plan_print(Job *job)
{
    if (job_times(job, OPTION_COMMANDS) && !options_list(&job->options))
        print_command(job);
    if (job_times(job, OPTION_DRY_RUN))
        print_files(job);
    return fflush(stdout) == 0 ? NULL
                               : job_about(job, "standard output", strerror(errno));
}

/* depends.c -- a rule for make.  GCC's manual, 3.13 (-MD); GNU make's manual, 4.2
 * and 4.4. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/depends.h"

#include <errno.h>
#include <string.h>

#include "aot/streams.h"

/* The output's name with .d instead of .o, or behind it. */
static const char *own_name(Job *job)
{
    const char *output = job_value(job, OPTION_OUTPUT);
    size_t length = strlen(output);

    if (length > 2 && strcmp(output + length - 2, ".o") == 0)
        length -= 2;
    base_format(job->depends_path, sizeof job->depends_path, "%.*s.d", (int)length,
                output);
    return job->depends_path;
}

/* A name with a line end would end the rule, and has no way to be quoted. */
static const char *check_names(Job *job)
{
    const char *output = job_value(job, OPTION_OUTPUT), *name;

    for (u32 i = 0; (name = job_input(job, i)); i++)
        if (strchr(name, '\n'))
            return job_about(job, name, "-MD: a name with a line end in it");
    if (output && strchr(output, '\n'))
        return job_about(job, output, "-MD: a name with a line end in it");
    return NULL;
}

const char *depends_open(Job *job)
{
    const char *path = job_value(job, OPTION_DEPENDS_FILE);

    if (!job_times(job, OPTION_DEPENDS))
        return NULL;
    path = path ? path : own_name(job);
    const char *wrong = check_names(job);
    if (!wrong)
        wrong = job_check_extra(job, path, "the rule for make");
    return wrong ? wrong : workspace_open(&job->depends_space, path);
}

/* Quotes what means something to make: blanks, and backslashes before them, # and $. */
static void put_quoted(FILE *to, const char *name)
{
    u32 slashes = 0;

    for (; *name; name++) {
        bool blank = *name == ' ' || *name == '\t';

        for (u32 i = 0; blank && i < slashes; i++)
            fputc('\\', to);
        if (blank || *name == '#')
            fputc('\\', to);
        if (*name == '$')
            fputc('$', to);
        fputc(*name, to);
        slashes = *name == '\\' ? slashes + 1 : 0;
    }
}

static void put_targets(const Job *job, FILE *to)
{
    const Options *o = &job->options;

    for (u32 i = 0; i < o->num_targets; i++)
        fprintf(to, "%s%s", i ? " " : "", o->target[i]);
    if (!o->num_targets)
        put_quoted(to, job_value(job, OPTION_OUTPUT));
}

static void write_rule(const Job *job, FILE *to)
{
    const char *name;

    put_targets(job, to);
    fputc(':', to);
    for (u32 i = 0; (name = job_input(job, i)); i++) {
        fputs(" \\\n  ", to);
        put_quoted(to, name);
    }
    fputc('\n', to);
    for (u32 i = 1; job_times(job, OPTION_DEPENDS_PHONY) && (name = job_input(job, i));
         i++) {
        fputc('\n', to);
        put_quoted(to, name);
        fputs(":\n", to);
    }
}

const char *depends_finish(Job *job)
{
    Workspace *w = &job->depends_space;

    if (!w->dir)
        return NULL;
    FILE *to = fopen(workspace_path(w, "rule"), "we");
    if (!to)
        return workspace_refuse(w, strerror(errno));
    write_rule(job, to);
    const char *bad = streams_close(to);
    if (bad)
        return workspace_refuse(w, bad);
    return workspace_finish(w, "rule", 0666);
}

/* progress.c -- the line of progress.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/progress.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "aot/workers.h"

static double started, shown; /* when; 0: not yet */
static bool is_shown;

static const struct {
    const char *stage, *words;
} stages[] = {
    {"code", "compiling"},
    {"single", "compiling again, one function at a time"},
    {"stub", "leaving to the runtime"},
};

bool progress_wanted(void)
{
    return isatty(2);
}

static const char *words_for(const char *stage)
{
    for (size_t i = 0; i < ARRAY_LEN(stages); i++)
        if (strcmp(stages[i].stage, stage) == 0)
            return stages[i].words;
    return stage;
}

void progress_show(const char *stage, u32 done, u32 all)
{
    const double pause = 0.25;
    double now = workers_now();

    if (!started)
        started = now;
    if (now - shown < pause)
        return;
    shown = now;
    is_shown = true;
    fprintf(stderr, "\r\033[Kdbt-aot: %s: %u of %u, %.0f s", words_for(stage), done,
            all, now - started);
    fflush(stderr);
}

void progress_clear(void)
{
    if (is_shown)
        fputs("\r\033[K", stderr);
    is_shown = false;
}

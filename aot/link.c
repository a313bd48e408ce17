/* link.c -- spawning ld.lld.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/link.h"

#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "aot/elf/shorten.h"
#include "aot/tools.h"

#ifndef LLVM_BIN
#define LLVM_BIN "/usr/lib/llvm-19/bin"
#endif

extern char **environ;

bool link_find_linker(const char *asked, char *path, size_t room)
{
    if (asked)
        return (size_t)snprintf(path, room, "%s", asked) < room &&
               access(path, X_OK) == 0;
    if (tools_beside(path, room, "ld.lld", X_OK))
        return true;
    if ((size_t)snprintf(path, room, "%s", LLVM_BIN "/ld.lld") < room &&
        access(path, X_OK) == 0)
        return true;
    return tools_in_path(path, room, "ld.lld-19", X_OK) ||
           tools_in_path(path, room, "ld.lld", X_OK);
}

bool link_find_runtime(const char *asked, unsigned cpu_level, char *path, size_t room)
{
    enum { LOWEST = 2 };

    if (asked)
        return (size_t)snprintf(path, room, "%s", asked) < room &&
               access(path, R_OK) == 0;
    for (; cpu_level >= LOWEST; cpu_level--) {
        char name[64];

        snprintf(name, sizeof name, "../lib/dbt-aot/runtime-v%u.a", cpu_level);
        if (tools_beside(path, room, name, R_OK))
            return true;
    }
    return false;
}

static const char *const mapped_flags[] = {
    "-z", "relro", "-z", "now", "-z", "noexecstack", "-z", "separate-code", "-z",
    "max-page-size=4096", "--build-id=sha1", "--hash-style=gnu",
    /* written in one piece, it gets large folios in the page cache, which fault in
     * faster than the pages of a mapping */
    "--no-mmap-output-file",
    "--fatal-warnings", /* of a runtime without an entry, the linker warns only */
};

static const char *const program_flags[] = {
    "-pie",
    "--no-dynamic-linker",
    "--pack-dyn-relocs=relr", /* all that the runtime's start.c reads */
    "--no-undefined",
    "--gc-sections",
    "-e",
    "_start",
};

static const char *const object_flags[] = {"-r"};

static const char *const shared_flags[] = {"-shared", "-e", "aot_shared"};

static const struct {
    const char *const *flag;
    size_t count;
} flags_of[] = {
    [LINK_PROGRAM] = {program_flags, ARRAY_LEN(program_flags)},
    [LINK_OBJECT] = {object_flags, ARRAY_LEN(object_flags)},
    [LINK_SHARED] = {shared_flags, ARRAY_LEN(shared_flags)},
};

char **link_arguments(const Link *l)
{
    size_t num_flags = flags_of[l->kind].count, n = 0;
    size_t num_mapped = l->kind == LINK_OBJECT ? 0 : ARRAY_LEN(mapped_flags);
    char **argument =
        base_alloc((num_flags + num_mapped + l->num_inputs + 6) * sizeof *argument);

    argument[n++] = (char *)"ld.lld";
    for (size_t i = 0; i < num_flags; i++)
        argument[n++] = (char *)flags_of[l->kind].flag[i];
    for (size_t i = 0; i < num_mapped; i++)
        argument[n++] = (char *)mapped_flags[i];
    /* Names of the guest's functions stay, for perf and debuggers; the debug
     * information of a runtime that has some would be most of a small program. */
    if (l->kind != LINK_OBJECT && !l->debug)
        argument[n++] = (char *)"--strip-debug";
    if (l->one_thread)
        argument[n++] = (char *)"--threads=1";
    argument[n++] = (char *)"-o";
    argument[n++] = (char *)l->output;
    for (u32 i = 0; i < l->num_inputs; i++)
        argument[n++] = l->input[i];
    return argument;
}

/* Starts the linker, whose messages go to the file `log`.  Returns 0 or an errno. */
static int spawn(const Link *l, char **argument, int log, pid_t *child)
{
    posix_spawn_file_actions_t files;

    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, log, 1);
    posix_spawn_file_actions_adddup2(&files, log, 2);
    int error = posix_spawn(child, l->linker, &files, NULL, argument, environ);
    posix_spawn_file_actions_destroy(&files);
    return error;
}

static void first_line(int log, char *text, size_t room)
{
    ssize_t got = pread(log, text, room - 1, 0);

    text[got > 0 ? got : 0] = 0;
    text[strcspn(text, "\n")] = 0;
    if (!text[0])
        snprintf(text, room, "it failed without a word");
}

static void explain_no_space(const Link *l, char *text, size_t room)
{
    snprintf(text, room, "no space left on the device of %.400s", l->output);
}

/* A linker that writes through a mapping, all the same, gets SIGBUS of a full disk. */
static void explain_signal(const Link *l, int number, char *text, size_t room)
{
    if (number == SIGBUS)
        explain_no_space(l, text, room);
    else if (number == SIGXFSZ)
        snprintf(text, room, "%.400s is larger than the limit for files (ulimit -f)",
                 l->output);
    else
        snprintf(text, room, "it was killed by signal %d (%s)", number,
                 strsignal(number));
}

static void explain_failure(const Link *l, int log, char *text, size_t room)
{
    first_line(log, text, room);
    if (strstr(text, strerror(ENOSPC)))
        explain_no_space(l, text, room);
}

/* Returns the largest resident memory of a child in bytes.  Until it executes the
 * linker it has this process's memory, which counts: what is not more than that is not
 * known. */
static u64 peak_of(const struct rusage *child)
{
    struct rusage own;

    if (getrusage(RUSAGE_SELF, &own) != 0 || child->ru_maxrss <= own.ru_maxrss)
        return 0;
    return (u64)child->ru_maxrss << 10;
}

/* What the linker has no option for. */
static const char *finish(const Link *l, char *text, size_t room)
{
    if (l->debug || l->kind == LINK_OBJECT || shorten_symbols(l->output))
        return NULL;
    snprintf(text, room, "%.400s: %s", l->output, strerror(errno));
    return text;
}

static const char *run(Link *l, int log, char *text, size_t room)
{
    char **argument = link_arguments(l);
    struct rusage used = {0};
    pid_t child;
    int status = 0, error = spawn(l, argument, log, &child);

    base_free(argument);
    if (error) {
        snprintf(text, room, "%s", strerror(error));
        return text;
    }
    while (wait4(child, &status, 0, &used) < 0 && errno == EINTR)
        ;
    l->peak = peak_of(&used);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return finish(l, text, room);
    if (WIFSIGNALED(status))
        explain_signal(l, WTERMSIG(status), text, room);
    else
        explain_failure(l, log, text, room);
    return text;
}

/* The messages go to memory: where the output's disk is full, they would be lost. */
const char *link_run(Link *l, char *text, size_t room)
{
    int log = memfd_create("messages", MFD_CLOEXEC);

    if (log < 0) {
        snprintf(text, room, "%s", strerror(errno));
        return text;
    }
    const char *wrong = run(l, log, text, room);
    close(log);
    return wrong;
}

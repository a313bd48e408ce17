/* faulty.c -- linked into dbt-aot, makes the code generator fail as the environment
 * says:
 *
 *      FAULT=abort:twice dbt-aot-faulty prog -o out       -- where it compiles `twice`
 *      FAULT=abort:twice,mean dbt-aot-faulty prog -o out  -- or `mean`
 *      FAULT=panic:main dbt-aot-faulty prog -o out        -- this process, at SIGALRM
 *
 * With GENERATORS=FOLDER each code generator has a file in FOLDER while it works, and
 * how many there were is a line in FOLDER.log.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "aot/llvm/codegen.h"

static volatile unsigned turns;

static int recurse(volatile char *from, unsigned depth)
{
    volatile char room[4096];

    room[0] = from ? from[0] : 1;
    return depth ? recurse(room, depth - 1) + room[0] : 0;
}

static void take_memory(void)
{
    for (;;) {
        char *p = base_alloc(1 << 20);

        memset(p, 1, 1 << 20);
    }
}

static void log_files(const char *folder)
{
    char path[400], line[16];
    int count = -2; /* "." and ".." */
    DIR *dir = opendir(folder);

    while (dir && readdir(dir))
        count++;
    if (dir)
        closedir(dir);
    base_format(path, sizeof path, "%s.log", folder);
    int log = open(path, O_WRONLY | O_CREAT | O_APPEND, 0666);
    int length = base_format(line, sizeof line, "%d\n", count);
    if (log < 0 || write(log, line, (size_t)length) != length)
        panic("cannot write %s", path);
    close(log);
}

/* It works for so long that others do meanwhile, if they may. */
static void count_generators(void)
{
    const char *folder = getenv("GENERATORS");
    char path[400];

    if (!folder)
        return;
    base_format(path, sizeof path, "%s/%d", folder, (int)getpid());
    close(open(path, O_WRONLY | O_CREAT, 0666));
    usleep(10000);
    log_files(folder);
    unlink(path);
}

static const char *fault; /* of the environment */

/* It is to go wrong: it may do what a handler must not. */
/* NOLINTBEGIN(bugprone-signal-handler,cert-msc54-cpp,cert-sig30-c) */
static void crash(int number)
{
    volatile int *volatile nowhere = NULL;

    (void)number;
    if (strncmp(fault, "panic", 5) == 0)
        panic("made to fail");
    if (strncmp(fault, "stack", 5) == 0)
        turns = (unsigned)recurse(NULL, 1 << 20);
    *nowhere = 1;
}
/* NOLINTEND(bugprone-signal-handler,cert-msc54-cpp,cert-sig30-c) */

/* Is the name one of a list, as "twice,mean"? */
static bool is_listed(const char *list, const char *name)
{
    size_t length;

    for (const char *at = list;; at += length + 1) {
        length = strcspn(at, ",");
        if (length == strlen(name) && strncmp(at, name, length) == 0)
            return true;
        if (!at[length])
            return false;
    }
}

static void fail(const Unit *unit)
{
    count_generators();
    const char *name = fault ? strchr(fault, ':') : NULL;
    size_t kind = name ? (size_t)(name - fault) : 0;

    if (!name ||
        (strcmp(name + 1, "all") != 0 && !is_listed(name + 1, unit->function->name)))
        return;
    if (strncmp(fault, "abort", kind) == 0)
        panic("made to fail");
    if (strncmp(fault, "segv", kind) == 0)
        raise(SIGSEGV);
    if (strncmp(fault, "exit", kind) == 0)
        _Exit(1);
    if (strncmp(fault, "stack", kind) == 0)
        turns = (unsigned)recurse(NULL, 1 << 20);
    if (strncmp(fault, "memory", kind) == 0)
        take_memory();
    while (strncmp(fault, "hang", kind) == 0)
        turns++;
}

__attribute__((constructor)) static void set_hook(void)
{
    fault = getenv("FAULT");
    codegen_hook = fail;
    if (fault && strstr(fault, ":main"))
        signal(SIGALRM, crash);
}

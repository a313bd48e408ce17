/* faulty.c -- linked into dbt-aot, makes the code generator fail as the environment
 * says:
 *
 *      FAULT=abort:twice dbt-aot-faulty prog -o out       -- where it compiles `twice`
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <signal.h>
#include <stdlib.h>
#include <string.h>

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

static void fail(const Unit *unit)
{
    const char *fault = getenv("FAULT"), *name = fault ? strchr(fault, ':') : NULL;
    size_t kind = name ? (size_t)(name - fault) : 0;

    if (!name ||
        (strcmp(name + 1, "all") != 0 && strcmp(name + 1, unit->function->name) != 0))
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
    codegen_hook = fail;
}

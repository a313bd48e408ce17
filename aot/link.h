/* link.h -- spawning ld.lld.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef AOT_LINK_H
#define AOT_LINK_H

#include "ir/base.h"

/* Write the path of the linker, or of the runtime, to `path`, which has `room`
 * bytes. Return false if there is none.  `asked` is the path that the user named, or
 * NULL.  The runtime is looked for in ../lib/dbt-aot beside this program: that for
 * x86-64 level `cpu_level`, or else for the next lower level. */
bool link_find_linker(const char *asked, char *path, size_t room);
bool link_find_runtime(const char *asked, unsigned cpu_level, char *path, size_t room);

typedef enum {
    LINK_PROGRAM,
    LINK_OBJECT, /* join objects */
    LINK_SHARED  /* a module's own file; abi.h, AotShared */
} LinkKind;

typedef struct {
    const char *linker;
    char *const *input;
    u32 num_inputs;
    const char *output;
    bool debug; /* keep debug information, and all symbols */
    LinkKind kind;
    bool one_thread; /* else as many as there are cores; the output is the same */
    u64 peak;        /* set to the linker's largest resident memory, in bytes; 0: not
                        known, no more than that of this process */
} Link;

/* Returns the linker's command line, from base_alloc, with a NULL behind it; the
 * strings are constants or those of `link`. */
char **link_arguments(const Link *link);

/* Runs the linker.  Returns NULL, or its first complaint, in `text`, which has `room`
 * bytes. */
const char *link_run(Link *link, char *text, size_t room);

#endif

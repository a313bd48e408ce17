/* link.h -- spawning ld.lld. */
#ifndef AOT_LINK_H
#define AOT_LINK_H

#include "ir/base.h"

/* Where to find the linker, and the runtime for a level of x86-64 or, if there is none
 * of its own, for the next lower: at ../lib/dbt-aot as seen from this program.  False
 * if there is none.  `asked`: what the user wants instead, or NULL. */
bool link_find_linker(const char *asked, char *path, size_t room);
bool link_find_runtime(const char *asked, unsigned cpu_level, char *path, size_t room);

typedef struct {
    const char *linker;
    char *const *input;
    u32 num_inputs;
    const char *output;
    const char *log;  /* file for the linker's messages */
    bool relocatable; /* join objects instead of making an executable */
} Link;

/* NULL, or the linker's first complaint, in `text`. */
const char *link_run(const Link *link, char *text, size_t room);

#endif

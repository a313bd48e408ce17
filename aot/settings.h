/* settings.h -- how a program is to be translated, as options say.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef AOT_SETTINGS_H
#define AOT_SETTINGS_H

#include <stdio.h>

#include "ir/base.h"

/* What -d asks for; to stderr. */
enum {
    DUMP_IN_ASM = 1,
    DUMP_OP = 2,
    DUMP_OP_OPT = 4,
    DUMP_LLVM = 8,
    DUMP_OUT_ASM = 16,
};

typedef struct {
    unsigned level;     /* -O0 to -O3 */
    unsigned cpu_level; /* x86-64-v2, v3 or v4; 0: this machine's */
    bool precise;       /* guest registers are exact where an access to memory faults */
    bool partial;       /* functions that are not translated call those that are */
    unsigned jobs;      /* code generators at a time */
    const char *emit;   /* NULL, or "uops", "llvm-ir" or "asm": to `listing`, and
                           no objects */
    FILE *listing;
    u32 dump; /* DUMP_...: to stderr */
} AotOptions;

#endif

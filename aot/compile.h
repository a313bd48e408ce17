/*
 * compile.h -- a discovered program to host code.
 *
 *      AotOptions options = {.level = 2, .cpu_level = 3, .jobs = 2};
 *      AotResult result = {0};
 *      const char *wrong = aot_compile(&guest_ppc, &image, &program, &options, dir,
 *                                      &result);
 *
 * Each function gets the host symbols that layout.h names.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_COMPILE_H
#define AOT_COMPILE_H

#include "aot/settings.h"
#include "lifter/discover.h"

enum { LEFT_WHY = 400 };

/* A function that LLVM could not compile, or that there was no time for; of one in
 * several parts (flow/parts.h) one of them.  The runtime translates it when it is
 * reached. */
typedef struct {
    const Function *function;
    u32 part, num_parts;
    u32 insns; /* guest instructions in the part */
    char why[LEFT_WHY];
} LeftPart;

/* Memory is from base_alloc, for the caller to keep. */
typedef struct {
    LeftPart *left;
    u32 num_left;
    char **object; /* paths of the object files written */
    u32 num_objects;
    char error[LEFT_WHY + 100];
    u32 without_lines;    /* parts of functions that have no debug information, since
                             LLVM would make other code with it */
    u32 functions, insns; /* guest functions and instructions translated */
} AotResult;

/* Compiles all functions of a program into object files in folder `dir`.  Returns NULL,
 * or what went wrong, as one line. */
const char *aot_compile(const Guest *guest, const Image *image, const Program *program,
                        const AotOptions *options, const char *dir, AotResult *result);

#endif

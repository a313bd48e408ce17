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

/* Memory is from base_alloc, for the caller to keep. */
typedef struct {
    char **object; /* paths of the object files written */
    u32 num_objects;
    u32 functions, insns; /* guest functions and instructions translated */
} AotResult;

/* Compiles all functions of a program into object files in folder `dir`.  Returns NULL,
 * or what went wrong, as one line. */
const char *aot_compile(const Guest *guest, const Image *image, const Program *program,
                        const AotOptions *options, const char *dir, AotResult *result);

#endif

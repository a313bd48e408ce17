/*
 * record.h -- the file of --record: each function of the program, and how much was made
 * of it; of some functions all stages of their code.
 *
 *      record_write(&units, recorded, details, size, file);
 *
 * docs/record.md has its form.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_RECORD_H
#define AOT_RECORD_H

#include <stdio.h>

#include "aot/flow/unit.h"

/* Writes a line of JSON for each unit.  `recorded`: by function, whether its micro-ops
 * are wanted, too.  `details`: `size` bytes of lines of JSON with the key "entry",
 * whose other keys are added to the unit's line; arrays of one key are joined. */
void record_write(const Units *units, const bool *recorded, const char *details,
                  size_t size, FILE *to);

#endif

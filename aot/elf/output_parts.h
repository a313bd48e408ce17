/*
 * output_parts.h -- what the bytes of an output are for, by its sections.
 *
 *      u64 bytes[OUTPUT_PARTS];
 *      output_parts_measure(elf, file_size, bytes);
 *      printf("%s: %llu\n", output_part[0].what, bytes[0]);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_ELF_OUTPUT_PARTS_H
#define AOT_ELF_OUTPUT_PARTS_H

#include <libelf.h>

#include "ir/base.h"

enum { OUTPUT_PARTS = 6 };

typedef struct {
    const char *key;        /* in JSON */
    const char *what;       /* for people */
    const char *section[4]; /* with those that begin so: ".text.main" */
} OutputPart;

/* The last part is all else: headers, padding, small sections. */
extern const OutputPart output_part[OUTPUT_PARTS];

/* Sets the bytes of each part of an executable or object of `file_size` bytes. */
void output_parts_measure(Elf *elf, u64 file_size, u64 *bytes);

#endif

/*
 * output.h -- a file that dbt-aot made, as dbt-inspect reads it.
 *
 *      Output output;
 *      const char *wrong = output_open(&output, "prog");
 *      if (!wrong) puts(output.note.guest);
 *      output_close(&output);                    -- also after an error
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_INSPECT_OUTPUT_H
#define AOT_INSPECT_OUTPUT_H

#include "aot/elf/note.h"
#include "aot/elf/output_parts.h"
#include "aot/inspect/bundled.h"

typedef struct {
    const char *path;
    const char *name; /* the path without folders */
    u8 *bytes;
    u64 size;
    bool is_object; /* of --emit=obj: to be linked yet */
    Note note;
    const u8 *guest; /* the guest's file, of note.guest_size bytes; NULL: not all of it
                        is there */
    Bundled bundle;  /* without bytes: it has none */
    u64 part[OUTPUT_PARTS];
    /* Private to output.c. */
    bool is_mapped;
    char error[400];
} Output;

/* Reads a file.  Returns NULL, or that it is no output or a damaged one, as one line.
 * The guest's file and the bundle are compared with the hashes in the note. */
const char *output_open(Output *output, const char *path);
/* The same of a file in memory, which the caller keeps; for tests. */
const char *output_open_bytes(Output *output, const char *path, u8 *bytes, u64 size);
void output_close(Output *output);

#endif

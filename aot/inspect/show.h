/* show.h -- the forms in which dbt-inspect shows an output.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef AOT_INSPECT_SHOW_H
#define AOT_INSPECT_SHOW_H

#include <jansson.h>
#include <stdio.h>

#include "aot/inspect/output.h"

/* What is inside outputs, by whose it is. */
typedef struct {
    const char *id;      /* in SPDX documents */
    const char *name;    /* for people, and in JSON */
    const char *licence; /* an SPDX expression, or NOASSERTION: not known */
    const char *comment;
} Part;

enum { PART_RUNTIME, PART_TRANSLATION, PART_GUEST, PART_BUNDLE, NUM_PARTS };
extern const Part part[NUM_PARTS];

/* Returns true if the output has that part: an object has no runtime yet. */
bool part_is_in(const Output *output, u32 which);
/* Returns the SHA-256 of a part, of the runtime's archive or the guest's file; NULL of
 * the translation. */
const char *part_sha256(const Output *output, u32 which);

/* Print an output on stdout: for people; as docs/inspect.schema.json says; and as an
 * SPDX 2.3 document. */
void show_text(const Output *output);
void show_json(const Output *output);
void show_spdx(const Output *output);
/* Lists the files of the bundle, one a line: rights, bytes, path, and a link's target.
 */
void show_files(const Output *output);

/* Prints JSON on stdout, and frees it. */
void show_tree(json_t *tree);

#endif

/*
 * page.h -- writes a comparison, or two, as one HTML file that needs nothing else.
 *
 *      char error[PAGE_ERROR];
 *      json_t *data = page_read("report.json", error, sizeof error);
 *      if (data && page_write(file, data))
 *          ...
 *      json_decref(data);
 *
 * The page's own sources are in page/; assemble.cmake puts them together, and the build
 * puts them into the program.  docs/compare.schema.json tells what the data has.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_COMPARE_PAGE_H
#define AOT_COMPARE_PAGE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

enum {
    PAGE_VERSION = 1,  /* of the data's form: its "dbt_compare" */
    PAGE_ERROR = 1200, /* room for an error of page_read, in bytes */
};

/* Writes the page of `data`, which is what page_read or page_pair returned, or the same
 * made otherwise.  Every `<` within the data is written as \u003c: no text of the
 * guest's can end the element that holds it (HTML, 4.12.1.3).  Returns false if not all
 * could be written. */
bool page_write(FILE *to, const json_t *data);

/* Reads a comparison that --json wrote.  Returns NULL, and one line without a newline
 * in `error`, of `room` bytes, if it can't be read, or is of another version or form.
 */
json_t *page_read(const char *path, char *error, size_t room);

/* Returns the data of a page that compares two comparisons, which came from the files
 * `old_path` and `new_path`.  It has no code of functions.  Takes both over. */
json_t *page_pair(json_t *old, const char *old_path, json_t *new, const char *new_path);

#endif

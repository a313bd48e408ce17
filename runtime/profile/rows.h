/*
 * rows.h -- what a profile says, as rows: docs/profile.md.
 *
 *      Rows rows = {0};
 *      rows_add(&rows, &(Row){.kind = ROW_BLOCK, .at = {0, 0x400}, .count = 1});
 *      rows_merge(&rows);
 *      rows_print(&rows, out);
 *
 * Shared by the runtime, which writes profiles, and dbt-aot, which reads them.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_PROFILE_ROWS_H
#define RUNTIME_PROFILE_ROWS_H

#include "ir/base.h"

/* The version of the form, and its first word. */
enum { PROFILE_VERSION = 1 };
#define PROFILE_MAGIC "dbt-profile"

/* Kinds of rows, in the order in which they are written. */
typedef enum {
#define ROW(NAME, word, ...) ROW_##NAME,
#include "runtime/profile/rows.def"
    NUM_ROW_KINDS
} RowKind;

/* A place in a module: the module's number in the profile, and the address as the
 * module's program headers count, with ARM's Thumb bit. */
typedef struct {
    u32 module, address;
} RowPlace;

/* One row.  rows.def says which members a kind has; the others are 0. */
typedef struct {
    u32 kind;
    RowPlace at, to;
    u32 insns;
    u64 count;
} Row;

/* All 0 to begin with. */
typedef struct {
    Row *row; /* of base_alloc */
    u32 count, room;
} Rows;

/* Returns the word that a row of this kind begins with. */
const char *row_word(RowKind kind);
/* Returns true if rows of this kind have a place `to`. */
bool row_has_to(RowKind kind);
/* Returns true if rows of this kind have a number of instructions. */
bool row_has_insns(RowKind kind);

/* Returns a + b; the largest number where it would be more. */
u64 rows_sum(u64 a, u64 b);

/* Appends a row. */
void rows_add(Rows *rows, const Row *row);
/* Sorts the rows and makes one of those that differ in their counts only: their sum,
 * by rows_sum. */
void rows_merge(Rows *rows);
/* Prints a line for each. */
void rows_print(const Rows *rows, Out *out);
void rows_free(Rows *rows);

#endif

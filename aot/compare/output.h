/*
 * output.h -- an executable that dbt-aot -g=listing has made: its functions' host code,
 * and which guest instruction each piece of it belongs to.
 *
 *      Output out = {0};
 *      const char *wrong = output_open(&out, "prog");
 *      HostPlace place = output_place(&out, address);      -- its line, and its part
 *      output_close(&out);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_COMPARE_OUTPUT_H
#define AOT_COMPARE_OUTPUT_H

#include "ir/base.h"

/* A host function.  `entry` is the guest function's that it is made of; the runtime's
 * functions have none. */
typedef struct {
    u64 address;
    u32 size;
    u32 entry;  /* without the bit for Thumb */
    bool guest; /* it is made of a guest function */
    const char *name;
    const u8 *code;
} HostFunction;

/* A row of the line table: the code from `address` on, up to the next row. */
typedef struct {
    u64 address;
    u32 line, column; /* of the listing; the number of the part */
    bool end;         /* no code of the table from here on */
    u32 order;        /* of rows with one address the last counts */
} HostRow;

/* What the line table says of host code. */
typedef struct {
    u32 line, column; /* of the listing; the number of the part (llvm/debug.h) */
} HostPlace;

typedef struct {
    HostFunction *function; /* by address */
    u32 num_functions;
    /* The host functions that guest functions were translated to, sorted by the guest's
     * entry, then by host address.  Where two symbols name the same code, only the
     * first is here. */
    const HostFunction **made;
    u32 num_made;
    HostRow *row; /* by address */
    u32 num_rows;
    u64 code_bytes;  /* of its section .text */
    u64 debug_bytes; /* of its debug information, which it does not need */
    int fd;
    struct Elf *elf;
    char error[300];
} Output;

/* Opens an executable.  Returns NULL, or what is wrong, as one line. */
const char *output_open(Output *out, const char *path);
void output_close(Output *out);

/* Returns the host functions made of the guest function at `entry`, which has no bit
 * for Thumb, and their number. */
const HostFunction *const *output_made(const Output *out, u32 entry, u32 *count);
/* Returns what the line table says of a host address: 0, 0 if nothing. */
HostPlace output_place(const Output *out, u64 address);
/* Returns the function that has the host address, or NULL. */
const HostFunction *output_function(const Output *out, u64 address);

#endif

/*
 * trace.h -- LLVM's part of --record: IR before and after its passes, what became of
 * each guest instruction, and LLVM's remarks.
 *
 *      Trace *trace = trace_begin(units, chunk, options, debug);
 *      trace_rows(trace, TRACE_BEFORE);
 *      ... LLVM's passes ...
 *      trace_rows(trace, TRACE_AFTER);
 *      ... machine code ...
 *      trace_object(trace, bytes, size);
 *      trace_end(trace);
 *
 * Each writes lines of JSON to options->record, which have the key "entry", the address
 * of a guest function, and one of the keys "before", "after", "fate" and "remarks",
 * whose value is an array as docs/record.md has it.  Several lines may be about one
 * function. If nothing is asked for, the trace is NULL, and nothing is done.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_LLVM_TRACE_H
#define AOT_LLVM_TRACE_H

#include <jansson.h>

#include "aot/llvm/codegen.h"
#include "aot/llvm/debug.h"

/* Stages of code; as bits, where an instruction was seen. */
enum { TRACE_BEFORE = 1, TRACE_AFTER = 2, TRACE_HOST = 4 };

/* Host code made by one instruction is used by another. */
typedef struct {
    u32 line, user; /* of the listing */
} LineUse;

typedef struct {
    const Units *units;
    const Chunk *chunk;
    const Lines *lines;
    const bool *recorded; /* by function */
    Debug *debug;
    FILE *to;
    u32 num_lines;
    u8 *seen; /* by line: TRACE_... */
    LineUse *use;
    u32 num_uses, room;
} Trace;

Trace *trace_begin(const Units *units, const Chunk *chunk, const AotOptions *options,
                   Debug *debug);
/* Records the IR as it is now. */
void trace_rows(Trace *trace, u8 stage);
/* Records what became of each instruction; the object has debug information, whose
 * lines are the listing's. */
void trace_object(Trace *trace, const void *bytes, size_t size);
void trace_end(Trace *trace);

/* Writes a line {"entry":N,key:value}; takes over `value`. */
void trace_write(const Trace *trace, const Function *function, const char *key,
                 json_t *value);
/* Returns true if details of a function are asked for. */
bool trace_wants(const Trace *trace, const Function *function);
/* Has LLVM's remarks about functions that are asked for written; trace_remarks.c. */
void trace_remarks(Trace *trace, LLVMContextRef context);

#endif

/*
 * codegen.h -- one chunk of a program's functions through LLVM.
 *
 * Each chunk is an LLVM module in a context of its own, so that threads can work on
 * several at a time.
 */
#ifndef AOT_LLVM_CODEGEN_H
#define AOT_LLVM_CODEGEN_H

#include "aot/settings.h"
#include "aot/flow/unit.h"

typedef struct {
    u32 first, count; /* units */
    char *object;     /* path, once made */
} Chunk;

/* Set LLVM up; once, before any thread starts. */
void codegen_begin(void);

/* Make the object file `path`, or print what options->emit asks for.  NULL, or an
 * error text (from base_alloc). */
char *codegen(const Units *units, const Chunk *chunk, const AotOptions *options,
              const char *path);

#endif

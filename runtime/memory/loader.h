/* loader.h -- a guest program into guest memory.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_MEMORY_LOADER_H
#define RUNTIME_MEMORY_LOADER_H

#include "runtime/abi.h"
#include "runtime/thread.h"

typedef struct {
    const Guest *guest;
    const char *execfn;     /* guest AT_EXECFN */
    u32 entry;              /* guest AT_ENTRY */
    u32 start;              /* where control starts: there, or in the interpreter */
    u32 base;               /* guest AT_BASE: of the interpreter, 0 if there is none */
    u32 phdr, phent, phnum; /* guest AT_PHDR ... */
    u32 break_start;        /* where brk starts */
    bool executable_stack;
} Loaded;

/* From a file, or the end of the process with one clear line.  It is opened unless `fd`
 * is it, and closed. */
Loaded load_file(const char *path, i64 fd);
/* From what is linked to this runtime. */
Loaded load_image(const AotImage *image);
/* The interpreter a program wants, by the guest's name of it: the program is started
 * there, and told where it is by auxv. */
void load_interpreter_file(Loaded *loaded, const char *name);

#endif

/*
 * loader.h -- loads a guest program into guest memory.  ELF, chapter 5.
 *
 *      Loaded loaded = load_file(path, -1);
 *      thread_set_pc(t, loaded.start);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_MEMORY_LOADER_H
#define RUNTIME_MEMORY_LOADER_H

#include "runtime/abi.h"
#include "runtime/thread.h"

/* What the first stack and the start of the guest need to know.  Addresses are the
 * guest's. */
typedef struct {
    const Guest *guest;
    const char *execfn; /* AT_EXECFN; a host pointer */
    u32 entry;          /* AT_ENTRY: the program's entry point */
    u32 start;          /* the first pc: `entry`, or the interpreter's entry point */
    u32 base;           /* AT_BASE: load bias of the interpreter; 0: there is none */
    u32 phdr, phent, phnum; /* AT_PHDR, AT_PHENT, AT_PHNUM */
    u32 break_start;        /* the initial break */
    bool executable_stack;  /* the guest may execute its stack */
} Loaded;

/* Loads the program in the file `path`, and its interpreter if it has one.  Reads it
 * from the descriptor `fd`, or opens `path` if fd is negative; closes it.  Ends the
 * process with one line to stderr and status 1 if it cannot be loaded (program_refuse).
 */
Loaded load_file(const char *path, i64 fd);
/* Loads the program that is linked to this runtime, and its interpreter if it has one.
 * `executed` is the path by which it was executed (AT_EXECFN), which `execfn` gets; it
 * names the program where there is no /proc. */
Loaded load_image(const AotImage *image, const char *executed);
/* Loads the ELF interpreter (dynamic linker) of a program that is loaded; `name` is the
 * guest's path of it (PT_INTERP).  Sets `start` and `base`.  Ends the process as
 * load_file does. */
void load_interpreter_file(Loaded *loaded, const char *name);

#endif

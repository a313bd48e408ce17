/*
 * needs.h -- what a program or shared object asks the dynamic linker for.
 *
 *      Needs needs;
 *      const char *wrong = needs_read(&needs, bytes, size);
 *      for (u32 i = 0; !wrong && i < needs.num_needed; i++) puts(needs.needed[i]);
 *      needs_free(&needs);
 *
 * The strings are in `bytes`.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_MODULES_NEEDS_H
#define AOT_MODULES_NEEDS_H

#include "lifter/elf_load.h"

typedef struct {
    LoadFile load;
    const char *interpreter;     /* PT_INTERP; NULL: none */
    const char *soname;          /* DT_SONAME; these are NULL without */
    const char *rpath, *runpath; /* DT_RPATH and DT_RUNPATH */
    const char **needed;         /* DT_NEEDED, in order */
    u32 num_needed;
    bool no_default;       /* DF_1_NODEFLIB: not to be looked for in usual folders */
    bool text_relocations; /* DT_TEXTREL: the dynamic linker changes its code */
} Needs;

/* Reads a file in memory.  Returns NULL, or why it is no ELF file of a guest, or is
 * damaged. */
const char *needs_read(Needs *needs, const u8 *bytes, size_t size);
void needs_free(Needs *needs);

#endif

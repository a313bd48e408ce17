/*
 * module_file.h -- a module that is translated already: a .dbto file.
 *
 *      ModuleFile module;
 *      const char *wrong = module_file_read(&module, "libm.dbto");
 *      if (!wrong) printf("%s at 0x%08x\n", module.soname, module.image.module_start);
 *      module_file_free(&module);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_ELF_MODULE_FILE_H
#define AOT_ELF_MODULE_FILE_H

#include "aot/elf/note.h"
#include "runtime/abi.h"

typedef struct {
    char *path;     /* of the .dbto, from base_alloc */
    AotImage image; /* a copy; of its offsets only numbers are of use */
    char *soname;   /* "" if it has no name; from base_alloc */
    double seconds; /* what its translation took; 0: it was there */
    Note note;      /* what it says of itself */
    u8 *note_bytes; /* to which that points */
    u64 note_size;  /* their number */
    char *shared; /* name of its own file (abi.h, AotShared), from base_alloc; NULL: it
                     is linked to the program */
    u64 shared_size;
    char shared_sum[AOT_SHARED_SUM + 1];
    char **slot; /* the functions of the runtime that its slots are for */
    u32 num_slots;
    char error[300];
} ModuleFile;

/* Reads what a .dbto is about.  Returns NULL, or what is wrong with the file: it is
 * damaged, no module, or of another version of dbt-aot. */
const char *module_file_read(ModuleFile *module, const char *path);
void module_file_free(ModuleFile *module);

#endif

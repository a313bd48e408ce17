/*
 * image_object.h -- the object that tells the runtime of the program: `aot_image` of
 * abi.h, its tables, and the guest's segments; or of a module, by its own symbol.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_ELF_IMAGE_OBJECT_H
#define AOT_ELF_IMAGE_OBJECT_H

#include "aot/elf/body_sizes.h"
#include "aot/elf/module_file.h"
#include "aot/elf/note.h"
#include "lifter/discover.h"
#include "aot/elf/elf.h"

typedef struct {
    const char *root;   /* folder of the guest's libraries; NULL: none */
    unsigned cpu_level; /* of x86-64: 2, 3 or 4 */
    u32 exact;          /* AOT_RESUMES, AOT_PRECISE of abi.h */
    bool counts;        /* AOT_COUNTS */
    u32 fallback;       /* AOT_FALLBACK_... of abi.h, or 0 */
    const bool *left;   /* by function: its code leaves to the runtime at once, which
                           must not look for it there; NULL: none */
    bool guest_file;    /* all of the guest's file goes in, not only what is loaded */
    const u8 *bundle;   /* an AotBundle of abi.h, or NULL */
    u64 bundle_size;    /* its bytes: whole pages */
    const Note *note;   /* what the output says of itself */
    const u32 *module; /* guest addresses of the modules that are linked to a program */
    u32 num_modules;
    const ModuleFile *item; /* all modules; those with files of their own, too */
    u32 num_items;
    const char *shared_folder; /* of these files, as AotImage.shared_folder */
    const char *soname;        /* what a module is called */
} ImageOptions;

/* Writes the object file `path`; of a file that was opened as a library it is a
 * module's, without any of the guest's bytes.  Returns NULL, or what went wrong. */
const char *image_object_write(const char *path, const ElfFile *file,
                               const Program *program, const BodySizes *sizes,
                               const ImageOptions *options);

#endif

/*
 * image_object.h -- the object that tells the runtime of the program: `aot_image` of
 * abi.h, its tables, and the guest's segments.
 */
#ifndef AOT_ELF_IMAGE_OBJECT_H
#define AOT_ELF_IMAGE_OBJECT_H

#include "aot/elf/body_sizes.h"
#include "lifter/discover.h"
#include "aot/elf/elf.h"

/* Writes the object file `path`.  `root` is the folder of the guest's libraries or
 * NULL, `cpu_level` the x86-64 level of the code (2, 3 or 4), `flags` AOT_... of abi.h.
 * Returns NULL, or what went wrong. */
const char *image_object_write(const char *path, const ElfFile *file,
                               const Program *program, const BodySizes *sizes,
                               const char *root, unsigned cpu_level, u32 flags);

#endif

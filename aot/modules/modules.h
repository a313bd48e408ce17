/*
 * modules.h -- the modules that are linked to a program.
 *
 *      Modules modules;
 *      const char *wrong = modules_read(&modules, &options, &file);
 *      ... modules.item[0 ... count - 1] ...
 *      modules_free(&modules);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_MODULES_MODULES_H
#define AOT_MODULES_MODULES_H

#include "aot/elf/elf.h"
#include "aot/elf/module_file.h"
#include "aot/options.h"

typedef struct {
    ModuleFile *item;
    u32 count;
    char error[700];
} Modules;

/* Reads the .dbto files of --with.  Returns NULL, or why they cannot be linked to the
 * program: one is damaged, of another guest, or lies where another one or the program
 * does. */
const char *modules_read(Modules *modules, const Options *options,
                         const ElfFile *program);
/* Adds a .dbto that was made for the program; returns NULL, or what is wrong. */
const char *modules_add(Modules *modules, const char *path);
/* Returns the guest addresses of the modules that have no file of their own, from
 * base_alloc, and sets *count to their number. */
u32 *modules_linked(const Modules *modules, u32 *count);
/* Drops all modules but the first `count`. */
void modules_drop(Modules *modules, u32 count);
void modules_free(Modules *modules);

#endif

/*
 * library_file.h -- a program or shared object that the dynamic linker would load.
 *
 *      LibraryFile file;
 *      if (!library_file_open(&file, "/srv/armhf/lib/libc.so.6")) ...
 *      library_file_close(&file);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_MODULES_LIBRARY_FILE_H
#define AOT_MODULES_LIBRARY_FILE_H

#include "aot/modules/base.h"
#include "aot/modules/needs.h"

typedef struct LibraryFile {
    const char *host;   /* its path here; the strings live as long as the Closure */
    const char *guest;  /* as the guest's dynamic linker knows it: $ORIGIN is its folder
                         */
    bool outside;       /* it is not in the root: paths that it gives may be of the host
                         */
    const char *called; /* what the guest asks for it by */
    const struct LibraryFile *loader; /* what asked for it first; NULL: the program */
    u8 *bytes;
    size_t size;
    u64 device, inode;
    Needs needs;
    const char *damage; /* NULL, or what is wrong with it */
    ModuleSpace space;
    const char *why_not; /* NULL, or why it is no module */
    bool is_elsewhere;   /* its contents are another module's */
    bool is_given;       /* by --bundle-file: only what it needs is the closure's */
    u64 hash;            /* of its contents */
    u32 base;            /* guest address; 0: none */
} LibraryFile;

/* Maps the file and reads what it needs.  Returns 0 or an errno; sets `damage`. */
int library_file_open(LibraryFile *file, const char *host);
void library_file_close(LibraryFile *file);
/* Gives back the memory that holds the file's bytes.  They can be read again. */
void library_file_forget(const LibraryFile *file);

/* Returns true if a process of the program can load the library: it is for the same
 * processor and calling convention.  The dynamic linker goes on searching where it
 * finds another one. */
bool library_file_fits(const LibraryFile *file, const LibraryFile *program);

/* Returns true if both were opened from the same file, by whatever name. */
bool library_file_is(const LibraryFile *file, const LibraryFile *other);

#endif

/*
 * origin.h -- where guest code comes from: an ELF file and an address in it, or memory
 * that the guest has written.
 *
 *      Origin origin = origin_of(pc, bytes, size);
 *      if (origin.kind == ORIGIN_FILE)
 *          ... origin.file->path, origin.address ...
 *
 * Files are read, and hashed, when their first code is met; only the statistics and the
 * profile ask.  Calls are made under lock_code.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_CODE_ORIGIN_H
#define RUNTIME_CODE_ORIGIN_H

#include "lifter/elf_load.h"

/* An ELF file that guest memory is, or was, mapped from.  It lives as long as the
 * process. */
typedef struct OriginFile {
    struct OriginFile *next;
    const char *path; /* the guest's name of it */
    const u8 *bytes;  /* its contents; NULL: they are not known */
    u64 size, hash;   /* bytes; XXH3 of them */
    u32 number;       /* from 0, in the order in which files were met */
    u32 bias;         /* of the program: its load address less that in the file */
    bool is_program;
    LoadFile load;
    LoadHeader *header;
} OriginFile;

typedef enum {
    ORIGIN_FILE,      /* code as the file has it: a translator could have found it */
    ORIGIN_GENERATED, /* code that the guest wrote, or that is in no ELF file */
    ORIGIN_KERNEL,    /* the vDSO, or ARM's kernel page */
} OriginKind;

typedef struct {
    OriginKind kind;
    const OriginFile *file; /* of ORIGIN_FILE; NULL: it could not be read */
    u32 address; /* as the file's program headers count, with ARM's Thumb bit */
} Origin;

/* Returns the origin of the guest code at `pc`, of which `bytes` is a copy (`size`
 * bytes); with NULL what the file has is not compared. */
Origin origin_of(u32 pc, const u8 *bytes, u32 size);

/* Notes the file that guest code was mapped from at `address`, if it is an ELF file. */
void origin_note(u32 address);
/* Notes all files that guest memory is mapped from, executable. */
void origin_note_all(void);
/* Returns the first file; the others follow by `next`, in the order of their numbers.
 */
const OriginFile *origin_files(void);

#endif

/*
 * elf_load.h -- what Linux maps for a program's ELF file: fs/binfmt_elf.c of Linux 6.1.
 *
 *      LoadFile file;
 *      const char *wrong = load_check(first_bytes, size, &file);    -- execve: ENOEXEC
 *      LoadHeader header[LOAD_MAX_HEADERS];
 *      load_headers(&file, bytes_at_headers_offset, header);
 *      static Loading loading;
 *      load_plan(&file, header, &space, file_size, &loading);
 *      if (!loading.wrong) ... loading.step[0 ... num_steps - 1], one after the other
 *
 * Both the runtime, which maps files, and the translator, which looks at what would be
 * mapped, take their answer from here.  Addresses and sizes are in bytes.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef LIFTER_ELF_LOAD_H
#define LIFTER_ELF_LOAD_H

#include "lifter/lifter.h"

enum {
    LOAD_PAGE = 4096,
    LOAD_HEADER_BYTES = 52, /* of the ELF header, at the start of the file */
    LOAD_ENTRY_BYTES = 32,  /* of a program header */
    LOAD_MAX_HEADERS = LOAD_PAGE / LOAD_ENTRY_BYTES, /* Linux takes a page of them */
    LOAD_MAX_STEPS = 3 * LOAD_MAX_HEADERS + 2,
};

/* p_flags. */
enum { LOAD_EXECUTE = 1, LOAD_WRITE = 2, LOAD_READ = 4 };

/* The fields of an ELF header that decide how its program is loaded. */
typedef struct {
    const Guest *guest;
    bool movable;    /* ET_DYN: its addresses are relative to where it is put */
    u32 entry;       /* e_entry */
    u32 flags;       /* e_flags */
    u32 headers_at;  /* e_phoff */
    u32 num_headers; /* e_phnum: 1 to LOAD_MAX_HEADERS */
} LoadFile;

/* A program header, in the file's order of fields and the host's byte order. */
typedef struct {
    u32 type, offset, address, physical, file_size, size, flags, align;
} LoadHeader;

/* Where a program may lie: pages from `lowest` up to `limit`.  The first segment of a
 * program that can be moved goes to `base`, or where its alignment is first met then.
 */
typedef struct {
    u32 base, lowest, limit;
} LoadSpace;

typedef enum {
    LOAD_MAP,   /* whole pages of the file at `offset`, private */
    LOAD_ZERO,  /* whole pages of zeros */
    LOAD_CLEAR, /* zeros written to bytes of one page that was mapped before */
} LoadKind;

/* A step takes the place of all that earlier ones have put at its addresses. */
typedef struct {
    LoadKind kind;
    u32 address, size;
    u32 offset; /* LOAD_MAP: in the file, a multiple of the page's size */
    u32 flags;  /* LOAD_READ ...: what the program may do there */
} LoadStep;

typedef struct {
    const char *wrong; /* NULL; or what is wrong with the segment at `wrong_at`, as in
                          "does not fit": Linux kills the process */
    u32 wrong_at;
    u32 bias;        /* what addresses are more than in the file */
    u32 entry;       /* AT_ENTRY */
    u32 phdr;        /* AT_PHDR */
    u32 break_start; /* where brk starts */
    bool executable_stack;
    bool read_implies_exec; /* no PT_GNU_STACK: what can be read can be executed */
    u32 num_steps;
    LoadStep step[LOAD_MAX_STEPS];
} Loading;

/* Looks at the first `size` bytes of a file.  NULL, or why no Linux of a known guest
 * executes it (ENOEXEC).  Like Linux it looks at e_machine, which tells the byte order,
 * and at neither EI_CLASS nor EI_DATA. */
const char *load_check(const u8 *bytes, u64 size, LoadFile *file);
/* Reads the program headers from `bytes`: num_headers * LOAD_ENTRY_BYTES of them. */
void load_headers(const LoadFile *file, const u8 *bytes, LoadHeader *header);
/* The header that names the dynamic linker, or NULL.  Linux takes the first one. */
const LoadHeader *load_interpreter(const LoadFile *file, const LoadHeader *header);
/* NULL, or why Linux refuses such a name (ENOEXEC). `bytes` are its file contents. */
const char *load_check_interpreter(const LoadHeader *header, const u8 *bytes);
/* Room for the name of a dynamic linker, with the 0 it ends with. */
enum { LOAD_NAME_ROOM = 4096 };

/* The greatest alignment that a segment asks for: a power of two, at least a page; more
 * than 1 GiB counts as no wish. */
u32 load_alignment(const LoadFile *file, const LoadHeader *header);
/* How much memory lies between the first and the last page of its segments, in bytes.
 */
u64 load_extent(const LoadFile *file, const LoadHeader *header);

/* `file_size` is that of the whole file: memory mapped behind its end cannot be
 * cleared. */
void load_plan(const LoadFile *file, const LoadHeader *header, const LoadSpace *space,
               u64 file_size, Loading *out);

#endif

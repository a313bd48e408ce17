/*
 * elf_load.h -- how Linux maps the ELF file of a program: fs/binfmt_elf.c of Linux 6.1.
 *
 *      LoadFile file;
 *      const char *wrong = load_check(first_bytes, size, &file);    -- execve: ENOEXEC
 *      LoadHeader header[LOAD_MAX_HEADERS];
 *      load_headers(&file, bytes_at_headers_offset, header);
 *      static Loading loading;
 *      load_plan(&file, header, &space, file_size, &loading);
 *      if (!loading.wrong) ... loading.step[0 ... num_steps - 1], in this order
 *
 * The runtime, which maps files, and the translator, which reads what would be mapped,
 * both use this plan.  Addresses and sizes are in bytes.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef LIFTER_ELF_LOAD_H
#define LIFTER_ELF_LOAD_H

#include "lifter/lifter.h"

/* Sizes in bytes, and limits. */
enum {
    LOAD_PAGE = 4096,
    LOAD_HEADER_BYTES = 52, /* size of the ELF header, at the start of the file */
    LOAD_ENTRY_BYTES = 32,  /* size of a program header */
    LOAD_MAX_HEADERS = LOAD_PAGE / LOAD_ENTRY_BYTES, /* Linux accepts one page of
                                                        them */
    LOAD_MAX_STEPS = 3 * LOAD_MAX_HEADERS + 2,
};

/* Bits of p_flags: how the program may access a segment. */
enum { LOAD_EXECUTE = 1, LOAD_WRITE = 2, LOAD_READ = 4 };

/* The fields of an ELF header that decide how its program is loaded. */
typedef struct {
    const Guest *guest;
    bool movable;    /* ET_DYN: its addresses are relative to its load address */
    u32 entry;       /* e_entry */
    u32 flags;       /* e_flags */
    u32 headers_at;  /* e_phoff */
    u32 num_headers; /* e_phnum: 1 to LOAD_MAX_HEADERS */
} LoadFile;

/* A program header: the file's fields, in the host's byte order. */
typedef struct {
    u32 type, offset, address, physical, file_size, size, flags, align;
} LoadHeader;

/* The addresses a program may occupy: pages from `lowest` up to, not including,
 * `limit`.  The first segment of a movable program goes to `base`, rounded up to the
 * alignment. */
typedef struct {
    u32 base, lowest, limit;
} LoadSpace;

/* What a step does. */
typedef enum {
    LOAD_MAP,   /* maps whole pages of the file at `offset`, private */
    LOAD_ZERO,  /* maps whole pages of zeros */
    LOAD_CLEAR, /* writes zeros to bytes of one page mapped before */
} LoadKind;

/* One step of loading.  It replaces whatever earlier steps have mapped at its
 * addresses. */
typedef struct {
    LoadKind kind;
    u32 address, size;
    u32 offset; /* LOAD_MAP: offset in the file, a multiple of the page size */
    u32 flags;  /* LOAD_READ ...: how the program may access it */
} LoadStep;

/* The plan for loading a program. */
typedef struct {
    const char *wrong; /* NULL; else what is wrong with the segment at `wrong_at`,
                          such as "does not fit": Linux kills the process */
    u32 wrong_at;
    u32 bias;        /* load address less the address in the file */
    u32 entry;       /* AT_ENTRY */
    u32 phdr;        /* AT_PHDR */
    u32 break_start; /* initial program break */
    bool executable_stack;
    bool read_implies_exec; /* no PT_GNU_STACK: all readable memory is executable */
    u32 num_steps;
    LoadStep step[LOAD_MAX_STEPS];
} Loading;

/* Reads the ELF header from the first `size` bytes of a file into *file.  Returns NULL,
 * or why no Linux of a known guest executes the file (ENOEXEC).  Like Linux it takes
 * the guest and the byte order from e_machine, and ignores EI_CLASS and EI_DATA. */
const char *load_check(const u8 *bytes, u64 size, LoadFile *file);
/* Returns the word of the file in the guest's byte order. */
u32 load_word(const Guest *guest, const u8 *bytes);
/* Reads the program headers from `bytes`, which holds num_headers * LOAD_ENTRY_BYTES
 * bytes. */
void load_headers(const LoadFile *file, const u8 *bytes, LoadHeader *header);
/* The same from a whole file of `size` bytes.  Returns false if it ends before them. */
bool load_headers_in(const LoadFile *file, const u8 *bytes, u64 size,
                     LoadHeader *header);
/* Returns the first header that names a dynamic linker (PT_INTERP), as Linux does; NULL
 * if there is none. */
const LoadHeader *load_interpreter(const LoadFile *file, const LoadHeader *header);
/* Returns NULL, or why Linux rejects the name of the dynamic linker (ENOEXEC).  `bytes`
 * are the file contents of its header. */
const char *load_check_interpreter(const LoadHeader *header, const u8 *bytes);
/* The longest name of a dynamic linker in bytes, with its final 0. */
enum { LOAD_NAME_ROOM = 4096 };

/* Returns the largest alignment that a segment asks for: a power of two, at least a
 * page.  Returns a page if that is more than 1 GiB. */
u32 load_alignment(const LoadFile *file, const LoadHeader *header);
/* Returns the bytes from the first page of the program's segments to the end of the
 * last segment; 0 if they are empty. */
u64 load_extent(const LoadFile *file, const LoadHeader *header);

/* Fills *out with the plan for a program.  `file_size` is the size of the whole file:
 * memory mapped from behind its end is not cleared. */
void load_plan(const LoadFile *file, const LoadHeader *header, const LoadSpace *space,
               u64 file_size, Loading *out);

#endif

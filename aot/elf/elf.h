/*
 * elf.h -- a guest program from an ELF file.
 *
 *      ElfFile file;
 *      const char *wrong = elf_open(&file, "prog");
 *      if (wrong) ...                       -- one line: what, where, what to do
 *      discover(file.guest, &file.image, &file.hints);
 *      elf_close(&file);                    -- also after an error
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_ELF_ELF_H
#define AOT_ELF_ELF_H

#include "aot/elf/names.h"
#include "lifter/discover.h"
#include "lifter/elf_load.h"

typedef enum {
    MAPPED_FILE, /* what the file has at `offset` */
    MAPPED_ZEROS,
    MAPPED_NOTHING, /* mapped behind the end of the file: accesses raise SIGBUS */
} MappedKind;

/* Whole pages of the program's memory as it starts. */
typedef struct {
    MappedKind kind;
    u32 address, size;
    u32 offset;            /* MAPPED_FILE: a multiple of the page's size */
    u32 flags;             /* LOAD_READ ... */
    u32 clear, clear_size; /* so many bytes at address + clear are zeros instead */
} MappedRange;

typedef struct {
    const Guest *guest;
    Image image;
    Hints hints;               /* .eh_frame, and the sections that hold code */
    bool is_library;           /* opened by elf_open_library */
    u32 library_base;          /* guest address of its first page */
    u32 phdr, phent, phnum;    /* AT_PHDR and so on; phdr 0: not in a loaded segment */
    u32 exidx, exidx_size;     /* the segment PT_ARM_EXIDX; size 0: none */
    u32 dynamic, dynamic_size; /* the segment PT_DYNAMIC; size 0: none */
    u32 bias;                  /* guest address less the address in the file */
    LoadFile load;
    MappedRange *mapped; /* by address, not overlapping */
    u32 num_mapped;
    u32 break_start;         /* guest address where brk starts */
    const char *interpreter; /* PT_INTERP: its dynamic linker, or NULL */
    bool executable_stack, read_implies_exec; /* as in a Loading */
    bool symbols_damaged;                     /* what section_note tells */
    const char *section_note; /* NULL, or why symbols or hints are missing */
    u8 *bytes;                /* the file as it is, not to be changed */
    size_t size;
    /* Private to aot/elf/. */
    bool is_mapped; /* `bytes` is a mapping, and not from malloc */
    u8 *placed; /* a position-independent program's bytes with its relative relocations
                   done, which `image` shows; NULL: `image` shows the file's */
    Segment *segments;
    Symbol *symbols;
    Names names;
    CodeRange *functions, *ranges;
    u32 *resolvers, *entries, *installers, *installer_words;
    void *elf; /* libelf's */
    char error[320];
} ElfFile;

const char *elf_open(ElfFile *file, const char *path);
/* The same on a file in memory, which it takes over (malloc); for tests. */
const char *elf_open_bytes(ElfFile *file, const char *path, u8 *bytes, size_t size);
/* Opens a shared object whose first page is at guest address `base`, a multiple of its
 * segments' alignment; one that has an address of its own (prelinked) must get that.
 * image.entry is 0 if it has no entry point. */
const char *elf_open_library(ElfFile *file, const char *path, u32 base);
const char *elf_open_library_bytes(ElfFile *file, const char *path, u8 *bytes,
                                   size_t size, u32 base);
/* What a library may not have. */
#define ELF_TEXT_RELOCATIONS "relocations in its code, which differs in memory"
void elf_close(ElfFile *file);

/* The functions of an .eh_frame section of 32-bit code that is at `address`; at most
 * `room` are stored.  Stops at what it does not understand. */
u32 eh_frame_functions(const u8 *bytes, size_t size, u32 address, bool big_endian,
                       CodeRange *function, u32 room);

/* The functions of an .ARM.exidx section at `address`, at most `room`: where they
 * start, without the bit that says Thumb; ranges are empty, as the linker leaves out
 * entries like the one before.  Stops at what is no entry. */
u32 exidx_functions(const u8 *bytes, size_t size, u32 address, CodeRange *function,
                    u32 room);

/* The parts of elf_open, in order; each NULL or what is wrong. */
const char *elf_check_header(ElfFile *file, const char *path);
const char *elf_read_segments(ElfFile *file, const char *path);
void elf_map(ElfFile *file, const Loading *loading, const LoadHeader *header);
void elf_place(ElfFile *file);
void elf_read_sections(ElfFile *file);

/* What the program may do there when it starts: LOAD_READ ... */
u32 elf_protection(const ElfFile *file, const MappedRange *mapped);
/* The functions that relocations of `size` bytes ask for addresses (R_..._IRELATIVE),
 * with an addend in each row (RELA) or in the word it is about (REL), to the hints. */
void elf_read_resolvers(ElfFile *file, const u8 *row, u32 size, bool has_addend);
/* Adds one such function. */
void elf_add_resolver(ElfFile *file, u32 address);
/* Adds to the hints the functions that the dynamic section names: DT_INIT and so on. */
void elf_read_entries(ElfFile *file);
/* Adds to the hints the functions that install handlers for signals. */
void elf_read_installers(ElfFile *file);
/* Sets *value to that of a tag of the dynamic section; returns false if it has none. */
bool elf_tagged(const ElfFile *file, u32 tag, u32 *value);
/* The contents of the dynamic symbol table, found without section headers. */
typedef struct {
    const u8 *symbol; /* NULL: there is none, or it is damaged */
    u32 count;
    const char *strings;
    u32 strings_size; /* bytes; the last one is 0 */
} DynamicSymbols;
DynamicSymbols elf_dynamic_symbols(const ElfFile *file);
/* Returns the strings that the dynamic section's tables name, of *size bytes, of which
 * the last is 0; NULL: there are none, or they are damaged. */
const char *elf_dynamic_strings(const ElfFile *file, u32 *size);
/* A table of relocations; RELA rows have the addend, those of REL are added to what is
 * there. */
typedef struct {
    u32 tag, size_tag, row_size;
    bool has_addend;
} RelocTable;
extern const RelocTable elf_relocations[2];
u32 elf_word(const ElfFile *file, const u8 *p);
const char *elf_error(ElfFile *file, const char *path, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif

/* elf_segments.c -- the program headers of a guest program.  ELF, 2; System V ABI, 5.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include "aot/elf/elf.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/abi.h"

static const char *check_stack(ElfFile *file, const char *path)
{
    for (u32 i = 0; i < file->num_mapped; i++) {
        const MappedRange *m = &file->mapped[i];

        if (m->address < GUEST_STACK_TOP &&
            (u64)m->address + m->size > GUEST_STACK_TOP - GUEST_STACK_SIZE)
            return elf_error(file, path,
                             "its segments leave no room for a stack below 0x%08x",
                             GUEST_STACK_TOP);
    }
    return NULL;
}

/* Returns the file's bytes at the entry point; NULL if that is not executable. */
static const u8 *code_at_entry(const ElfFile *file)
{
    u32 entry = file->image.entry & ~(u32)(file->load.entry & 1);

    for (u32 i = 0; i < file->num_mapped; i++) {
        const MappedRange *m = &file->mapped[i];

        if (entry - m->address < m->size && m->kind == MAPPED_FILE &&
            elf_protection(file, m) & LOAD_EXECUTE)
            return file->bytes + m->offset + (entry - m->address);
    }
    return NULL;
}

/* Refuses a library that could not be loaded as one, and forgets an entry point that is
 * none: some linkers write the start of .text there.  What needs no other shared object
 * is a dynamic linker, what names one can be executed: both have entry points. */
static const char *check_library(ElfFile *file, const char *path)
{
    u32 needed;

    if (!file->load.movable || !file->dynamic_size)
        return elf_error(file, path, "not a shared object, which --library is for");
    if (file->image.relocates_code)
        return elf_error(file, path, "it has " ELF_TEXT_RELOCATIONS);
    if (file->num_mapped && file->mapped[0].address != file->library_base)
        return elf_error(file, path, "cannot be loaded at 0x%08x", file->library_base);
    if (!file->load.entry ||
        (!file->interpreter && elf_tagged(file, DT_NEEDED, &needed)))
        file->image.entry = 0;
    return NULL;
}

/* Warns of an entry point where the program can only die by a signal.  Linux would
 * start it all the same, but a mistake is more likely. */
static const char *check_entry(ElfFile *file, const char *path)
{
    const u8 *code = code_at_entry(file);

    if (!code)
        return elf_error(file, path,
                         "the entry point 0x%08x is in no executable segment",
                         file->image.entry);
    if (code == file->bytes)
        return elf_error(
            file, path,
            "no entry point: a shared library; translate the programs that "
            "use it, or give --library");
    return NULL;
}

/* Reads the name in PT_INTERP. */
static const char *read_interpreter(ElfFile *file, const char *path,
                                    const LoadHeader *header)
{
    const LoadHeader *h = load_interpreter(&file->load, header);

    if (!h)
        return NULL;
    if (h->offset > file->size || h->file_size > file->size - h->offset)
        return elf_error(
            file, path,
            "the name of its dynamic linker is cut off; the file is damaged");
    const char *name = (const char *)file->bytes + h->offset;
    const char *wrong = load_check_interpreter(h, (const u8 *)name);
    file->interpreter = name;
    return wrong ? elf_error(file, path, "%s; the file is damaged", wrong) : NULL;
}

/* Notes the tables that discovery takes hints from. */
static void note_tables(ElfFile *file, const LoadHeader *header)
{
    for (u32 i = 0; i < file->load.num_headers; i++) {
        const LoadHeader *h = &header[i];

        if (h->type == PT_DYNAMIC) {
            file->dynamic = h->address + file->bias;
            file->dynamic_size = h->file_size;
        }
        if (h->type == PT_ARM_EXIDX && file->guest->elf_machine == EM_ARM) {
            file->exidx = h->address + file->bias;
            file->exidx_size = h->size;
        }
    }
}

static const char *load(ElfFile *file, const char *path, const LoadHeader *header)
{
    const LoadSpace space = {file->is_library ? file->library_base : GUEST_PIE_BASE,
                             GUEST_LOWEST, GUEST_STACK_TOP};
    Loading *loading = base_alloc(sizeof *loading);
    const char *wrong = NULL;

    load_plan(&file->load, header, &space, file->size, loading);
    file->bias = loading->bias;
    file->image.entry = loading->entry;
    file->phdr = loading->phdr;
    file->break_start = loading->break_start;
    file->executable_stack = loading->executable_stack;
    file->read_implies_exec = loading->read_implies_exec;
    if (loading->wrong)
        wrong = elf_error(file, path, "the segment at 0x%08x %s", loading->wrong_at,
                          loading->wrong);
    else if (!loading->num_steps)
        wrong = elf_error(file, path, "nothing to load: it has no segments");
    else
        elf_map(file, loading, header);
    base_free(loading);
    return wrong;
}

static bool relocates_code(const ElfFile *file)
{
    u32 value, flags = 0;

    elf_tagged(file, DT_FLAGS, &flags);
    return flags & DF_TEXTREL || elf_tagged(file, DT_TEXTREL, &value);
}

const char *elf_read_segments(ElfFile *file, const char *path)
{
    const LoadFile *f = &file->load;
    LoadHeader header[LOAD_MAX_HEADERS];

    file->phent = LOAD_ENTRY_BYTES;
    file->phnum = f->num_headers;
    if (!load_headers_in(f, file->bytes, file->size, header))
        return elf_error(file, path,
                         "truncated: its %u program headers are at byte %u of a file "
                         "of %zu; copy it again",
                         f->num_headers, f->headers_at, file->size);
    const char *wrong = read_interpreter(file, path, header);
    if (!wrong)
        wrong = load(file, path, header);
    if (wrong)
        return wrong;
    note_tables(file, header);
    file->image.relocates_code = relocates_code(file);
    wrong = check_stack(file, path);
    if (wrong)
        return wrong;
    return file->is_library ? check_library(file, path) : check_entry(file, path);
}

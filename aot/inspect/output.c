/* output.c -- reading a file that dbt-aot made.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/inspect/output.h"

#include <errno.h>
#include <fcntl.h>
#include <sha2.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *fail(Output *o, const char *what, const char *why)
{
    snprintf(o->error, sizeof o->error, "%.250s: %s%s", o->path, what, why);
    return o->error;
}

static const char *no_output(Output *o, const char *why)
{
    return fail(o, "not an output of dbt-aot: ", why);
}

static const char *damaged(Output *o, const char *why)
{
    return fail(o, "a damaged output: ", why);
}

/* A section's contents. */
typedef struct {
    const u8 *bytes;
    u64 size;
    bool is_there, is_whole;
} Contents;

static Contents find_section(const Output *o, Elf *elf, size_t names,
                             const char *wanted)
{
    for (Elf_Scn *scn = NULL; (scn = elf_nextscn(elf, scn));) {
        const Elf64_Shdr *s = elf64_getshdr(scn);
        const char *name = s ? elf_strptr(elf, names, s->sh_name) : NULL;

        if (!name || strcmp(name, wanted) != 0)
            continue;
        bool whole = s->sh_type != SHT_NOBITS && s->sh_offset <= o->size &&
                     s->sh_size <= o->size - s->sh_offset;
        return (Contents){whole ? o->bytes + s->sh_offset : NULL, s->sh_size, true,
                          whole};
    }
    return (Contents){0};
}

static const char *read_note(Output *o, Elf *elf, size_t names)
{
    Contents note = find_section(o, elf, names, NOTE_SECTION);

    if (!note.is_there)
        note = find_section(o, elf, names, NOTE_MODULE_SECTION);
    if (!note.is_there)
        return no_output(o, "it has no section " NOTE_SECTION);
    if (!note.is_whole)
        return damaged(o, "it ends before its note does");
    const char *wrong = note_unpack(&o->note, note.bytes, note.size);
    return wrong ? damaged(o, wrong) : NULL;
}

static const char *read_guest(Output *o, Elf *elf, size_t names)
{
    Contents guest = find_section(o, elf, names, ".guest");
    char hash[NOTE_SHA256 + 1];

    if (o->note.library) /* a module has none of the guest's bytes */
        return NULL;
    if (!guest.is_there)
        return damaged(o, "it has no section .guest");
    if (!guest.is_whole)
        return damaged(o, "it ends before the guest's file does");
    if (!o->note.guest_file)
        return NULL;
    if (guest.size < o->note.guest_size)
        return damaged(o, "its section .guest is shorter than the guest's file");
    SHA256Data(guest.bytes, o->note.guest_size, hash);
    if (!o->note.guest_sha256 || strcmp(hash, o->note.guest_sha256) != 0)
        return damaged(o, "the guest's file in it is not the one its note tells of");
    o->guest = guest.bytes;
    return NULL;
}

static const char *read_bundle(Output *o, Elf *elf, size_t names)
{
    Contents bundle = find_section(o, elf, names, ".bundle");
    char hash[NOTE_SHA256 + 1];

    if (!o->note.bundle_sha256)
        return NULL;
    if (!bundle.is_whole)
        return damaged(o, "its bundle is not there");
    SHA256Data(bundle.bytes, bundle.size, hash);
    if (strcmp(hash, o->note.bundle_sha256) != 0)
        return damaged(o, "the bundle in it is not the one its note tells of");
    const char *wrong = bundled_open(&o->bundle, bundle.bytes, bundle.size);
    return wrong ? damaged(o, wrong) : NULL;
}

static const char *read_header(Output *o)
{
    Elf64_Ehdr h;

    if (o->size < sizeof h || memcmp(o->bytes, ELFMAG, SELFMAG) != 0)
        return no_output(o, "not an ELF file");
    memcpy(&h, o->bytes, sizeof h);
    if (h.e_ident[EI_CLASS] != ELFCLASS64 || h.e_ident[EI_DATA] != ELFDATA2LSB ||
        h.e_machine != EM_X86_64 || (h.e_type != ET_DYN && h.e_type != ET_REL))
        return no_output(o, "not an executable or object for x86-64");
    o->is_object = h.e_type == ET_REL;
    /* Section headers come last in the file. */
    if (h.e_shoff > o->size || (u64)h.e_shnum * h.e_shentsize > o->size - h.e_shoff)
        return damaged(o, "it ends before its section headers do");
    if (h.e_shoff % _Alignof(Elf64_Shdr))
        return damaged(o, "its section headers are not aligned");
    return NULL;
}

static const char *read_sections(Output *o, Elf *elf)
{
    size_t names, count;

    if (elf_getshdrnum(elf, &count) < 0 || elf_getshdrstrndx(elf, &names) < 0)
        return damaged(o, "its section headers cannot be read");
    if (!count || !names)
        return no_output(o, "it has no section headers");
    const char *wrong = read_note(o, elf, names);
    if (!wrong)
        wrong = read_guest(o, elf, names);
    if (!wrong)
        wrong = read_bundle(o, elf, names);
    if (!wrong)
        output_parts_measure(elf, o->size, o->part);
    return wrong;
}

const char *output_open_bytes(Output *o, const char *path, u8 *bytes, u64 size)
{
    const char *slash = strrchr(path, '/');

    *o = (Output){
        .path = path, .name = slash ? slash + 1 : path, .bytes = bytes, .size = size};
    const char *wrong = read_header(o);
    if (wrong)
        return wrong;
    elf_version(EV_CURRENT);
    Elf *elf = elf_memory((char *)bytes, size);
    if (!elf)
        return no_output(o, "not an ELF file that can be read");
    wrong = read_sections(o, elf);
    elf_end(elf);
    return wrong;
}

/* Maps the file.  libelf may change what it reads, so the mapping is writable. */
static const char *map(Output *o, int fd)
{
    struct stat st;

    if (fd < 0 || fstat(fd, &st) < 0)
        return strerror(errno);
    if (!S_ISREG(st.st_mode))
        return "not a regular file";
    o->size = (u64)st.st_size;
    if (!o->size)
        return NULL;
    o->bytes = mmap(NULL, o->size, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    return o->bytes == MAP_FAILED ? strerror(errno) : NULL;
}

const char *output_open(Output *o, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    *o = (Output){.path = path};
    const char *wrong = map(o, fd);
    if (fd >= 0)
        close(fd);
    if (wrong)
        return fail(o, "cannot read: ", wrong);
    wrong = output_open_bytes(o, path, o->bytes, o->size);
    o->is_mapped = o->size != 0;
    return wrong;
}

void output_close(Output *o)
{
    note_free(&o->note);
    if (o->is_mapped)
        munmap(o->bytes, o->size);
    o->is_mapped = false;
}

/* object.c -- writing an x86-64 relocatable object through libelf.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/elf/object.h"

#include <errno.h>
#include <fcntl.h>
#include <libelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_SECTIONS = 2100, FIRST_SYMBOL = 1 };

typedef struct {
    u8 *bytes;
    u64 size, room;
} Buffer;

typedef struct {
    u32 name, type, flags, align;
    Buffer data, relocations;
} Section;

struct Object {
    Section section[MAX_SECTIONS];
    u32 num_sections; /* with 0, which is none */
    Buffer names, section_names, symbols;
};

static u64 append(Buffer *b, const void *bytes, u64 size)
{
    u64 at = b->size;

    if (b->size + size > b->room) {
        b->room = 2 * (b->size + size);
        b->bytes = base_resize(b->bytes, b->room);
    }
    if (size && bytes)
        memcpy(b->bytes + at, bytes, size);
    else if (size)
        memset(b->bytes + at, 0, size);
    b->size += size;
    return at;
}

static u32 append_text(Buffer *b, const char *text)
{
    return (u32)append(b, text, strlen(text) + 1);
}

Object *object_new(void)
{
    Object *o = base_alloc(sizeof *o);
    Elf64_Sym none = {0};

    o->num_sections = 1;
    append_text(&o->names, "");
    append_text(&o->section_names, "");
    append(&o->symbols, &none, sizeof none);
    return o;
}

void object_free(Object *o)
{
    for (u32 i = 0; i < o->num_sections; i++) {
        base_free(o->section[i].data.bytes);
        base_free(o->section[i].relocations.bytes);
    }
    base_free(o->names.bytes);
    base_free(o->section_names.bytes);
    base_free(o->symbols.bytes);
    base_free(o);
}

u32 object_section(Object *o, const char *name, u32 flags, u32 align)
{
    if (o->num_sections == MAX_SECTIONS)
        panic("too many sections");
    Section *s = &o->section[o->num_sections];
    s->name = append_text(&o->section_names, name);
    s->type = SHT_PROGBITS;
    s->flags = flags;
    s->align = align;
    return o->num_sections++;
}

u32 object_note(Object *o, const char *name, u32 align, u32 flags)
{
    u32 section = object_section(o, name, SHF_ALLOC | flags, align);

    o->section[section].type = SHT_NOTE;
    return section;
}

u64 object_append(Object *o, u32 section, const void *bytes, u64 size)
{
    return append(&o->section[section].data, bytes, size);
}

u64 object_size(const Object *o, u32 section)
{
    return o->section[section].data.size;
}

u8 *object_bytes(Object *o, u32 section)
{
    return o->section[section].data.bytes;
}

u32 object_symbol(Object *o, const char *name, u32 section, u64 value, u64 size)
{
    Elf64_Sym symbol = {
        .st_name = append_text(&o->names, name),
        .st_info = ELF64_ST_INFO(STB_GLOBAL, section ? STT_OBJECT : STT_NOTYPE),
        .st_other = STV_HIDDEN,
        .st_shndx = (u16)section,
        .st_value = value,
        .st_size = size,
    };

    return (u32)(append(&o->symbols, &symbol, sizeof symbol) / sizeof symbol);
}

void object_relative(Object *o, u32 section, u64 at, u32 symbol, i64 addend)
{
    Elf64_Rela rela = {at, ELF64_R_INFO(symbol, R_X86_64_PC32), addend};

    append(&o->section[section].relocations, &rela, sizeof rela);
}

/* Adds a section with its only data to the file. */
static Elf64_Shdr *add(Elf *elf, u32 name, u32 type, const Buffer *data, Elf_Type kind,
                       u32 align)
{
    Elf_Scn *scn = elf_newscn(elf);
    /* Without memory libelf may also return a section that it crashes on. */
    Elf_Data *d = scn && !elf_errmsg(0) ? elf_newdata(scn) : NULL;
    Elf64_Shdr *header = d ? elf64_getshdr(scn) : NULL;

    if (!d || !header)
        return NULL;
    d->d_buf = data->bytes;
    d->d_size = data->size;
    d->d_type = kind;
    d->d_align = align;
    header->sh_name = name;
    header->sh_type = type;
    header->sh_addralign = align;
    return header;
}

static bool add_contents(Object *o, Elf *elf)
{
    for (u32 i = 1; i < o->num_sections; i++) {
        const Section *s = &o->section[i];
        Elf64_Shdr *h = add(elf, s->name, s->type, &s->data, ELF_T_BYTE, s->align);

        if (!h)
            return false;
        h->sh_flags = s->flags;
    }
    return true;
}

static bool add_relocations(Object *o, Elf *elf, u32 name, u32 symbols)
{
    for (u32 i = 1; i < o->num_sections; i++) {
        const Section *s = &o->section[i];

        if (!s->relocations.size)
            continue;
        Elf64_Shdr *h = add(elf, name, SHT_RELA, &s->relocations, ELF_T_RELA, 8);
        if (!h)
            return false;
        h->sh_flags = SHF_INFO_LINK;
        h->sh_link = symbols;
        h->sh_info = i;
        h->sh_entsize = sizeof(Elf64_Rela);
    }
    return true;
}

static bool add_tables(Object *o, Elf *elf)
{
    u32 symtab = append_text(&o->section_names, ".symtab");
    u32 strtab = append_text(&o->section_names, ".strtab");
    u32 shstrtab = append_text(&o->section_names, ".shstrtab");
    u32 rela = append_text(&o->section_names, ".rela");
    u32 stack = append_text(&o->section_names, ".note.GNU-stack");
    u32 at = o->num_sections; /* the symbol table's number */
    Elf64_Shdr *h = add(elf, symtab, SHT_SYMTAB, &o->symbols, ELF_T_SYM, 8);

    if (!h)
        return false;
    h->sh_link = at + 1;
    h->sh_info = FIRST_SYMBOL;
    h->sh_entsize = sizeof(Elf64_Sym);
    if (!add(elf, strtab, SHT_STRTAB, &o->names, ELF_T_BYTE, 1) ||
        !add(elf, shstrtab, SHT_STRTAB, &o->section_names, ELF_T_BYTE, 1) ||
        !add(elf, stack, SHT_PROGBITS, &(Buffer){0}, ELF_T_BYTE, 1))
        return false;
    return add_relocations(o, elf, rela, at);
}

static bool write_elf(Object *o, Elf *elf)
{
    Elf64_Ehdr *header = elf64_newehdr(elf);

    if (!header)
        return false;
    header->e_ident[EI_DATA] = ELFDATA2LSB;
    header->e_type = ET_REL;
    header->e_machine = EM_X86_64;
    header->e_version = EV_CURRENT;
    header->e_shstrndx = (u16)(o->num_sections + 2);
    return add_contents(o, elf) && add_tables(o, elf) &&
           elf_update(elf, ELF_C_WRITE) > 0;
}

const char *object_write(Object *o, const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    const char *wrong = NULL;

    if (fd < 0)
        return strerror(errno);
    elf_version(EV_CURRENT);
    elf_errno(); /* forgets earlier errors */
    Elf *elf = elf_begin(fd, ELF_C_WRITE, NULL);
    if (!elf || !write_elf(o, elf))
        wrong = elf_errmsg(-1);
    if (elf)
        elf_end(elf);
    if (close(fd) < 0 && !wrong)
        wrong = strerror(errno);
    return wrong;
}

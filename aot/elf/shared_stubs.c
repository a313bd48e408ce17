/* shared_stubs.c -- the object between a module's own file and the runtime.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/elf/shared_stubs.h"

#include <fcntl.h>
#include <libelf.h>
#include <string.h>
#include <unistd.h>

#include "aot/elf/object.h"
#include "aot/elf/pieces.h"

static void add_slot(ModuleFile *m, const char *name)
{
    m->slot = base_resize(m->slot, (m->num_slots + 1) * sizeof(char *));
    m->slot[m->num_slots++] = base_copy(name, strlen(name));
}

static bool is_slot(const Elf64_Sym *symbol, const char *name)
{
    return name && *name && symbol->st_shndx == SHN_UNDEF &&
           strcmp(name, "image_table") != 0;
}

/* Everything that is not defined is a function that is called, but for image_table,
 * which code finds by the global offset table. */
static void read_undefined(ModuleFile *m, Elf *elf, Elf_Scn *scn, const Elf64_Shdr *h)
{
    Elf_Data *data = elf_getdata(scn, NULL);
    const Elf64_Sym *symbol = data ? data->d_buf : NULL;

    for (size_t i = 1; symbol && i < data->d_size / sizeof *symbol; i++) {
        const char *name = elf_strptr(elf, h->sh_link, symbol[i].st_name);

        if (is_slot(&symbol[i], name))
            add_slot(m, name);
    }
}

static void read_slots(ModuleFile *m, Elf *elf)
{
    for (Elf_Scn *scn = NULL; elf && (scn = elf_nextscn(elf, scn));) {
        const Elf64_Shdr *h = elf64_getshdr(scn);

        if (h && h->sh_type == SHT_SYMTAB)
            read_undefined(m, elf, scn, h);
    }
}

/* Returns true if the relocations make no more of slots than calls: a stub has nothing
 * that could be read or written. */
static bool only_calls(Elf *elf, Elf_Scn *scn, const Elf64_Shdr *h)
{
    Elf_Scn *table = elf_getscn(elf, h->sh_link);
    const Elf64_Shdr *of_table = table ? elf64_getshdr(table) : NULL;
    Elf_Data *symbols = table ? elf_getdata(table, NULL) : NULL;
    Elf_Data *data = elf_getdata(scn, NULL);
    const Elf64_Rela *rela = data ? data->d_buf : NULL;

    if (!of_table || !symbols || !symbols->d_buf)
        return false;
    for (size_t i = 0; rela && i < data->d_size / sizeof *rela; i++) {
        u64 at = ELF64_R_SYM(rela[i].r_info);
        const Elf64_Sym *symbol = (const Elf64_Sym *)symbols->d_buf + at;

        if (at >= symbols->d_size / sizeof *symbol)
            return false;
        if (ELF64_R_TYPE(rela[i].r_info) != R_X86_64_PLT32 &&
            is_slot(symbol, elf_strptr(elf, of_table->sh_link, symbol->st_name)))
            return false;
    }
    return true;
}

static bool has_only_calls(Elf *elf)
{
    for (Elf_Scn *scn = NULL; elf && (scn = elf_nextscn(elf, scn));) {
        const Elf64_Shdr *h = elf64_getshdr(scn);

        if (h && h->sh_type == SHT_RELA && !only_calls(elf, scn, h))
            return false;
    }
    return elf;
}

/* A function is 8 bytes: jmp *slot(%rip), and two of padding. */
static void add_stubs(Object *o, const ModuleFile *m, u32 text, u32 slots)
{
    static const u8 jump[] = {0xff, 0x25, 0, 0, 0, 0, 0xcc, 0xcc};
    enum { FIELD = 2, END = 6 };

    for (u32 i = 0; i < m->num_slots; i++) {
        u64 at = object_append(o, text, jump, sizeof jump);

        object_relative(o, text, at + FIELD, slots,
                        (i64)(i * sizeof(u64)) - (END - FIELD));
        object_symbol(o, m->slot[i], text, at, END);
    }
}

static void add_head(Object *o, const ModuleFile *m, u32 slots)
{
    char image[MODULE_SYMBOL_ROOM];
    u32 section = object_section(o, ".rodata.aot_shared", SHF_ALLOC, 8);
    const AotSharedHead head = {
        .magic = AOT_SHARED_MAGIC, .version = AOT_VERSION, .num_slots = m->num_slots};

    module_symbol(image, m->image.module_start);
    object_append(o, section, &head, sizeof head);
    object_relative(o, section, offsetof(AotSharedHead, image),
                    object_symbol(o, image, 0, 0, 0), offsetof(AotSharedHead, image));
    object_relative(o, section, offsetof(AotSharedHead, slot), slots,
                    offsetof(AotSharedHead, slot));
    object_symbol(o, "aot_shared", section, 0, sizeof head);
}

static const char *write_object(const char *path, const ModuleFile *m)
{
    Object *o = object_new();
    u32 text = object_section(o, ".text.aot_stubs", SHF_ALLOC | SHF_EXECINSTR, 16);
    u32 data = object_section(o, ".data.rel.ro", SHF_ALLOC | SHF_WRITE, 8);

    object_append(o, data, NULL, (m->num_slots + 1) * sizeof(u64));
    u32 slots = object_symbol(o, "aot_slots", data, 0, m->num_slots * sizeof(u64));
    add_stubs(o, m, text, slots);
    add_head(o, m, slots);
    const char *wrong = object_write(o, path);
    object_free(o);
    return wrong;
}

const char *shared_stubs_write(const char *path, ModuleFile *m)
{
    int fd = open(m->path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return "the translation is gone";
    elf_version(EV_CURRENT);
    Elf *elf = elf_begin(fd, ELF_C_READ, NULL);
    bool fine = has_only_calls(elf);
    if (fine)
        read_slots(m, elf);
    if (elf)
        elf_end(elf);
    close(fd);
    if (!fine)
        return "it does more with the runtime than call it";
    return m->num_slots ? write_object(path, m) : "it does not call the runtime";
}

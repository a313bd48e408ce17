/* module_file.c -- a module that is translated already: a .dbto file.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/elf/module_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "aot/elf/pieces.h"

static const char *fail(ModuleFile *m, const char *why)
{
    snprintf(m->error, sizeof m->error, "%s", why);
    return m->error;
}

/* Returns the contents of the section, from `offset` on: at least `size` bytes; NULL if
 * it has not as many. */
static const char *bytes_at(Elf *elf, u32 section, u64 offset, u64 size)
{
    Elf_Scn *scn = elf_getscn(elf, section);
    Elf_Data *data = scn ? elf_rawdata(scn, NULL) : NULL;

    if (!data || !data->d_buf || offset > data->d_size || size > data->d_size - offset)
        return NULL;
    return (const char *)data->d_buf + offset;
}

/* Copies the name that the AotImage at a symbol's place tells. */
static char *copy_soname(Elf *elf, const Elf64_Sym *symbol, const AotImage *image)
{
    u64 at = symbol->st_value + (u64)(i64)image->soname;
    const char *text = image->soname ? bytes_at(elf, symbol->st_shndx, at, 1) : NULL;
    enum { MOST = 255 };
    char *copy = base_alloc(MOST + 1);

    for (u32 i = 0; text && i < MOST && bytes_at(elf, symbol->st_shndx, at + i, 1);
         i++) {
        copy[i] = text[i];
        if (!text[i])
            break;
    }
    return copy;
}

static const char *read_image(ModuleFile *m, Elf *elf, const Elf64_Sym *symbol)
{
    const char *at = bytes_at(elf, symbol->st_shndx, symbol->st_value, sizeof m->image);

    if (!at)
        return fail(m, "damaged: it ends before its description does");
    memcpy(&m->image, at, sizeof m->image);
    if (m->image.magic != AOT_MAGIC || m->image.version != AOT_VERSION)
        return fail(m, "made by another version of dbt-aot; make it again");
    if (m->image.module_start >= m->image.module_end)
        return fail(m, "damaged: it has no place");
    m->soname = copy_soname(elf, symbol, &m->image);
    return NULL;
}

/* Reads the section of a note. */
static const char *read_note(ModuleFile *m, Elf *elf)
{
    size_t names;

    if (elf_getshdrstrndx(elf, &names) < 0)
        return fail(m, "damaged: its sections have no names");
    for (Elf_Scn *scn = NULL; (scn = elf_nextscn(elf, scn));) {
        const Elf64_Shdr *h = elf64_getshdr(scn);
        const char *name = h ? elf_strptr(elf, names, h->sh_name) : NULL;
        Elf_Data *data = elf_rawdata(scn, NULL);

        if (!name || strcmp(name, NOTE_MODULE_SECTION) != 0 || !data || !data->d_buf)
            continue;
        m->note_bytes = memcpy(base_alloc(data->d_size + 1), data->d_buf, data->d_size);
        m->note_size = data->d_size;
        const char *wrong = note_unpack(&m->note, m->note_bytes, data->d_size);
        return wrong ? fail(m, "damaged: what it says of itself cannot be read") : NULL;
    }
    return fail(m, "damaged: it does not say what it is");
}

static bool is_image(Elf *elf, const Elf64_Shdr *table, const Elf64_Sym *symbol)
{
    const char *name = elf_strptr(elf, table->sh_link, symbol->st_name);

    return name && symbol->st_shndx != SHN_UNDEF &&
           strncmp(name, MODULE_SYMBOL, sizeof MODULE_SYMBOL - 1) == 0;
}

static const char *read_table(ModuleFile *m, Elf *elf, Elf_Scn *scn,
                              const Elf64_Shdr *table)
{
    Elf_Data *data = elf_getdata(scn, NULL);
    const Elf64_Sym *symbol = data ? data->d_buf : NULL;

    for (size_t i = 0; symbol && i < data->d_size / sizeof *symbol; i++)
        if (is_image(elf, table, &symbol[i]))
            return read_image(m, elf, &symbol[i]);
    return fail(m, "not a translated library (--library makes some)");
}

static const char *read_elf(ModuleFile *m, Elf *elf)
{
    if (!elf || !elf64_getehdr(elf))
        return fail(m, "not a translated library, but no object for x86-64 at all");
    for (Elf_Scn *scn = NULL; (scn = elf_nextscn(elf, scn));) {
        const Elf64_Shdr *h = elf64_getshdr(scn);

        if (!h || h->sh_type != SHT_SYMTAB)
            continue;
        const char *wrong = read_table(m, elf, scn, h);
        return wrong ? wrong : read_note(m, elf);
    }
    return fail(m, "damaged: it has no symbol table");
}

const char *module_file_read(ModuleFile *m, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    *m = (ModuleFile){.path = base_copy(path, strlen(path))};
    if (fd < 0)
        return fail(m, strerror(errno));
    elf_version(EV_CURRENT);
    Elf *elf = elf_begin(fd, ELF_C_READ, NULL);
    const char *wrong = read_elf(m, elf);
    if (elf)
        elf_end(elf);
    close(fd);
    return wrong;
}

void module_file_free(ModuleFile *m)
{
    base_free(m->path);
    base_free(m->soname);
    note_free(&m->note);
    base_free(m->note_bytes);
    for (u32 i = 0; i < m->num_slots; i++)
        base_free(m->slot[i]);
    base_free(m->slot);
    base_free(m->shared);
    *m = (ModuleFile){0};
}

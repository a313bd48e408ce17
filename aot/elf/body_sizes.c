/* body_sizes.c -- how long the host code of each function is, from its objects.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/elf/body_sizes.h"
#include "aot/elf/layout.h"

#include <fcntl.h>
#include <libelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void add(BodySizes *sizes, const char *name, const Elf64_Sym *symbol)
{
    if (sizes->count == sizes->capacity) {
        sizes->capacity = sizes->capacity ? 2 * sizes->capacity : 256;
        sizes->item = base_resize(sizes->item, sizes->capacity * sizeof *sizes->item);
    }
    size_t room = strlen(name) + 1;
    char *copy = base_alloc(room);
    memcpy(copy, name, room);
    sizes->item[sizes->count++] = (BodySize){
        copy, (u32)symbol->st_size, (u64)symbol->st_shndx << 48 | symbol->st_value};
}

/* Returns false if the table cannot be read, for want of memory. */
static bool read_table(BodySizes *sizes, Elf *elf, Elf_Scn *scn, const Elf64_Shdr *h)
{
    Elf_Data *data = elf_getdata(scn, NULL);
    const Elf64_Sym *symbol = data ? data->d_buf : NULL;
    size_t count = data ? data->d_size / sizeof *symbol : 0;

    for (size_t i = 1; i < count; i++) {
        const char *name = elf_strptr(elf, h->sh_link, symbol[i].st_name);

        if (name && ELF64_ST_TYPE(symbol[i].st_info) == STT_FUNC && symbol[i].st_size)
            add(sizes, name, &symbol[i]);
    }
    return data;
}

static bool read_tables(BodySizes *sizes, Elf *elf)
{
    if (!elf)
        return false;
    bool found = false;
    for (Elf_Scn *scn = NULL; (scn = elf_nextscn(elf, scn));) {
        const Elf64_Shdr *h = elf64_getshdr(scn);

        if (!h)
            return false;
        if (h->sh_type != SHT_SYMTAB)
            continue;
        if (!read_table(sizes, elf, scn, h))
            return false;
        found = true;
    }
    return found;
}

bool body_sizes_read(BodySizes *sizes, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return false;
    elf_version(EV_CURRENT);
    Elf *elf = elf_begin(fd, ELF_C_READ, NULL);
    bool fine = read_tables(sizes, elf);
    if (elf)
        elf_end(elf);
    close(fd);
    return fine;
}

static int by_name(const void *a, const void *b)
{
    const BodySize *x = a, *y = b;

    return strcmp(x->name, y->name);
}

void body_sizes_settle(BodySizes *sizes)
{
    if (sizes->count)
        qsort(sizes->item, sizes->count, sizeof *sizes->item, by_name);
}

static const BodySize *find(const BodySizes *sizes, const char *name)
{
    BodySize key = {.name = (char *)name};

    return sizes->count
               ? bsearch(&key, sizes->item, sizes->count, sizeof *sizes->item, by_name)
               : NULL;
}

u32 body_sizes_of(const BodySizes *sizes, const char *name)
{
    const BodySize *found = find(sizes, name);

    return found ? found->size : 0;
}

static const BodySize *find_host(const BodySizes *sizes, const Function *f,
                                 const char *suffix)
{
    char name[LAYOUT_SYMBOL_ROOM];

    layout_symbol(name, sizeof name, f, suffix);
    return find(sizes, name);
}

u64 body_sizes_whole(const BodySizes *sizes, const Function *f)
{
    const BodySize *entry = find_host(sizes, f, "");
    const BodySize *body = find_host(sizes, f, ".body"), *part;
    char suffix[20];
    u64 bytes = body ? body->size : 0;

    if (entry && !(body && body->place == entry->place))
        bytes += entry->size;
    for (u32 n = 0;; n++) {
        base_format(suffix, sizeof suffix, ".part%u", n);
        part = find_host(sizes, f, suffix);
        if (!part)
            return bytes;
        bytes += part->size;
    }
}

void body_sizes_free(BodySizes *sizes)
{
    for (u32 i = 0; i < sizes->count; i++)
        base_free(sizes->item[i].name);
    base_free(sizes->item);
    *sizes = (BodySizes){0};
}

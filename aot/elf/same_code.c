/* same_code.c -- whether two objects have the same code.  ELF-64, gABI.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/elf/same_code.h"

#include <elf.h>
#include <string.h>

typedef struct {
    u8 *bytes;
    size_t size;
    const Elf64_Shdr *section;
    u32 num_sections;
    const char *names;
    const Elf64_Sym *symbol;
    const char *symbol_names;
} View;

static bool is_inside(const View *v, u64 offset, u64 size)
{
    return offset <= v->size && size <= v->size - offset;
}

/* Returns false for what is no object as LLVM writes it. */
static bool view(View *v, const void *bytes, size_t size)
{
    *v = (View){.bytes = (u8 *)bytes, .size = size};
    const Elf64_Ehdr *h = bytes;

    if (size < sizeof *h ||
        !is_inside(v, h->e_shoff, h->e_shnum * sizeof(Elf64_Shdr)) ||
        h->e_shstrndx >= h->e_shnum)
        return false;
    v->section = (const Elf64_Shdr *)(v->bytes + h->e_shoff);
    v->num_sections = h->e_shnum;
    v->names = (const char *)v->bytes + v->section[h->e_shstrndx].sh_offset;
    for (u32 i = 0; i < v->num_sections; i++) {
        const Elf64_Shdr *s = &v->section[i];

        if (s->sh_type != SHT_NOBITS && !is_inside(v, s->sh_offset, s->sh_size))
            return false;
        if (s->sh_type != SHT_SYMTAB)
            continue;
        v->symbol = (const Elf64_Sym *)(v->bytes + s->sh_offset);
        v->symbol_names = (const char *)v->bytes + v->section[s->sh_link].sh_offset;
    }
    return true;
}

/* Returns the loaded section, or the relocations of one, at or after number `at`. */
static u32 next_loaded(const View *v, u32 at)
{
    for (; at < v->num_sections; at++) {
        const Elf64_Shdr *s = &v->section[at];

        if (s->sh_flags & SHF_ALLOC ||
            (s->sh_type == SHT_RELA && v->section[s->sh_info].sh_flags & SHF_ALLOC))
            break;
    }
    return at;
}

static const char *name_of(const View *v, const Elf64_Shdr *s)
{
    return v->names + s->sh_name;
}

static const char *symbol_section(const View *v, const Elf64_Sym *s)
{
    return s->st_shndx && s->st_shndx < SHN_LORESERVE
               ? name_of(v, &v->section[s->st_shndx])
               : "";
}

static bool same_symbol(const View *a, const View *b, const Elf64_Sym *x,
                        const Elf64_Sym *y)
{
    return x->st_value == y->st_value && x->st_info == y->st_info &&
           strcmp(a->symbol_names + x->st_name, b->symbol_names + y->st_name) == 0 &&
           strcmp(symbol_section(a, x), symbol_section(b, y)) == 0;
}

static bool same_relocations(const View *a, const View *b, const Elf64_Shdr *x,
                             const Elf64_Shdr *y)
{
    const Elf64_Rela *p = (const Elf64_Rela *)(a->bytes + x->sh_offset);
    const Elf64_Rela *q = (const Elf64_Rela *)(b->bytes + y->sh_offset);

    for (u64 i = 0; i < x->sh_size / sizeof *p; i++)
        if (p[i].r_offset != q[i].r_offset || p[i].r_addend != q[i].r_addend ||
            ELF64_R_TYPE(p[i].r_info) != ELF64_R_TYPE(q[i].r_info) ||
            !same_symbol(a, b, &a->symbol[ELF64_R_SYM(p[i].r_info)],
                         &b->symbol[ELF64_R_SYM(q[i].r_info)]))
            return false;
    return true;
}

static bool same_sections(const View *a, const View *b, const Elf64_Shdr *x,
                          const Elf64_Shdr *y)
{
    return x->sh_type == y->sh_type && x->sh_flags == y->sh_flags &&
           x->sh_size == y->sh_size && x->sh_addralign == y->sh_addralign &&
           strcmp(name_of(a, x), name_of(b, y)) == 0 &&
           (x->sh_type != SHT_RELA || same_relocations(a, b, x, y));
}

bool same_code(const void *wanted, size_t wanted_size, void *object, size_t size)
{
    View a, b;
    u32 i = 0, k = 0;

    if (!view(&a, wanted, wanted_size) || !view(&b, object, size) || !a.symbol ||
        !b.symbol)
        return false;
    for (;; i++, k++) {
        i = next_loaded(&a, i);
        k = next_loaded(&b, k);
        if (i == a.num_sections || k == b.num_sections)
            break;
        if (!same_sections(&a, &b, &a.section[i], &b.section[k]))
            return false;
    }
    if (i != a.num_sections || k != b.num_sections)
        return false;
    for (i = next_loaded(&a, 0), k = next_loaded(&b, 0); i < a.num_sections;
         i = next_loaded(&a, i + 1), k = next_loaded(&b, k + 1))
        if (a.section[i].sh_type == SHT_PROGBITS)
            memcpy(b.bytes + b.section[k].sh_offset, a.bytes + a.section[i].sh_offset,
                   a.section[i].sh_size);
    return true;
}

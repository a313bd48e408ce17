/* make.c -- programs with random ELF headers.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "tests/headers/cases.h"

#include <string.h>

enum {
    BASE = 0x10000000,
    CODE_FILE_PAGE = 1,
    SMALL = 64, /* bytes */
};

static const Machine machines[] = {
    {"i386", EM_386, false, 0},
    {"ppc", EM_PPC, true, 0},
    {"arm", EM_ARM, false, EF_ARM_EABI_VER5},
};

const Machine *machine_named(const char *name)
{
    for (size_t i = 0; i < sizeof machines / sizeof machines[0]; i++)
        if (strcmp(machines[i].name, name) == 0)
            return &machines[i];
    return NULL;
}

static u32 random_word(Case *c)
{
    c->random_state += 0x9e3779b97f4a7c15u;
    u64 z = c->random_state;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (u32)(z ^ z >> 31);
}

static u32 below(Case *c, u32 limit)
{
    return random_word(c) % limit;
}

static bool chance(Case *c, u32 percent)
{
    return below(c, 100) < percent;
}

static void put(const Case *c, size_t at, size_t size, u32 value)
{
    for (size_t i = 0; i < size && at + i < sizeof c->bytes; i++) {
        size_t shift = 8 * (c->machine->big_endian ? size - 1 - i : i);
        ((Case *)c)->bytes[at + i] = (u8)(value >> shift);
    }
}

/* No byte is 0, so that what was zeroed is seen. */
static void fill(Case *c)
{
    u32 pages = 3 + below(c, MOST_PAGES - 4);

    c->size = pages * PAGE + (chance(c, 70) ? below(c, PAGE) : 0);
    for (size_t i = 0; i < c->size; i++)
        c->bytes[i] = (u8)(1 + (i * 7 + i / 256 * 13 + i / PAGE * 101) % 255);
    memcpy(c->bytes + CODE_FILE_PAGE * PAGE, c->code, c->code_size);
}

static void put_params(Case *c)
{
    size_t at = CODE_FILE_PAGE * PAGE + PARAMS_AT;

    put(c, at, 4, c->code_page);
    put(c, at + 4, 4, WINDOW);
    memcpy(c->bytes + at + 8, "/proc/self/maps", 16);
}

static u32 some_flags(Case *c)
{
    static const u32 usual[] = {PF_R, PF_R | PF_W, PF_R | PF_X, PF_R | PF_W | PF_X};

    return chance(c, 85) ? usual[below(c, 4)] : below(c, 8);
}

static u32 some_alignment(Case *c)
{
    static const u32 some[] = {0,       1,        3,          16,    PAGE,
                               0x10000, 0x100000, 0x80000000, 0x1001};

    return chance(c, 70) ? PAGE : some[below(c, sizeof some / sizeof some[0])];
}

static u32 some_size(Case *c)
{
    switch (below(c, 4)) {
    case 0: return below(c, SMALL);
    case 1: return PAGE * below(c, 4);
    case 2: return below(c, PAGE);
    default: return below(c, 4 * PAGE);
    }
}

static Elf32_Phdr code_segment(Case *c, u32 base)
{
    return (Elf32_Phdr){.p_type = PT_LOAD,
                        .p_offset = CODE_FILE_PAGE * PAGE,
                        .p_vaddr = base + c->code_page * PAGE,
                        .p_filesz = PAGE,
                        .p_memsz = PAGE,
                        .p_flags = chance(c, 90) ? PF_R | PF_X : PF_R | PF_W | PF_X,
                        .p_align = PAGE};
}

static bool hits_code(const Case *c, const Elf32_Phdr *p, u32 base)
{
    u32 code = base + c->code_page * PAGE;

    return p->p_vaddr < code + PAGE && p->p_vaddr + p->p_memsz + PAGE > code;
}

static Elf32_Phdr some_segment(Case *c, u32 base)
{
    u32 in_page = chance(c, 60) ? below(c, PAGE) : 0,
        file_pages = (u32)(c->size / PAGE);
    Elf32_Phdr p = {
        .p_type = PT_LOAD, .p_flags = some_flags(c), .p_align = some_alignment(c)};

    p.p_vaddr = base + PAGE * below(c, WINDOW - 6) + in_page;
    p.p_offset = PAGE * below(c, file_pages + chance(c, 5) * 4) + in_page;
    if (chance(c, 3))
        p.p_offset += 1 + below(c, PAGE);
    p.p_filesz = chance(c, 20) ? 0 : some_size(c);
    p.p_memsz = p.p_filesz + (chance(c, 50) ? some_size(c) : 0);
    if (chance(c, 2))
        p.p_memsz = below(c, p.p_filesz + 1);
    if (chance(c, 1))
        p.p_vaddr |= 0xf0000000;
    if (chance(c, 1))
        p.p_memsz = 0xc0000000 + random_word(c) / 8;
    p.p_paddr = chance(c, 50) ? p.p_vaddr : random_word(c);
    return p;
}

static void add(Case *c, Elf32_Phdr p)
{
    c->ph[c->header.e_phnum++] = p;
}

/* In the way of the code, or of another one, only sometimes. */
static bool is_wanted(Case *c, const Elf32_Phdr *p, u32 base)
{
    if (hits_code(c, p, base) && chance(c, 97))
        return false;
    for (u32 i = 0; i < c->header.e_phnum; i++) {
        const Elf32_Phdr *q = &c->ph[i];
        if (p->p_vaddr < q->p_vaddr + q->p_memsz + PAGE &&
            q->p_vaddr < p->p_vaddr + p->p_memsz + PAGE && chance(c, 70))
            return false;
    }
    return true;
}

static void sort(Case *c)
{
    for (u32 i = 1; i < c->header.e_phnum; i++)
        for (u32 k = i; k > 0 && c->ph[k].p_vaddr < c->ph[k - 1].p_vaddr; k--) {
            Elf32_Phdr swap = c->ph[k];
            c->ph[k] = c->ph[k - 1];
            c->ph[k - 1] = swap;
        }
}

static void shuffle(Case *c)
{
    for (u32 i = c->header.e_phnum; i > 1; i--) {
        u32 k = below(c, i);
        Elf32_Phdr swap = c->ph[k];
        c->ph[k] = c->ph[i - 1];
        c->ph[i - 1] = swap;
    }
}

static void add_stack(Case *c)
{
    if (chance(c, 80))
        add(c, (Elf32_Phdr){.p_type = PT_GNU_STACK,
                            .p_flags = PF_R | PF_W | (chance(c, 30) ? PF_X : 0)});
    if (chance(c, 5))
        add(c, (Elf32_Phdr){.p_type = PT_GNU_STACK, .p_flags = below(c, 8)});
}

/* Names of dynamic linkers, at the end of page 0: of a good one, of none, of a text. */
static const char linkers[][8] = {"linker", "nobody", "text", "./text"};
enum { NAMES_AT = PAGE - sizeof linkers };

static void add_linker(Case *c)
{
    u32 which = below(c, sizeof linkers / sizeof linkers[0]);
    u32 size = (u32)strlen(linkers[which]) + 1;
    Elf32_Phdr p = {.p_type = PT_INTERP,
                    .p_offset = NAMES_AT + which * (u32)sizeof linkers[0],
                    .p_filesz = size};

    if (chance(c, 20))
        p.p_filesz = below(c, 2) ? below(c, 9) : 4000 + below(c, 200);
    if (chance(c, 5))
        p.p_offset = (u32)c->size - below(c, 8);
    add(c, p);
}

/* What the kernel has no use for. */
static void add_others(Case *c)
{
    static const u32 types[] = {PT_NULL,         PT_DYNAMIC,   PT_NOTE,
                                PT_SHLIB,        PT_PHDR,      PT_TLS,
                                PT_GNU_EH_FRAME, PT_GNU_RELRO, 0x12345678};

    while (chance(c, 40))
        add(c, (Elf32_Phdr){.p_type = types[below(c, sizeof types / sizeof types[0])],
                            .p_offset = random_word(c),
                            .p_vaddr = random_word(c),
                            .p_filesz = random_word(c),
                            .p_memsz = random_word(c),
                            .p_flags = below(c, 8),
                            .p_align = some_alignment(c)});
}

static void make_headers(Case *c, u32 base)
{
    u32 wanted = below(c, 6);

    add(c, code_segment(c, base));
    for (u32 tries = 0; c->header.e_phnum < wanted + 1 && tries < 40; tries++) {
        Elf32_Phdr p = some_segment(c, base);
        if (is_wanted(c, &p, base))
            add(c, p);
    }
    if (chance(c, 75))
        sort(c);
    else
        shuffle(c);
    add_others(c);
    add_stack(c);
    if (chance(c, 4))
        add_linker(c);
    if (chance(c, 10))
        shuffle(c);
}

/* One field of the ELF header that the kernel does not like, or does not look at. */
static void spoil(Case *c)
{
    Elf32_Ehdr *h = &c->header;

    switch (below(c, 14)) {
    case 0: h->e_ident[below(c, 4)] ^= 1; break;
    case 1: h->e_ident[4 + below(c, 12)] = (u8)random_word(c); break;
    case 2: h->e_type = (u16)below(c, 8); break;
    case 3: h->e_machine ^= (u16)(1 << below(c, 16)); break;
    case 4: h->e_version = random_word(c); break;
    case 5: h->e_shoff = random_word(c); break;
    case 6: h->e_ehsize = (u16)random_word(c); break;
    case 7: h->e_phentsize = (u16)(28 + below(c, 8)); break;
    case 8: h->e_phnum = (u16)(126 + below(c, 5)); break;
    case 9: h->e_phnum = 0; break;
    case 10: h->e_phoff = (u32)c->size - below(c, 256); break;
    case 11: h->e_phoff = random_word(c); break;
    case 12: h->e_shnum = (u16)random_word(c); break;
    default: h->e_shstrndx = (u16)random_word(c); break;
    }
}

static void put_header(const Case *c)
{
    const Elf32_Ehdr *h = &c->header;
    const u32 value[] = {h->e_type,      h->e_machine, h->e_version,   h->e_entry,
                         h->e_phoff,     h->e_shoff,   h->e_flags,     h->e_ehsize,
                         h->e_phentsize, h->e_phnum,   h->e_shentsize, h->e_shnum,
                         h->e_shstrndx};
    static const u8 size[] = {2, 2, 4, 4, 4, 4, 4, 2, 2, 2, 2, 2, 2};
    size_t at = EI_NIDENT;

    memcpy((u8 *)c->bytes, h->e_ident, EI_NIDENT);
    for (size_t i = 0; i < sizeof size; at += size[i++])
        put(c, at, size[i], value[i]);
}

static void put_headers(const Case *c)
{
    u32 count = c->header.e_phnum < MOST_HEADERS ? c->header.e_phnum : MOST_HEADERS;

    for (u32 i = 0; i < count; i++)
        for (u32 k = 0; k < sizeof c->ph[0] / 4; k++) {
            size_t at = (size_t)c->header.e_phoff + i * sizeof c->ph[0] + 4 * k;
            if (at + 4 <= c->size)
                put(c, at, 4, ((const u32 *)&c->ph[i])[k]);
        }
}

static void start(Case *c, u32 type)
{
    c->header = (Elf32_Ehdr){.e_ident = "\177ELF\1\1\1",
                             .e_type = (u16)type,
                             .e_machine = (u16)c->machine->number,
                             .e_version = 1,
                             .e_phoff = sizeof(Elf32_Ehdr),
                             .e_flags = c->machine->flags,
                             .e_ehsize = sizeof(Elf32_Ehdr),
                             .e_phentsize = sizeof(Elf32_Phdr)};
    c->header.e_ident[EI_DATA] = c->machine->big_endian ? ELFDATA2MSB : ELFDATA2LSB;
    memset(c->ph, 0, sizeof c->ph);
}

static void finish(Case *c)
{
    put_params(c);
    put_header(c);
    put_headers(c);
}

void case_make(Case *c)
{
    u32 base = 0;

    c->random_state = c->number * 0x2545f4914f6cdd1dull;
    fill(c);
    for (size_t i = 0; i < sizeof linkers / sizeof linkers[0]; i++)
        memcpy(c->bytes + NAMES_AT + i * sizeof linkers[0], linkers[i],
               sizeof linkers[0]);
    start(c, chance(c, 55) ? ET_EXEC : ET_DYN);
    c->code_page = below(c, WINDOW);
    if (c->header.e_type == ET_EXEC)
        base = BASE;
    else if (chance(c, 30))
        base = PAGE * below(c, 0x8000);
    make_headers(c, base);
    c->header.e_entry = base + c->code_page * PAGE;
    if (chance(c, 10))
        c->header.e_phoff = sizeof(Elf32_Ehdr) + below(c, 300);
    if (chance(c, 8))
        spoil(c);
    finish(c);
}

void case_make_linkers(Case *c, void (*write)(const char *name, const u8 *bytes,
                                              size_t size, int mode))
{
    write(
        "text",
        (const u8 *)"no program at all, but longer than a header of ELF is ........\n",
        60, 0777);
    c->number = 0;
    c->random_state = 0;
    fill(c);
    start(c, ET_DYN);
    c->code_page = 2;
    add(c, code_segment(c, 0));
    add(c, (Elf32_Phdr){.p_type = PT_LOAD,
                        .p_offset = PAGE * 2 + 8,
                        .p_vaddr = PAGE * 5 + 8,
                        .p_filesz = 100,
                        .p_memsz = 5000,
                        .p_flags = PF_R | PF_W});
    c->header.e_entry = c->code_page * PAGE;
    finish(c);
    write("linker", c->bytes, c->size, 0777);
}

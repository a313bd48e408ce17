/* describe.c -- in words, what a program with random headers found in its memory.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include "tests/headers/cases.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static u32 word_at(const Case *c, const u8 *p)
{
    u32 value = 0;

    for (int i = 0; i < 4; i++)
        value = value << 8 | p[c->machine->big_endian ? i : 3 - i];
    return value;
}

/* The rights of the mapping that an address is in, from /proc/self/maps; or "----": the
 * kernel may put its vdso beside a program. */
static void rights_of(const char *maps, u64 address, char text[5])
{
    strcpy(text, "----");
    while (maps && *maps) {
        char *at;
        u64 start = strtoull(maps, &at, 16), end = strtoull(at + 1, &at, 16);

        const char *line = maps;
        maps = strchr(maps, '\n');
        const char *name = maps ? memchr(line, '[', (size_t)(maps - line)) : NULL;
        bool vdso =
            name && memcmp(name, "[stack", 6) != 0 && memcmp(name, "[heap", 5) != 0;
        if (address >= start && address < end && !vdso) {
            memcpy(text, at + 1, 3);
            text[3] = 'm';
        }
        maps = maps ? maps + 1 : NULL;
    }
}

/* Is the page that of the file, but for zeros from *first to *last? */
static bool is_file_page(const Case *c, const u8 *page, u32 number, u32 *first,
                         u32 *last)
{
    *first = PAGE, *last = 0;
    for (u32 i = 0; i < PAGE; i++) {
        size_t at = (size_t)number * PAGE + i;
        u8 there = at < c->size ? c->bytes[at] : 0;

        if (page[i] == there)
            continue;
        if (page[i])
            return false;
        *first = i < *first ? i : *first;
        *last = i;
    }
    return true;
}

static bool is_zero(const u8 *page)
{
    return page[0] == 0 && memcmp(page, page + 1, PAGE - 1) == 0;
}

/* The first pages have not the same bytes on each machine, so that zeros seem to begin
 * and end elsewhere. */
static void describe_zeros(u32 number, u32 first, u32 last, FILE *out)
{
    if (first > last)
        return;
    if (number < 2)
        fprintf(out, "[=0]");
    else
        fprintf(out, "[%x-%x=0]", first, last);
}

static void describe_page(const Case *c, const u8 *page, FILE *out)
{
    u32 first, last;

    if (is_zero(page)) {
        fprintf(out, "0");
        return;
    }
    for (u32 n = 0; n * PAGE < c->size; n++) {
        if (!is_file_page(c, page, n, &first, &last))
            continue;
        fprintf(out, "p%u", n);
        describe_zeros(n, first, last, out);
        return;
    }
    fprintf(out, "?");
}

/* The pages that are mapped: "3:rw-m p2[0-7f=0]". */
static void describe_window(const Case *c, const char *maps, u32 start,
                            const u8 *records, FILE *out)
{
    char rights[5];

    for (u32 i = 0; i < WINDOW; i++) {
        const u8 *page = records + i * (PAGE + 1);

        rights_of(maps, start + i * PAGE, rights);
        if (rights[3] == '-')
            continue;
        fprintf(out, " %u:%.3s ", i, rights);
        if (page[PAGE] == '+')
            describe_page(c, page, out);
        else
            fprintf(out, "none");
    }
}

void case_describe(const Case *c, const u8 *output, size_t size, FILE *out)
{
    const char *maps = (const char *)output;
    size_t maps_size = strnlen(maps, size) + 1;
    u32 told[NUM_TOLD];
    char stack[5];

    if (size != maps_size + sizeof told + WINDOW * (PAGE + 1)) {
        fprintf(out, "wrote %zu bytes", size);
        return;
    }
    for (u32 i = 0; i < NUM_TOLD; i++)
        told[i] = word_at(c, output + maps_size + 4 * i);
    u32 start = told[TOLD_CODE] - c->code_page * PAGE;
    rights_of(maps, told[TOLD_STACK], stack);
    fprintf(out, "stack %.3s", stack);
    if (told[TOLD_ENTRY] != told[TOLD_CODE]) {
        fprintf(out, " in its dynamic linker");
        return;
    }
    fprintf(out, " phnum %u phdr %x", told[TOLD_PHNUM], told[TOLD_PHDR] - start);
    if (c->header.e_type == ET_EXEC)
        fprintf(out, " brk %x", told[TOLD_BREAK] - start);
    describe_window(c, maps, start, output + maps_size + sizeof told, out);
}

/* listing.c -- guest instructions by line and by address.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/compare/listing.h"

#include <stdlib.h>
#include <string.h>

#include "aot/sorted.h"
#include "aot/files.h"

/* Takes "0x10000400:  7c642e15  addo. r3, r4, r5", and cuts it in three. */
static GuestLine take_line(char *line)
{
    char *end;
    GuestLine taken = {.pc = (u32)strtoul(line, &end, 16) & ~1u};

    if (strncmp(line, "0x", 2) != 0 || *end != ':')
        return (GuestLine){0};
    end += 1 + strspn(end + 1, " ");
    taken.bytes = end;
    end += strcspn(end, " ");
    taken.text = end + strspn(end, " ");
    *end = 0;
    return taken;
}

static void add_line(Listing *l, char *text, u32 *room)
{
    if (l->count == *room) {
        *room = *room ? 2 * *room : 1024;
        l->line = base_resize(l->line, *room * sizeof *l->line);
    }
    if (strncmp(text, "function ", strlen("function ")) == 0) {
        l->heading =
            base_resize(l->heading, (l->num_functions + 1) * sizeof *l->heading);
        l->heading[l->num_functions++] = l->count;
    }
    l->line[l->count] = take_line(text);
    l->num_insns += l->line[l->count].text != NULL;
    l->count++;
}

static int by_pc(const void *a, const void *b)
{
    const GuestLine *x = *(const GuestLine *const *)a,
                    *y = *(const GuestLine *const *)b;

    if (x->pc != y->pc)
        return x->pc < y->pc ? -1 : 1;
    return x < y ? -1 : x > y;
}

static void sort_lines(Listing *l)
{
    u32 n = 0;

    l->order = base_alloc((l->num_insns + 1) * sizeof *l->order);
    for (u32 i = 0; i < l->count; i++)
        if (l->line[i].text)
            l->order[n++] = &l->line[i];
    qsort(l->order, n, sizeof *l->order, by_pc);
}

bool listing_read(Listing *l, const char *path)
{
    size_t size;
    u32 room = 0;

    *l = (Listing){.memory = files_read(path, &size)};
    if (!l->memory)
        return false;
    for (char *at = l->memory, *end; *at; at = end) {
        end = at + strcspn(at, "\n");
        if (*end)
            *end++ = 0;
        add_line(l, at, &room);
    }
    sort_lines(l);
    return true;
}

void listing_free(Listing *l)
{
    base_free(l->memory);
    base_free(l->line);
    base_free(l->order);
    base_free(l->heading);
    *l = (Listing){0};
}

const GuestLine *listing_line(const Listing *l, u32 number)
{
    if (number == 0 || number > l->count || !l->line[number - 1].text)
        return NULL;
    return listing_at(l, l->line[number - 1].pc);
}

static u64 line_pc(const void *item)
{
    return (*(const GuestLine *const *)item)->pc;
}

const GuestLine *listing_at(const Listing *l, u32 pc)
{
    u32 i = sorted_before(l->order, l->num_insns, sizeof *l->order, line_pc, pc);

    return i < l->num_insns && l->order[i]->pc == pc ? l->order[i] : NULL;
}

void listing_function(const Listing *l, u32 function, u32 *first, u32 *end)
{
    *first = *end = l->count;
    if (function < l->num_functions)
        *first = l->heading[function] + 1;
    if (function + 1 < l->num_functions)
        *end = l->heading[function + 1];
}

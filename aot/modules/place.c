/* place.c -- the guest addresses of all modules of a program.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/modules/place.h"

#include <stdlib.h>
#include <string.h>

#include "aot/elf/elf.h"
#include "runtime/base/xxh3.h"

enum { MOST_TRIES = 1000 };

static int by_hash(const void *a, const void *b)
{
    const LibraryFile *x = *(LibraryFile *const *)a, *y = *(LibraryFile *const *)b;

    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return strcmp(x->host, y->host);
}

typedef struct {
    PlaceRange *taken;
    u32 count;
} Map;

static bool is_free(const Map *map, u32 start, u32 end)
{
    for (u32 i = 0; i < map->count; i++)
        if (map->taken[i].start < end && map->taken[i].end > start)
            return false;
    return true;
}

static void place(Map *map, LibraryFile *file)
{
    for (u32 number = 0; number < MOST_TRIES; number++) {
        u32 base = module_base(&file->space, number);

        if (!base)
            break;
        if (!is_free(map, base, base + file->space.extent))
            continue;
        map->taken[map->count++] = (PlaceRange){base, base + file->space.extent};
        file->base = base;
        return;
    }
    file->why_not = file->space.own ? "something else has the address that it asks for"
                                    : "there is no room for it";
}

static void drop_copy(LibraryFile *file)
{
    file->why_not = "it is a copy of another one";
    file->is_elsewhere = true;
}

/* Returns true if the file can have a place, and sets its hash. */
static bool prepare(LibraryFile *file)
{
    if (file->why_not)
        return false;
    file->why_not = file->damage;
    if (!file->why_not && file->needs.text_relocations)
        file->why_not = "it has " ELF_TEXT_RELOCATIONS;
    if (!file->why_not)
        file->why_not = module_space(&file->space, file->bytes, file->size);
    if (file->why_not)
        return false;
    file->hash = xxh3(file->bytes, file->size);
    return true;
}

void place_modules(LibraryFile **file, u32 count, const PlaceRange *taken,
                   u32 num_taken)
{
    LibraryFile **sorted = base_alloc((count + 1) * sizeof(LibraryFile *));
    Map map = {base_alloc((count + num_taken + 1) * sizeof(PlaceRange)), num_taken};
    u32 kept = 0;

    if (num_taken)
        memcpy(map.taken, taken, num_taken * sizeof *taken);
    for (u32 i = 0; i < count; i++)
        if (prepare(file[i]))
            sorted[kept++] = file[i];
    if (kept)
        qsort(sorted, kept, sizeof(LibraryFile *), by_hash);
    for (u32 i = 0; i < kept; i++)
        if (i && sorted[i]->hash == sorted[i - 1]->hash)
            drop_copy(sorted[i]);
        else
            place(&map, sorted[i]);
    base_free(sorted);
    base_free(map.taken);
}

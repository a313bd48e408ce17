/* place.c -- the guest addresses of all modules of a program.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/modules/place.h"

#include <stdlib.h>
#include <string.h>

#include "aot/elf/elf.h"
#include "runtime/abi.h"
#include "runtime/base/xxh3.h"

enum { MOST_TRIES = 1000 };

/* Files with an address of their own come first, then large ones: these find no room
 * any more where many small ones lie. */
static int by_need(const void *a, const void *b)
{
    const LibraryFile *x = *(LibraryFile *const *)a, *y = *(LibraryFile *const *)b;

    if (!x->space.own != !y->space.own)
        return x->space.own ? -1 : 1;
    if (x->space.extent != y->space.extent)
        return x->space.extent > y->space.extent ? -1 : 1;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return strcmp(x->host, y->host);
}

typedef struct {
    PlaceRange *taken;
    u32 count;
} Map;

/* Returns what is in the way of a range; NULL: nothing. */
static const PlaceRange *obstacle(const Map *map, u32 start, u32 end)
{
    for (u32 i = 0; i < map->count; i++)
        if (map->taken[i].start < end && map->taken[i].end > start)
            return &map->taken[i];
    return NULL;
}

/* Returns the first of a file's tries that is free; 0: none is. */
static u32 free_try(const Map *map, const ModuleSpace *space)
{
    for (u32 number = 0; number < MOST_TRIES; number++) {
        u32 base = module_base(space, number);

        if (!base || !obstacle(map, base, base + space->extent))
            return base;
    }
    return 0;
}

/* Returns the lowest free address for a file; 0: there is none. */
static u32 lowest_free(const Map *map, const ModuleSpace *space)
{
    u64 step = space->alignment, at = MODULES_START;

    while ((at = (at + step - 1) & -step) + space->extent <= MODULES_END) {
        const PlaceRange *way = obstacle(map, (u32)at, (u32)at + space->extent);

        if (!way)
            return (u32)at;
        at = way->end;
    }
    return 0;
}

static void place(Map *map, LibraryFile *file)
{
    const ModuleSpace *space = &file->space;

    file->base = free_try(map, space);
    if (!file->base && !space->own)
        file->base = lowest_free(map, space);
    library_file_forget(file);
    if (file->base)
        map->taken[map->count++] = (PlaceRange){file->base, file->base + space->extent};
    else
        file->why_not = space->own ? "something else has the address that it asks for"
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
    library_file_forget(file);
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
        qsort(sorted, kept, sizeof(LibraryFile *), by_need);
    for (u32 i = 0; i < kept; i++)
        if (i && sorted[i]->hash == sorted[i - 1]->hash)
            drop_copy(sorted[i]);
        else
            place(&map, sorted[i]);
    base_free(sorted);
    base_free(map.taken);
}

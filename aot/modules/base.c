/* base.c -- the guest address of a module, which follows from the content of its file.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/modules/base.h"

#include <elf.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "lifter/elf_load.h"
#include "runtime/abi.h"

enum { SMALLEST_ALIGNMENT = 64 << 10 };

static const LoadHeader *first_segment(const LoadFile *file, const LoadHeader *header)
{
    for (u32 i = 0; i < file->num_headers; i++)
        if (header[i].type == PT_LOAD)
            return &header[i];
    return NULL;
}

static bool has_type(const LoadFile *file, const LoadHeader *header, u32 type)
{
    for (u32 i = 0; i < file->num_headers; i++)
        if (header[i].type == type)
            return true;
    return false;
}

const char *module_space(ModuleSpace *space, const u8 *bytes, size_t size)
{
    LoadFile file;
    LoadHeader header[LOAD_MAX_HEADERS];
    const char *wrong = load_check(bytes, size, &file);

    *space = (ModuleSpace){.bytes = bytes, .size = size};
    if (wrong)
        return wrong;
    if (!load_headers_in(&file, bytes, size, header))
        return "the file is cut short";
    const LoadHeader *first = first_segment(&file, header);
    if (!file.movable || !first || !has_type(&file, header, PT_DYNAMIC))
        return "not a shared object";
    u64 extent = load_extent(&file, header) + LOAD_PAGE - 1;
    if (extent > MODULES_END - MODULES_START)
        return "it takes too much of the address space";
    u32 alignment = load_alignment(&file, header);
    space->extent = (u32)extent & -(u32)LOAD_PAGE;
    space->alignment = alignment < SMALLEST_ALIGNMENT ? SMALLEST_ALIGNMENT : alignment;
    space->own = first->address & -(u32)LOAD_PAGE;
    return NULL;
}

u32 module_base(const ModuleSpace *space, u32 number)
{
    u32 align = space->alignment;
    u32 start = (MODULES_START + align - 1) & -align;

    if (space->own)
        return number ? 0 : space->own;
    if ((u64)start + space->extent > MODULES_END)
        return 0;
    u32 places = (MODULES_END - start - space->extent) / align + 1;
    u64 hash = XXH3_64bits_withSeed(space->bytes, space->size, number);
    return start + (u32)(hash % places) * align;
}

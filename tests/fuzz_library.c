/* fuzz_library.c -- a libFuzzer target: any bytes as a shared object that is placed and
 * translated, and as an /etc/ld.so.cache.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdlib.h>
#include <string.h>

#include "aot/elf/pieces.h"
#include "aot/modules/base.h"
#include "aot/modules/ld_cache.h"
#include "aot/modules/needs.h"

int LLVMFuzzerTestOneInput(const u8 *bytes, size_t size);

/* Reads all of a string: it must end within the file. */
static void touch(const char *text)
{
    static volatile size_t total;

    total += text ? strlen(text) : 0;
}

static void look_at_cache(const u8 *bytes, size_t size)
{
    LdCache cache = ld_cache_read(bytes, size);

    for (u32 i = 0; i < cache.count; i++) {
        touch(cache.entry[i].name);
        touch(cache.entry[i].path);
    }
    ld_cache_free(&cache);
}

static void look_at_needs(const u8 *bytes, size_t size)
{
    Needs needs;

    if (!needs_read(&needs, bytes, size)) {
        touch(needs.interpreter);
        touch(needs.soname);
        touch(needs.rpath);
        touch(needs.runpath);
        for (u32 i = 0; i < needs.num_needed; i++)
            touch(needs.needed[i]);
    }
    needs_free(&needs);
}

static void check_place(const ElfFile *file, const ModuleSpace *space, u32 base)
{
    u32 count, start, end;
    AotPiece *piece = module_pieces(file, &count);

    module_range(file, &start, &end);
    if (start != base || end - start > space->extent)
        panic("0x%x-0x%x is not where 0x%x has room for 0x%x", start, end, base,
              space->extent);
    for (u32 i = 0; i < count; i++)
        if (piece[i].address < start || piece[i].address + (u64)piece[i].size > end)
            panic("piece at 0x%x is not in the module", piece[i].address);
    base_free(piece);
}

static void open_library(const u8 *bytes, size_t size, const ModuleSpace *space)
{
    u8 *copy = malloc(size + 1);
    u32 base = module_base(space, 0);
    ElfFile file;

    if (!copy)
        return;
    memcpy(copy, bytes, size);
    if (!base)
        base = MODULES_START;
    if (!elf_open_library_bytes(&file, "fuzz", copy, size, base)) {
        Program program = discover(file.guest, &file.image, &file.hints);

        check_place(&file, space, base);
        program_free(&program);
    }
    elf_close(&file);
}

int LLVMFuzzerTestOneInput(const u8 *bytes, size_t size)
{
    ModuleSpace space;
    u8 *exact = malloc(size ? size : 1); /* so that nothing behind it can be read */

    if (!exact)
        return 0;
    if (size)
        memcpy(exact, bytes, size);
    look_at_cache(exact, size);
    look_at_needs(exact, size);
    if (!module_space(&space, exact, size))
        open_library(exact, size, &space);
    free(exact);
    return 0;
}

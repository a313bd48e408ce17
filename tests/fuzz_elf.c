/* fuzz_elf.c -- a libFuzzer target: any bytes as an ELF file, then what discovery and
 * the lifter make of it.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdlib.h>
#include <string.h>

#include "aot/elf/elf.h"

int LLVMFuzzerTestOneInput(const u8 *bytes, size_t size);

static void check(const Block *block)
{
    const char *wrong = ir_verify(block);

    if (wrong)
        panic("block at 0x%x: %s", block->pc, wrong);
}

static void lift_all(const Guest *guest, const Image *image, const Program *program)
{
    Block block = {0};

    for (u32 i = 0; i < program->num_functions; i++) {
        const Function *f = &program->function[i];

        for (u32 k = 0; k < f->num_blocks; k++) {
            if (!program_lift(guest, image, &f->block[k], &block))
                panic("block at 0x%x is not in the image", f->block[k].start);
            check(&block);
            ir_optimise(&block, guest->names.helpers, false);
            check(&block);
        }
    }
    ir_free(&block);
}

int LLVMFuzzerTestOneInput(const u8 *bytes, size_t size)
{
    u8 *copy = malloc(size + 1);
    ElfFile file;

    if (!copy)
        return 0;
    if (size)
        memcpy(copy, bytes, size);
    if (!elf_open_bytes(&file, "fuzz", copy, size)) {
        Program program = discover(file.guest, &file.image, &file.hints);

        lift_all(file.guest, &file.image, &program);
        program_free(&program);
    }
    elf_close(&file);
    return 0;
}

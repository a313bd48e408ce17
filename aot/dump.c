/* dump.c -- guest code as -d in_asm and -d op show it.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/dump.h"

#include "aot/debug/insn.h"

static void dump_asm(const Guest *guest, const Image *image, const Program *program,
                     const CodeRange *block, FILE *to)
{
    u32 length;

    for (u32 at = block->start; at < block->end; at += length) {
        length = insn_length(guest, image, at);
        if (!length)
            return;
        insn_print(guest, image, program, at, to);
    }
}

/* Micro-ops as lifted, before any pass. */
static void dump_ops(const Guest *guest, const Image *image, const CodeRange *range,
                     FILE *to)
{
    Block block = {0};
    Out out = out_to_file(to);

    if (program_lift(guest, image, range, &block))
        ir_print(&block, &guest->names, &out);
    ir_free(&block);
}

void dump_program(const Guest *guest, const Image *image, const Program *program,
                  const Dump *dump)
{
    for (u32 i = 0; i < program->num_functions; i++) {
        const Function *f = &program->function[i];
        bool code = dump_wants(dump, DUMP_IN_ASM, f->entry, f->name);
        bool ops = dump_wants(dump, DUMP_OP, f->entry, f->name);

        if (code || ops)
            fprintf(dump->to, "function %s\n", f->name);
        for (u32 k = 0; k < f->num_blocks; k++) {
            if (code)
                dump_asm(guest, image, program, &f->block[k], dump->to);
            if (ops)
                dump_ops(guest, image, &f->block[k], dump->to);
        }
    }
}

/* dump.c -- guest code as -d in_asm and -d op show it.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/dump.h"

static void dump_asm(const Guest *guest, const Image *image, const CodeRange *block,
                     FILE *to)
{
    u32 length;

    for (u32 at = block->start; at < block->end; at += length) {
        char text[128] = "undefined";
        u32 left = block->end - at;
        const u8 *code = image_at(image, guest_code_at(guest, at), left);

        if (!code)
            return;
        length = guest->disassemble(text, sizeof text, code, left, at);
        if (!length)
            length = guest->code_align;
        fprintf(to, "0x%08x:  ", at);
        for (u32 i = 0; i < length && i < left; i++)
            fprintf(to, "%02x", code[i]);
        fprintf(to, "  %s\n", text);
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
                dump_asm(guest, image, &f->block[k], dump->to);
            if (ops)
                dump_ops(guest, image, &f->block[k], dump->to);
        }
    }
}

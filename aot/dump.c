/* dump.c -- guest code as -d in_asm and -d op show it.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/dump.h"

/* The last function whose entry is at or below the address: AsmNames.of. */
static const char *function_of(const void *data, u32 address, u32 *offset)
{
    const Program *program = data;
    u32 low = 0, high = program->num_functions;

    while (low < high) {
        u32 middle = (low + high) / 2;
        if (program->function[middle].entry <= address)
            low = middle + 1;
        else
            high = middle;
    }
    if (!low)
        return NULL;
    *offset = address - program->function[low - 1].entry;
    return program->function[low - 1].name;
}

static void dump_asm(const Guest *guest, const Image *image, const AsmNames *names,
                     const CodeRange *block, FILE *to)
{
    u32 length;

    for (u32 at = block->start; at < block->end; at += length) {
        char text[400] = "undefined";
        u32 left = block->end - at;
        const u8 *code = image_at(image, guest_code_at(guest, at), left);

        if (!code)
            return;
        length = guest->disassemble(text, sizeof text, code, left, at, names);
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
    AsmNames names = {function_of, program};

    for (u32 i = 0; i < program->num_functions; i++) {
        const Function *f = &program->function[i];
        bool code = dump_wants(dump, DUMP_IN_ASM, f->entry, f->name);
        bool ops = dump_wants(dump, DUMP_OP, f->entry, f->name);

        if (code || ops)
            fprintf(dump->to, "function %s\n", f->name);
        for (u32 k = 0; k < f->num_blocks; k++) {
            if (code)
                dump_asm(guest, image, &names, &f->block[k], dump->to);
            if (ops)
                dump_ops(guest, image, &f->block[k], dump->to);
        }
    }
}

/* insn.c -- a guest instruction in a line of text.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/debug/insn.h"

#include "aot/sorted.h"

enum { TEXT_ROOM = 400, LONGEST = 4 /* bytes of an instruction */ };

static u64 function_entry(const void *function)
{
    return ((const Function *)function)->entry;
}

/* The last function whose entry is at or below the address: AsmNames.of. */
static const char *function_of(const void *data, u32 address, u32 *offset)
{
    const Program *program = data;
    u32 n = sorted_before(program->function, program->num_functions,
                          sizeof *program->function, function_entry, (u64)address + 1);

    if (!n)
        return NULL;
    *offset = address - program->function[n - 1].entry;
    return program->function[n - 1].name;
}

/* Returns the bytes at a pc, and in *left how many an instruction there may have. */
static const u8 *bytes_at(const Guest *guest, const Image *image, u32 pc, u32 *left)
{
    for (*left = LONGEST; *left; *left -= guest->code_align) {
        const u8 *code = image_at(image, guest_code_at(guest, pc), *left);

        if (code)
            return code;
    }
    return NULL;
}

static u32 disassemble(const Guest *guest, const Image *image, const Program *program,
                       u32 pc, char *text)
{
    AsmNames names = {function_of, program};
    u32 left, length = 0;
    const u8 *code = bytes_at(guest, image, pc, &left);

    base_format(text, TEXT_ROOM, "undefined");
    if (!code)
        return 0;
    length =
        guest->disassemble(text, TEXT_ROOM, code, left, pc, program ? &names : NULL);
    return length ? length : guest->code_align;
}

u32 insn_length(const Guest *guest, const Image *image, u32 pc)
{
    char text[TEXT_ROOM];

    return disassemble(guest, image, NULL, pc, text);
}

void insn_text(const Guest *guest, const Image *image, const Program *program, u32 pc,
               char *text, size_t room)
{
    char full[TEXT_ROOM];

    disassemble(guest, image, program, pc, full);
    base_format(text, room, "%s", full);
}

void insn_print(const Guest *guest, const Image *image, const Program *program, u32 pc,
                FILE *to)
{
    char text[TEXT_ROOM];
    u32 left, length = disassemble(guest, image, program, pc, text);
    const u8 *code = bytes_at(guest, image, pc, &left);

    fprintf(to, "0x%08x:  ", guest_code_at(guest, pc));
    for (u32 i = 0; code && i < length && i < left; i++)
        fprintf(to, "%02x", code[i]);
    fprintf(to, "  %s\n", text);
}

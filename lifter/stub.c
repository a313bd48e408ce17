/* stub.c -- recognising stubs of the procedure linkage table.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/stub.h"

static bool is_in_fixed_code(const Image *image, u32 address)
{
    for (u32 i = 0; i < image->num_segments; i++) {
        const Segment *s = &image->segment[i];

        if (address - s->address < s->size)
            return s->executable && !s->writable && !image->relocates_code;
    }
    return false;
}

/* Returns true if the op may be in a stub before its jump. */
static bool is_plain(const Guest *guest, const Op *op)
{
    if (op->code == OP_put)
        return (u32)op->imm != guest->argument_slots[0];
    if (op->code == OP_shl) /* of an index, by which a table is read */
        return false;
    return op->code == OP_insn || op->code == OP_get || op->code == OP_load ||
           op_info[op->code].pure;
}

/* It only loads one word and jumps to a pointer.  A stub keeps the link register: what
 * it jumps to returns to the stub's caller. */
bool stub_ops(const Guest *guest, const Block *block)
{
    u32 loads = 0, last = block->count - 1;

    if (!block->count || block->ops[last].code != OP_jump_to ||
        block->ops[last].imm == JUMP_RETURN)
        return false;
    for (u32 i = 0; i < last; i++) {
        if (!is_plain(guest, &block->ops[i]))
            return false;
        loads += block->ops[i].code == OP_load;
    }
    return loads == 1;
}

bool stub_lift(const Guest *guest, const Image *image, const Function *f, Block *stub)
{
    const CodeRange *range = f->block;

    if (f->num_blocks != 1 || f->num_tables || range->start != f->entry ||
        range->end - guest_code_at(guest, range->start) > STUB_MOST_BYTES ||
        !is_in_fixed_code(image, guest_code_at(guest, range->start)))
        return false;
    return program_lift(guest, image, range, stub) && stub_ops(guest, stub);
}

bool stub_is(const Guest *guest, const Image *image, const Function *f)
{
    Block stub = {0};
    bool is = stub_lift(guest, image, f, &stub);

    ir_free(&stub);
    return is;
}

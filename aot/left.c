/* left.c -- indirect jumps without a jump table, told by what they jump to; undefined
 * instructions.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/left.h"

/* How far an address is followed through the ops that make it. */
enum { DEPTH = 8 };

/* Is the value computed from a shift, as an index into a table is? */
static bool has_index(const Block *block, Val v, u32 depth)
{
    const Op *op = &block->ops[v];

    if (op->code == OP_shl)
        return true;
    if (!depth || op->code == OP_load)
        return false;
    const Val operand[] = {op->a, op->b, op->c};
    for (u32 i = 0; i < op_info[op->code].args; i++)
        if (has_index(block, operand[i], depth - 1))
            return true;
    return false;
}

static bool has_load(const Block *block, Val v, u32 depth)
{
    const Op *op = &block->ops[v];

    if (op->code == OP_load)
        return true;
    const Val operand[] = {op->a, op->b, op->c};
    for (u32 i = 0; depth && i < op_info[op->code].args; i++)
        if (has_load(block, operand[i], depth - 1))
            return true;
    return false;
}

/* What the block tells of the address it jumps to. */
static const char *reason_of(const Block *block, Val target)
{
    const Op *op = &block->ops[target];

    while (op->code == OP_and || op->code == OP_or) /* Thumb's bit, or alignment */
        op = &block->ops[op->a];
    if (op->code == OP_load)
        return has_index(block, op->a, DEPTH)
                   ? "a table whose end is not known"
                   : "a pointer in memory: a tail call, or a table found elsewhere";
    if (op->code == OP_get)
        return "an address in a register, from another block";
    return has_load(block, (Val)(op - block->ops), DEPTH)
               ? "an address computed from a table whose end is not known"
               : "a computed address";
}

static bool has_table(const Function *f, u32 at)
{
    for (u32 i = 0; i < f->num_tables; i++)
        if (f->table[i].at == at)
            return true;
    return false;
}

/* The address of a block's last instruction. */
static u32 last_pc(const Block *block)
{
    u32 pc = block->pc;

    for (u32 i = 0; i < block->count; i++)
        if (block->ops[i].code == OP_insn)
            pc = (u32)block->ops[i].imm;
    return pc;
}

/* One block of the program, lifted. */
typedef struct {
    const Function *function;
    const Block *block;
    LeftJumpVisit visit;
    void *to;
} Told;

static void tell_jump(const Told *t)
{
    const Op *end = &t->block->ops[t->block->count - 1];
    u32 pc = last_pc(t->block);

    if (end->code != OP_jump_to || end->imm == JUMP_RETURN ||
        has_table(t->function, pc))
        return;
    t->visit(t->to, &(LeftJump){pc, t->function, reason_of(t->block, end->a)});
}

static void tell_undefined(const Told *t)
{
    const Op *end = &t->block->ops[t->block->count - 1];

    if (end->code == OP_raise && (u32)end->imm == RAISE_ILLEGAL)
        t->visit(t->to, &(LeftJump){(u32)(end->imm >> 32), t->function,
                                    "an undefined instruction"});
}

static void visit_blocks(const Guest *guest, const Image *image, const Program *program,
                         void (*tell)(const Told *t), LeftJumpVisit visit, void *to)
{
    Block block = {0};

    for (u32 i = 0; i < program->num_functions; i++) {
        const Function *f = &program->function[i];
        const Told told = {f, &block, visit, to};

        for (u32 k = 0; k < f->num_blocks; k++)
            if (program_lift(guest, image, &f->block[k], &block))
                tell(&told);
    }
    ir_free(&block);
}

void left_jumps(const Guest *guest, const Image *image, const Program *program,
                LeftJumpVisit visit, void *to)
{
    visit_blocks(guest, image, program, tell_jump, visit, to);
}

void left_undefined(const Guest *guest, const Image *image, const Program *program,
                    LeftJumpVisit visit, void *to)
{
    visit_blocks(guest, image, program, tell_undefined, visit, to);
}

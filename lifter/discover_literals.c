/* discover_literals.c -- addresses of code that code has as constants.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/discover_scan.h"

/* Values of ops that are not known; no address of code is near. */
#define UNKNOWN 0xffffffffu

/* Does an op make two words of one, or one of two, as for a store of both? */
static bool combines(const Op *op)
{
    return op->type == TY_I64 &&
           (op->code == OP_extu || op->code == OP_shl || op->code == OP_or);
}

/* Notes that an op uses the values of its operands as they are; those from number
 * `first` on. */
static void keep_operands(Scan *s, const Op *op, u32 first)
{
    const Val operand[3] = {op->a, op->b, op->c};

    for (u32 k = first; k < op_info[op->code].args; k++)
        if (operand[k] != VAL_NONE)
            s->kept.item[operand[k]] = true;
}

/* Sets s->kept of each value: is it used as it is, and not only to compute another, or
 * as an address? */
static void find_kept(Scan *s, const Block *block)
{
    s->kept.count = 0;
    for (u32 i = 0; i < block->count; i++)
        list_add(&s->kept, false);
    for (u32 i = block->count; i-- > 0;) {
        const Op *op = &block->ops[i];
        bool accesses = op->code == OP_load || op->code == OP_store;

        if (!op_info[op->code].pure || op->code == OP_select)
            keep_operands(s, op, accesses);
        else if (combines(op) && s->kept.item[i])
            keep_operands(s, op, 0);
    }
}

/* What code reads at known places is no code. */
static void note_literal(const Scan *s, const Op *op)
{
    u32 base = s->values.item[op->a], size = mem_shape(op->imm) & MEM_SIZE;
    u32 address = base + (u32)mem_displacement(op->imm);

    for (u32 at = address; base != UNKNOWN && at - address < size; at++) {
        Spot *spot = scan_spot(s, at);

        if (spot && !(spot->flags & KNOWN))
            spot->flags |= LITERAL;
    }
}

/* A word of what cannot change: code, and the literals between. */
static u32 literal(const Scan *s, u32 address, unsigned shape)
{
    const u8 *p =
        image_is_code(s->image, address, 4) ? image_at(s->image, address, 4) : NULL;
    u32 value = 0;

    if (!p || (shape & MEM_SIZE) != MEM_4)
        return UNKNOWN;
    for (u32 i = 0; i < 4; i++)
        value = value << 8 | p[shape & MEM_BIG ? i : 3 - i];
    return value;
}

/* The value of an op, from those before it. */
static u32 value_of(const Scan *s, const Block *block, const Op *op)
{
    const Val operand[3] = {op->a, op->b, op->c};
    u32 value[3] = {0}, args = op_info[op->code].args;

    if (op->type != TY_I32 || !(op_info[op->code].pure || op->code == OP_load))
        return UNKNOWN;
    for (u32 i = 0; i < args; i++) {
        value[i] = s->values.item[operand[i]];
        if (value[i] == UNKNOWN || block->ops[operand[i]].type != TY_I32)
            return UNKNOWN;
    }
    if (op->code == OP_load)
        return literal(s, value[0] + (u32)mem_displacement(op->imm),
                       mem_shape(op->imm));
    return (u32)ir_value(op, TY_I32, value[0], value[1], value[2]);
}

/* Is an address outside the block?  One behind a call is where that returns to. */
static bool is_elsewhere(const Guest *guest, const Block *block, u32 end, u32 address)
{
    u8 last = block->ops[block->count - 1].code;
    bool calls = last == OP_call || last == OP_call_to;

    address = guest_code_at(guest, address) - guest_code_at(guest, block->pc);
    return address >= end - block->pc + calls;
}

void scan_constants(Scan *s, const Block *block, u32 end)
{
    s->values.count = 0;
    find_kept(s, block);
    for (u32 i = 0; i < block->count; i++) {
        u32 value = value_of(s, block, &block->ops[i]);

        if (block->ops[i].code == OP_load)
            note_literal(s, &block->ops[i]);
        list_add(&s->values, value);
        if (value != UNKNOWN && is_elsewhere(s->guest, block, end, value) &&
            scan_spot(s, value) && s->kept.item[i])
            list_add(&s->guesses, value);
    }
}

/* The optimiser may have cut a block short, where an exit is sure to be taken from its
 * start: then its last op is not its last instruction's. */
static bool is_cut(const Block *block, u32 last, u32 end)
{
    const Op *op = &block->ops[block->count - 1];
    u32 at = block->pc;

    for (u32 i = 0; i < block->count; i++)
        if (block->ops[i].code == OP_insn)
            at = (u32)block->ops[i].imm;
    return at != last || (op->code == OP_jump && (u32)op->imm == end);
}

/* The sum of an address and what is read from a table of offsets? */
static bool is_relative(const Block *block, const Op *op)
{
    return op->code == OP_add &&
           (block->ops[op->a].code == OP_load || block->ops[op->b].code == OP_load);
}

Target scan_target(const Scan *s, const Block *block, u32 last, u32 end)
{
    const Op *op = &block->ops[block->count - 1];
    bool by_value = op->code == OP_jump_to || op->code == OP_call_to;
    Target target = {0};

    if (is_cut(block, last, end))
        return target;
    if (by_value) {
        const Op *made = &block->ops[op->a];

        target.address = s->values.item[op->a];
        target.known = target.address != UNKNOWN;
        target.same_set = made->code == OP_or && s->values.item[made->b] == 1;
        target.computed = is_relative(block, made);
    } else {
        target.address = (u32)op->imm;
        target.known = op->code == OP_jump || op->code == OP_call;
    }
    return target;
}

/* print.c -- blocks as text that ir_parse reads.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <inttypes.h>

#include "ir/words.h"

static void print_words(ImmKind kind, u64 imm, Out *out)
{
    const char *before = " ";

    for (const Word *word = imm_words[kind]; word->name; word++)
        if ((imm & words_mask(kind) & word->mask) == word->value) {
            out_printf(out, "%s%s", before, word->name);
            before = "|";
        }
}

static void print_slot(u32 slot, const IrNames *names, Out *out)
{
    char name[32];

    if (names && names->slot_name && names->slot_name(slot, name, sizeof(name)))
        out_printf(out, " %s", name);
    else
        out_printf(out, " [%" PRIu32 "]", slot);
}

static void print_helper(u64 index, const IrNames *names, Out *out)
{
    if (names && index < names->num_helpers)
        out_printf(out, " %s", names->helpers[index].name);
    else
        out_printf(out, " @%" PRIu64, index);
}

static void print_displacement(i32 displacement, Out *out)
{
    if (displacement)
        out_printf(out, displacement > 0 ? " +%" PRId32 : " %" PRId32, displacement);
}

static void print_imm(ImmKind kind, u64 imm, const IrNames *names, Out *out)
{
    if (imm_words[kind])
        print_words(kind, imm, out);
    switch (kind) {
    case IMM__:
    case IMM_COND:
    case IMM_FCOND:
    case IMM_NAN:
    case IMM_INT:
    case IMM_ROUND: break;
    case IMM_NUM: out_printf(out, " #%#" PRIx64, imm); break;
    case IMM_SLOT: print_slot((u32)imm, names, out); break;
    case IMM_MEM: print_displacement(mem_displacement(imm), out); break;
    case IMM_PC: out_printf(out, " ->%#" PRIx32, (u32)imm); break;
    case IMM_CALL:
        out_printf(out, " ->%#" PRIx32 " ->%#" PRIx32, (u32)imm, (u32)(imm >> 32));
        break;
    case IMM_HELPER: print_helper(imm, names, out); break;
    case IMM_RAISE: out_printf(out, " ->%#" PRIx32, (u32)(imm >> 32)); break;
    case IMM_VEC:
        if (vec_count(imm))
            out_printf(out, " #%u", vec_count(imm));
        break;
    case NUM_IMMS: break;
    }
}

static void print_op(const Block *blk, u32 index, const IrNames *names, Out *out)
{
    const Op *op = &blk->ops[index];
    const OpInfo *info = &op_info[op->code];
    Val arg[] = {op->a, op->b, op->c};
    int last = info->args;

    if (info->results && op->type != TY_NONE)
        out_printf(out, "%4" PRIu32 " = ", index);
    else
        out_printf(out, "       ");
    out_printf(out, "%s%s%s", info->name, op->type ? "." : "", type_names[op->type]);
    while (last > 0 && arg[last - 1] == VAL_NONE)
        last--;
    for (int k = 0; k < last; k++)
        if (arg[k] == VAL_NONE)
            out_printf(out, " -");
        else
            out_printf(out, " %%%d", arg[k]);
    print_imm((ImmKind)info->imm, op->imm, names, out);
    out_printf(out, "\n");
}

void ir_print(const Block *blk, const IrNames *names, Out *out)
{
    out_printf(out, "block %#" PRIx32 "\n", blk->pc);
    for (u32 i = 0; i < blk->count; i++)
        if (blk->ops[i].code == OP_insn)
            out_printf(out, "%#" PRIx32 ":\n", (u32)blk->ops[i].imm);
        else
            print_op(blk, i, names, out);
}

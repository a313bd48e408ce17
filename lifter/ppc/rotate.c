/* rotate.c -- rotate and mask.  Power ISA, Book I, 3.3.14.1.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/ppc/ppc.h"

static void finish(Block *b, const Fields *f, Val result)
{
    set_gpr(b, f->a, result);
    if (f->r)
        set_cr0(b, result);
}

/* Ones from bit `first` to bit `last`, bit 0 being the highest; may wrap. */
static u32 mask_from(u32 first, u32 last)
{
    u32 from_first = ~0u >> first, after_last = last == 31 ? 0 : ~0u >> (last + 1);

    return first <= last ? from_first & ~after_last : from_first | ~after_last;
}

static Val masked(Block *b, Val x, u32 mask)
{
    return mask == ~0u ? x : ir_and(b, x, imm(b, mask));
}

static Val rotate_left(Block *b, Val x, u32 count)
{
    return count ? ir_ror(b, x, imm(b, 32 - count)) : x;
}

/* As a shift where the mask takes away just what a rotate brings round, and more
 * generally wherever what comes round is masked off. */
static void rlwinm(Block *b, const Fields *f)
{
    Val x = gpr(b, f->s);
    u32 mask = mask_from(f->m, f->e);
    u32 left = ~0u << f->h, right = f->h ? ~(~0u << f->h) : 0;

    if (f->h && !(mask & ~left)) {
        Val shifted = ir_shl(b, x, imm(b, f->h));
        finish(b, f, mask == left ? shifted : masked(b, shifted, mask));
    } else if (f->h && !(mask & ~right)) {
        Val shifted = ir_shr(b, x, imm(b, 32 - f->h));
        finish(b, f, mask == right ? shifted : masked(b, shifted, mask));
    } else {
        finish(b, f, masked(b, rotate_left(b, x, f->h), mask));
    }
}

static void rlwnm(Block *b, const Fields *f)
{
    Val x = gpr(b, f->s), right = ir_neg(b, gpr(b, f->b));

    finish(b, f, masked(b, ir_ror(b, x, right), mask_from(f->m, f->e)));
}

static void rlwimi(Block *b, const Fields *f)
{
    u32 mask = mask_from(f->m, f->e);
    Val inserted = masked(b, rotate_left(b, gpr(b, f->s), f->h), mask);

    if (mask != ~0u) {
        Val kept = ir_and(b, gpr(b, f->a), imm(b, ~mask));
        inserted = ir_or(b, kept, inserted);
    }
    finish(b, f, inserted);
}

/* clang-format off */
const PpcInsn ppc_rotate[] = {
    INSN(rlwimi, "010100 sssss aaaaa hhhhh mmmmm eeeee r", "ra, rs, +h, +m, +e"),
    INSN(rlwinm, "010101 sssss aaaaa hhhhh mmmmm eeeee r", "ra, rs, +h, +m, +e"),
    INSN(rlwnm,  "010111 sssss aaaaa bbbbb mmmmm eeeee r", "ra, rs, rb, +m, +e"),
    {0}
};
/* clang-format on */

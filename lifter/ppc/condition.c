/* condition.c -- the condition register.  Power ISA, Book I, 2.5 and 3.3.12.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/ppc/ppc.h"

static void put_inverted(Block *b, const Fields *f, Val v)
{
    set_cr_bit(b, f->d, ir_xor(b, v, imm(b, 1)));
}

static void crand(Block *b, const Fields *f)
{
    Val x = cr_bit(b, f->a), y = cr_bit(b, f->b);

    set_cr_bit(b, f->d, ir_and(b, x, y));
}

static void crandc(Block *b, const Fields *f)
{
    Val x = cr_bit(b, f->a), y = ir_xor(b, cr_bit(b, f->b), imm(b, 1));

    set_cr_bit(b, f->d, ir_and(b, x, y));
}

static void cror(Block *b, const Fields *f)
{
    Val x = cr_bit(b, f->a);

    set_cr_bit(b, f->d, f->a == f->b ? x : ir_or(b, x, cr_bit(b, f->b)));
}

static void crorc(Block *b, const Fields *f)
{
    Val x = cr_bit(b, f->a), y = ir_xor(b, cr_bit(b, f->b), imm(b, 1));

    set_cr_bit(b, f->d, ir_or(b, x, y));
}

static void crxor(Block *b, const Fields *f)
{
    Val x = cr_bit(b, f->a);

    set_cr_bit(b, f->d, f->a == f->b ? imm(b, 0) : ir_xor(b, x, cr_bit(b, f->b)));
}

static void crnand(Block *b, const Fields *f)
{
    Val x = cr_bit(b, f->a), y = cr_bit(b, f->b);

    put_inverted(b, f, ir_and(b, x, y));
}

static void crnor(Block *b, const Fields *f)
{
    Val x = cr_bit(b, f->a);

    put_inverted(b, f, f->a == f->b ? x : ir_or(b, x, cr_bit(b, f->b)));
}

static void creqv(Block *b, const Fields *f)
{
    Val x = cr_bit(b, f->a);

    if (f->a == f->b)
        set_cr_bit(b, f->d, imm(b, 1));
    else
        put_inverted(b, f, ir_xor(b, x, cr_bit(b, f->b)));
}

static void mcrf(Block *b, const Fields *f)
{
    for (u32 i = 0; i < 4 && f->c != f->s; i++)
        set_cr_bit(b, 4 * f->c + i, cr_bit(b, 4 * f->s + i));
}

/* The field gets SO OV CA 0, which are then cleared. */
static void mcrxr(Block *b, const Fields *f)
{
    static const u32 from[] = {SLOT(so), SLOT(ov), SLOT(ca)};
    Val zero = imm(b, 0);

    for (u32 i = 0; i < ARRAY_LEN(from); i++) {
        set_cr_bit(b, 4 * f->c + i, ir_get(b, TY_I32, from[i]));
        ir_put(b, zero, from[i]);
    }
    set_cr_bit(b, 4 * f->c + 3, zero);
}

/* The bits of the fields in the mask (0x80 is field 0) at their places, else 0. */
static Val packed(Block *b, u32 mask)
{
    Val word = VAL_NONE;

    for (u32 n = 0; n < 32; n++) {
        if (!(mask & 0x80 >> n / 4))
            continue;
        Val bit = ir_zext(b, cr_bit(b, n), 1); /* nothing else, whoever put it */
        if (n != 31)
            bit = ir_shl(b, bit, imm(b, 31 - n));
        word = word == VAL_NONE ? bit : ir_or(b, word, bit);
    }
    return word == VAL_NONE ? imm(b, 0) : word;
}

static bool has_set_cr(const Block *b)
{
    for (u32 i = 0; i < b->count; i++) {
        const Op *op = &b->ops[i];
        if (op->code == OP_put && op->imm >= SLOT(cr) && op->imm < SLOT(cr[31]) + 4)
            return true;
    }
    return false;
}

/* andi. or andis. of the register to itself: as after `sc`, to see whether it failed.
 */
static bool is_masked_next(const Fields *f)
{
    return (f->next & 0xfbff0000) == (0x70000000 | f->t << 21 | f->t << 16);
}

/* After a compare, or masked, it is wanted for a bit; else it begins a function that
 * saves CR. */
static void mfcr(Block *b, const Fields *f)
{
    if (has_set_cr(b) || is_masked_next(f))
        set_gpr(b, f->t, packed(b, 0xff));
    else
        set_gpr(b, f->t,
                ir_helper(b, ppc_helpers, PPC_mfcr, VAL_NONE, VAL_NONE, VAL_NONE));
}

/* With other than one field in the mask the manual leaves the result open. */
static void mfocrf(Block *b, const Fields *f)
{
    set_gpr(b, f->t, packed(b, f->m));
}

static void mtcrf(Block *b, const Fields *f)
{
    Val word = gpr(b, f->s), one = imm(b, 1);

    for (u32 n = 0; n < 32; n++)
        if (f->m & 0x80 >> n / 4) {
            Val shifted = n == 31 ? word : ir_shr(b, word, imm(b, 31 - n));
            set_cr_bit(b, n, ir_and(b, shifted, one));
        }
}

static void isel(Block *b, const Fields *f)
{
    Val condition = cr_bit(b, f->c), x = gpr_or_0(b, f->a), y = gpr(b, f->b);

    set_gpr(b, f->t, ir_select(b, condition, x, y));
}

/* clang-format off */
const PpcInsn ppc_condition[] = {
    INSN(crand,  "010011 ddddd aaaaa bbbbb 0100000001 0",       "+d, +a, +b"),
    INSN(crandc, "010011 ddddd aaaaa bbbbb 0010000001 0",       "+d, +a, +b"),
    INSN(cror,   "010011 ddddd aaaaa bbbbb 0111000001 0",       "+d, +a, +b"),
    INSN(crorc,  "010011 ddddd aaaaa bbbbb 0110100001 0",       "+d, +a, +b"),
    INSN(crxor,  "010011 ddddd aaaaa bbbbb 0011000001 0",       "+d, +a, +b"),
    INSN(crnand, "010011 ddddd aaaaa bbbbb 0011100001 0",       "+d, +a, +b"),
    INSN(crnor,  "010011 ddddd aaaaa bbbbb 0000100001 0",       "+d, +a, +b"),
    INSN(creqv,  "010011 ddddd aaaaa bbbbb 0100100001 0",       "+d, +a, +b"),
    INSN(mcrf,   "010011 ccc 00 sss 00 00000 0000000000 0",     "cc, cs"),
    INSN(mcrxr,  "011111 ccc 00 00000 00000 1000000000 0",      "cc"),
    INSN(mfcr,   "011111 ttttt 0 00000000 0 0000010011 0",      "rt"),
    INSN(mfocrf, "011111 ttttt 1 mmmmmmmm 0 0000010011 0",      "rt, +m"),
    INSN(mtcrf,  "011111 sssss 0 mmmmmmmm 0 0010010000 0",      "+m, rs"),
    {"mtocrf",   "011111 sssss 1 mmmmmmmm 0 0010010000 0", mtcrf, "+m, rs"},
    INSN(isel,   "011111 ttttt aaaaa bbbbb ccccc 01111 0",      "rt, ra, rb, +c"),
    {0}
};
/* clang-format on */

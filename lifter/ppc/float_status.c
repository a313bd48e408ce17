/* float_status.c -- moves to and from FPSCR.  Power ISA, Book I, 4.6.9.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/ppc/float.h"

static Val read_fpscr(Block *b)
{
    return ir_helper(b, ppc_helpers, PPC_fpscr, VAL_NONE, VAL_NONE, VAL_NONE);
}

/* The control bits in the slot are never deferred. */
static Val read_control(Block *b)
{
    return ir_and(b, ir_get(b, TY_I32, SLOT(fpscr)), imm(b, FPSCR_CONTROL));
}

/* There is no decimal arithmetic, so the high word, with DRN, is 0. */
static void set_word(Block *b, u32 n, Val word)
{
    set_fpr(b, n, ir_as_float(b, TY_F64, ir_extu(b, TY_I64, word)));
}

static Val low_word(Block *b, u32 n)
{
    return ir_trunc(b, TY_I32, ir_as_int(b, TY_I64, fpr(b, n)));
}

static Val write_fpscr(Block *b, Val value, u32 mask, u32 makes_fx)
{
    Val bits = imm(b, mask & ~(u32)FPSCR_RESERVED), fx = imm(b, makes_fx);

    return ir_helper(b, ppc_helpers, PPC_set_fpscr, value, bits, fx);
}

static void set_rounding(Block *b, Val rounding)
{
    ir_helper(b, ppc_helpers, PPC_set_rounding, rounding, VAL_NONE, VAL_NONE);
}

/* An exception and its enable bit have met: end the block, and trap then. */
static void trap_if(Block *b, Val trap)
{
    ir_exit_if(b, ir_set(b, trap, imm(b, 0), CC_EQ), b->here + 4);
    ir_raise(b, RAISE_FLOAT, b->here);
}

void set_cr_field_from(Block *b, u32 field, Val word, u32 first)
{
    for (u32 i = 0; i < 4; i++) {
        Val shifted = ir_shr(b, word, imm(b, first + 3 - i));
        set_cr_bit(b, 4 * field + i, ir_and(b, shifted, imm(b, 1)));
    }
}

void set_cr1(Block *b)
{
    set_cr_field_from(b, 1, read_fpscr(b), 28);
}

static void mffs(Block *b, const Fields *f)
{
    set_word(b, f->t, read_fpscr(b));
    if (f->r)
        set_cr1(b);
}

static void mffsl(Block *b, const Fields *f)
{
    u32 mask = FPSCR_FR | FPSCR_FI | FPSCR_FPRF | FPSCR_CONTROL;

    set_word(b, f->t, ir_and(b, read_fpscr(b), imm(b, mask)));
}

static void mffsce(Block *b, const Fields *f)
{
    set_word(b, f->t, read_fpscr(b));
    write_fpscr(b, imm(b, 0), FPSCR_ENABLES, 0);
}

static void mffscrn(Block *b, const Fields *f)
{
    Val rounding = low_word(b, f->b);

    set_word(b, f->t, read_control(b));
    set_rounding(b, rounding);
}

static void mffscrni(Block *b, const Fields *f)
{
    set_word(b, f->t, read_control(b));
    set_rounding(b, imm(b, f->n));
}

static void mffscdrn(Block *b, const Fields *f)
{
    set_word(b, f->t, read_control(b));
}

/* Each bit of the field mask stands for four bits of FPSCR. */
static u32 mask_of_fields(u32 fields)
{
    u32 mask = 0;

    for (u32 i = 0; i < 8; i++)
        if (fields >> i & 1)
            mask |= 15u << 4 * i;
    return mask;
}

static void finish_write(Block *b, const Fields *f, Val trap)
{
    if (f->r)
        set_cr1(b);
    trap_if(b, trap);
}

/* mtfsf and mtfsfi that set something. */
static void write_fields(Block *b, const Fields *f, Val value, u32 fields)
{
    if (fields)
        finish_write(b, f, write_fpscr(b, value, mask_of_fields(fields), 0));
    else if (f->r)
        set_cr1(b);
}

/* L: all of FPSCR.  W: the high word, of which there is none. */
static void mtfsf(Block *b, const Fields *f)
{
    u32 fields = f->L ? 0xff : f->w ? 0 : f->m;
    Val value = low_word(b, f->b);

    write_fields(b, f, value, fields);
}

static void mtfsfi(Block *b, const Fields *f)
{
    u32 fields = f->w ? 0 : 0x80u >> f->d;
    Val value = imm(b, f->h << (28 - 4 * f->d));

    write_fields(b, f, value, fields);
}

static void mtfsb0(Block *b, const Fields *f)
{
    write_fpscr(b, imm(b, 0), 0x80000000 >> f->t, 0);
    if (f->r)
        set_cr1(b);
}

static void mtfsb1(Block *b, const Fields *f)
{
    u32 bit = 0x80000000 >> f->t;
    Val trap = write_fpscr(b, imm(b, bit), bit, 1);

    if (bit & FPSCR_RN || bit & FPSCR_NI) {
        if (f->r)
            set_cr1(b);
    } else {
        finish_write(b, f, trap);
    }
}

/* Copied exception bits are cleared, but for the summaries. */
static void mcrfs(Block *b, const Fields *f)
{
    u32 first = 28 - 4 * f->s;
    u32 clear = (FPSCR_EXCEPTIONS | FPSCR_FX) & 15u << first;

    set_cr_field_from(b, f->d, read_fpscr(b), first);
    if (clear)
        write_fpscr(b, imm(b, 0), clear, 0);
}

/* clang-format off */
const PpcInsn ppc_float_status[] = {
    INSN(mffs,     "111111 ttttt 00000 00000 1001000111 r",     "ft"),
    INSN(mffsce,   "111111 ttttt 00001 00000 1001000111 0",     "ft"),
    INSN(mffscdrn, "111111 ttttt 10100 bbbbb 1001000111 0",     "ft, fb"),
    {"mffscdrni",  "111111 ttttt 10101 00nnn 1001000111 0",     mffscdrn, "ft, +n"},
    INSN(mffscrn,  "111111 ttttt 10110 bbbbb 1001000111 0",     "ft, fb"),
    INSN(mffscrni, "111111 ttttt 10111 000nn 1001000111 0",     "ft, +n"),
    INSN(mffsl,    "111111 ttttt 11000 00000 1001000111 0",     "ft"),
    {"mtfsf",      "111111 0 mmmmmmmm 0 bbbbb 1011000111 r",    mtfsf, "+m, fb"},
    {"mtfsf",      "111111 L mmmmmmmm w bbbbb 1011000111 r",    mtfsf, "+m, fb, +L, +w"},
    {"mtfsfi",     "111111 ddd00 0000 0 hhhh 0 0010000110 r",   mtfsfi, "+d, +h"},
    {"mtfsfi",     "111111 ddd00 0000 w hhhh 0 0010000110 r",   mtfsfi, "+d, +h, +w"},
    INSN(mtfsb0,   "111111 ttttt 00000 00000 0001000110 r",     "+t"),
    INSN(mtfsb1,   "111111 ttttt 00000 00000 0000100110 r",     "+t"),
    INSN(mcrfs,    "111111 ddd00 sss00 00000 0001000000 0",     "cd, cs"),
    {0}
};
/* clang-format on */

/* system.c -- system calls, traps, barriers, caches.  Power ISA, Books I and II.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/ppc/ppc.h"

static void sc(Block *b, const Fields *f)
{
    (void)f;
    ir_syscall(b, b->here + 4);
}

/* Trap if one of the relations in `to` holds of x and y. */
static void trap_if(Block *b, u32 to, Val x, Val y)
{
    static const Cond relation[] = {CC_GTU, CC_LTU, CC_EQ, CC_GT, CC_LT};
    Val any = VAL_NONE;

    for (u32 i = 0; i < ARRAY_LEN(relation); i++)
        if (to >> i & 1) {
            Val holds = ir_set(b, x, y, relation[i]);
            any = any == VAL_NONE ? holds : ir_or(b, any, holds);
        }
    if (any != VAL_NONE) {
        ir_exit_if(b, ir_set(b, any, imm(b, 0), CC_EQ), b->here + 4);
        ir_raise(b, RAISE_TRAP, b->here);
    }
}

static void tw(Block *b, const Fields *f)
{
    Val x = gpr(b, f->a), y = gpr(b, f->b);

    if (f->c == 31)
        ir_raise(b, RAISE_TRAP, b->here);
    else
        trap_if(b, f->c, x, y);
}

static void twi(Block *b, const Fields *f)
{
    Val x = gpr(b, f->a);

    if (f->c == 31)
        ir_raise(b, RAISE_TRAP, b->here);
    else
        trap_if(b, f->c, x, imm(b, sign_extend(f->i, 16)));
}

/* sync orders everything; the host keeps by itself the order lwsync, which has
 * 1 here, and eieio ask for. */
static void sync(Block *b, const Fields *f)
{
    if (f->n == 1)
        ir_order(b);
    else
        ir_fence(b);
}

static void fence(Block *b, const Fields *f)
{
    (void)f;
    ir_fence(b);
}

static void eieio(Block *b, const Fields *f)
{
    (void)f;
    ir_order(b);
}

static void nothing(Block *b, const Fields *f)
{
    (void)b, (void)f;
}

static void isync(Block *b, const Fields *f)
{
    (void)f;
    ir_resync(b, b->here + 4);
}

/* Cache lines have this size: AT_DCACHEBSIZE tells programs. */
enum { LINE = 32 };

static Val line_address(Block *b, const Fields *f)
{
    Val y = gpr(b, f->b), address = f->a ? ir_add(b, gpr(b, f->a), y) : y;

    return ir_and(b, address, imm(b, ~(u32)(LINE - 1)));
}

static void icbi(Block *b, const Fields *f)
{
    ir_invalidate(b, line_address(b, f), LINE);
}

/* dcbzl, of the 970, ignores that processor's choice between two sizes of a block. */
static void dcbz(Block *b, const Fields *f)
{
    Val line = line_address(b, f), zero = ir_constant(b, TY_I64, 0);

    for (i32 at = 0; at < LINE; at += 8)
        ir_store(b, line, at, zero, MEM_8 | MEM_BIG);
}

/* clang-format off */
const PpcInsn ppc_system[] = {
    INSN(sc,     "010001 ..... ..... .... nnnnnnn ... 1 0",     "+n"),
    INSN(tw,     "011111 ccccc aaaaa bbbbb 0000000100 0",       "+c, ra, rb"),
    INSN(twi,    "000011 ccccc aaaaa iiiiiiiiiiiiiiii",         "+c, ra, #i"),
    INSN(sync,   "011111 00nnn 000ss 00000 1001010110 0",         "+n, +s"),
    INSN(isync,  "010011 00000 00000 00000 0010010110 0",       ""),
    {"mbar",     "011111 nnnnn ..... ..... 1101010110 .", eieio, "+n"},
    INSN(icbi,   "011111 00000 aaaaa bbbbb 1111010110 0",       "ra, rb"),
    INSN(dcbz,   "011111 0000l aaaaa bbbbb 1111110110 0",       "ra, rb"),
    {"dcbst",    "011111 00000 aaaaa bbbbb 0000110110 0", nothing, "ra, rb"},
    {"dcbf",     "011111 00ttt aaaaa bbbbb 0001010110 0", nothing, "ra, rb, +t"},
    {"dcba",     "011111 00000 aaaaa bbbbb 1011110110 0", nothing, "ra, rb"},
    {"dcbt",     "011111 ttttt aaaaa bbbbb 0100010110 0", nothing, "ra, rb, +t"},
    {"dcbtst",   "011111 ttttt aaaaa bbbbb 0011110110 0", nothing, "ra, rb, +t"},
    {"icbt",     "011111 0tttt aaaaa bbbbb 0000010110 0", nothing, "+t, ra, rb"},
    {"icbt",     "011111 00000 aaaaa bbbbb 0100000110 0", nothing, "ra, rb"},
    {"wait",     "011111 000ww 00000 00000 0000111110 0", nothing, "+w"},
    {"wait",     "011111 000ww 00000 00000 0000011110 0", nothing, "+w"},
    /* Linux emulates these whatever their other bits are. */
    {"sync",     "011111 ..... ..... ..... 1001010110 .", fence,   ""},
    {"dcba",     "011111 ..... aaaaa bbbbb 1011110110 .", nothing, "ra, rb"},
    {0}
};
/* clang-format on */

/* memory.c -- integer loads and stores.  Power ISA, Book I, 3.3.2 to 3.3.6.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/ppc/ppc.h"

static i32 displacement(const Fields *f)
{
    return (i32)sign_extend(f->i, 16);
}

static Val indexed(Block *b, const Fields *f)
{
    Val y = gpr(b, f->b);

    return f->a ? ir_add(b, gpr(b, f->a), y) : y;
}

/* Update forms: no base, or a base that is also the loaded register. */
static bool is_invalid_load(Block *b, const Fields *f)
{
    bool invalid = f->u && (f->a == 0 || f->a == f->t);

    if (invalid)
        ir_raise(b, RAISE_ILLEGAL, b->here);
    return invalid;
}

static bool is_invalid_store(Block *b, const Fields *f)
{
    bool invalid = f->u && f->a == 0;

    if (invalid)
        ir_raise(b, RAISE_ILLEGAL, b->here);
    return invalid;
}

static void load(Block *b, const Fields *f, unsigned shape)
{
    if (is_invalid_load(b, f))
        return;
    Val base = gpr_or_0(b, f->a);
    Val v = ir_load(b, TY_I32, base, displacement(f), shape);
    if (f->u)
        set_gpr(b, f->a, ir_add(b, base, imm(b, (u32)displacement(f))));
    set_gpr(b, f->t, v);
}

static void load_indexed(Block *b, const Fields *f, unsigned shape)
{
    if (is_invalid_load(b, f))
        return;
    Val address = indexed(b, f), v = ir_load(b, TY_I32, address, 0, shape);
    if (f->u)
        set_gpr(b, f->a, address);
    set_gpr(b, f->t, v);
}

static void store(Block *b, const Fields *f, unsigned shape)
{
    if (is_invalid_store(b, f))
        return;
    Val base = gpr_or_0(b, f->a);
    ir_store(b, base, displacement(f), gpr(b, f->t), shape);
    if (f->u)
        set_gpr(b, f->a, ir_add(b, base, imm(b, (u32)displacement(f))));
}

static void store_indexed(Block *b, const Fields *f, unsigned shape)
{
    if (is_invalid_store(b, f))
        return;
    Val address = indexed(b, f);
    ir_store(b, address, 0, gpr(b, f->t), shape);
    if (f->u)
        set_gpr(b, f->a, address);
}

#define ACCESS(name, how, shape)                                                       \
    static void name(Block *b, const Fields *f)                                        \
    {                                                                                  \
        how(b, f, shape);                                                              \
    }

ACCESS(lbz, load, MEM_1)
ACCESS(lhz, load, MEM_2 | MEM_BIG)
ACCESS(lha, load, MEM_2 | MEM_BIG | MEM_SIGNED)
ACCESS(lwz, load, MEM_4 | MEM_BIG)
ACCESS(lbzx, load_indexed, MEM_1)
ACCESS(lhzx, load_indexed, MEM_2 | MEM_BIG)
ACCESS(lhax, load_indexed, MEM_2 | MEM_BIG | MEM_SIGNED)
ACCESS(lwzx, load_indexed, MEM_4 | MEM_BIG)
ACCESS(lhbrx, load_indexed, MEM_2)
ACCESS(lwbrx, load_indexed, MEM_4)
ACCESS(stb, store, MEM_1)
ACCESS(sth, store, MEM_2 | MEM_BIG)
ACCESS(stw, store, MEM_4 | MEM_BIG)
ACCESS(stbx, store_indexed, MEM_1)
ACCESS(sthx, store_indexed, MEM_2 | MEM_BIG)
ACCESS(stwx, store_indexed, MEM_4 | MEM_BIG)
ACCESS(sthbrx, store_indexed, MEM_2)
ACCESS(stwbrx, store_indexed, MEM_4)

/* The base is read first: it may be among the registers loaded, which the manual
 * calls invalid and processors do. */
static void lmw(Block *b, const Fields *f)
{
    Val base = gpr_or_0(b, f->a);
    i32 at = displacement(f);

    for (u32 n = f->t; n < 32; n++, at += 4)
        set_gpr(b, n, ir_load(b, TY_I32, base, at, MEM_4 | MEM_BIG));
}

static void stmw(Block *b, const Fields *f)
{
    Val base = gpr_or_0(b, f->a);
    i32 at = displacement(f);

    for (u32 n = f->t; n < 32; n++, at += 4)
        ir_store(b, base, at, gpr(b, n), MEM_4 | MEM_BIG);
}

/* clang-format off */
const PpcInsn ppc_memory[] = {
    INSN(lwz,     "10000u ttttt aaaaa iiiiiiiiiiiiiiii", "rt, #i(ra)"),
    INSN(lbz,     "10001u ttttt aaaaa iiiiiiiiiiiiiiii", "rt, #i(ra)"),
    INSN(stw,     "10010u ttttt aaaaa iiiiiiiiiiiiiiii", "rt, #i(ra)"),
    INSN(stb,     "10011u ttttt aaaaa iiiiiiiiiiiiiiii", "rt, #i(ra)"),
    INSN(lhz,     "10100u ttttt aaaaa iiiiiiiiiiiiiiii", "rt, #i(ra)"),
    INSN(lha,     "10101u ttttt aaaaa iiiiiiiiiiiiiiii", "rt, #i(ra)"),
    INSN(sth,     "10110u ttttt aaaaa iiiiiiiiiiiiiiii", "rt, #i(ra)"),
    INSN(lmw,     "101110 ttttt aaaaa iiiiiiiiiiiiiiii", "rt, #i(ra)"),
    INSN(stmw,    "101111 ttttt aaaaa iiiiiiiiiiiiiiii", "rt, #i(ra)"),
    {"lwz[u]x",   "011111 ttttt aaaaa bbbbb 0000u10111 0", lwzx,   "rt, ra, rb"},
    {"lbz[u]x",   "011111 ttttt aaaaa bbbbb 0001u10111 0", lbzx,   "rt, ra, rb"},
    {"stw[u]x",   "011111 ttttt aaaaa bbbbb 0010u10111 0", stwx,   "rt, ra, rb"},
    {"stb[u]x",   "011111 ttttt aaaaa bbbbb 0011u10111 0", stbx,   "rt, ra, rb"},
    {"lhz[u]x",   "011111 ttttt aaaaa bbbbb 0100u10111 0", lhzx,   "rt, ra, rb"},
    {"lha[u]x",   "011111 ttttt aaaaa bbbbb 0101u10111 0", lhax,   "rt, ra, rb"},
    {"sth[u]x",   "011111 ttttt aaaaa bbbbb 0110u10111 0", sthx,   "rt, ra, rb"},
    INSN(lwbrx,   "011111 ttttt aaaaa bbbbb 1000010110 0", "rt, ra, rb"),
    INSN(lhbrx,   "011111 ttttt aaaaa bbbbb 1100010110 0", "rt, ra, rb"),
    INSN(stwbrx,  "011111 ttttt aaaaa bbbbb 1010010110 0", "rt, ra, rb"),
    INSN(sthbrx,  "011111 ttttt aaaaa bbbbb 1110010110 0", "rt, ra, rb"),
    {0}
};
/* clang-format on */

/* float_memory.c -- floating-point loads and stores.  Book I, 4.6.2, 4.6.3.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/ppc/float.h"

/* Where, and what an update form makes of the base register. */
typedef struct {
    Val base;
    i32 displacement;
} EffectiveAddress;

static EffectiveAddress displaced(Block *b, const Fields *f)
{
    return (EffectiveAddress){gpr_or_0(b, f->a), (i32)sign_extend(f->i, 16)};
}

static EffectiveAddress indexed(Block *b, const Fields *f)
{
    Val y = gpr(b, f->b);

    return (EffectiveAddress){f->a ? ir_add(b, gpr(b, f->a), y) : y, 0};
}

/* An update form must have a base; true if it was refused for having none. */
static bool lacks_base(Block *b, const Fields *f)
{
    bool lacks = f->u && f->a == 0;

    if (lacks)
        ir_raise(b, RAISE_ILLEGAL, b->here);
    return lacks;
}

static void update(Block *b, const Fields *f, EffectiveAddress at)
{
    if (!f->u)
        return;
    if (at.displacement)
        at.base = ir_add(b, at.base, imm(b, (u32)at.displacement));
    set_gpr(b, f->a, at.base);
}

static void load_single(Block *b, u32 t, EffectiveAddress at)
{
    Val v = ir_load(b, TY_F32, at.base, at.displacement, MEM_4 | MEM_BIG);

    set_fpr(b, t, ir_fexpand(b, TY_F64, v));
}

static void load_double(Block *b, u32 t, EffectiveAddress at)
{
    set_fpr(b, t, ir_load(b, TY_F64, at.base, at.displacement, MEM_8 | MEM_BIG));
}

static void store_single(Block *b, u32 t, EffectiveAddress at)
{
    Val v = ir_fcompact(b, TY_F32, fpr(b, t));

    ir_store(b, at.base, at.displacement, v, MEM_4 | MEM_BIG);
}

static void store_double(Block *b, u32 t, EffectiveAddress at)
{
    ir_store(b, at.base, at.displacement, fpr(b, t), MEM_8 | MEM_BIG);
}

#define ACCESS(name, how)                                                              \
    static void name(Block *b, const Fields *f)                                        \
    {                                                                                  \
        if (lacks_base(b, f))                                                          \
            return;                                                                    \
        EffectiveAddress at = displaced(b, f);                                         \
        how(b, f->t, at);                                                              \
        update(b, f, at);                                                              \
    }                                                                                  \
    static void name##x(Block *b, const Fields *f)                                     \
    {                                                                                  \
        if (lacks_base(b, f))                                                          \
            return;                                                                    \
        EffectiveAddress at = indexed(b, f);                                           \
        how(b, f->t, at);                                                              \
        update(b, f, at);                                                              \
    }

ACCESS(lfs, load_single)
ACCESS(lfd, load_double)
ACCESS(stfs, store_single)
ACCESS(stfd, store_double)

static Val load_word(Block *b, const Fields *f)
{
    EffectiveAddress at = indexed(b, f);

    return ir_load(b, TY_I32, at.base, 0, MEM_4 | MEM_BIG);
}

static void lfiwax(Block *b, const Fields *f)
{
    Val n = ir_exts(b, TY_I64, load_word(b, f));

    set_fpr(b, f->t, ir_as_float(b, TY_F64, n));
}

static void lfiwzx(Block *b, const Fields *f)
{
    Val n = ir_extu(b, TY_I64, load_word(b, f));

    set_fpr(b, f->t, ir_as_float(b, TY_F64, n));
}

static void stfiwx(Block *b, const Fields *f)
{
    EffectiveAddress at = indexed(b, f);
    Val n = ir_trunc(b, TY_I32, ir_as_int(b, TY_I64, fpr(b, f->t)));

    ir_store(b, at.base, 0, n, MEM_4 | MEM_BIG);
}

/* clang-format off */
const PpcInsn ppc_float_memory[] = {
    {"lfs[u]",   "11000u ttttt aaaaa iiiiiiiiiiiiiiii",   lfs,   "ft, #i(ra)"},
    {"lfd[u]",   "11001u ttttt aaaaa iiiiiiiiiiiiiiii",   lfd,   "ft, #i(ra)"},
    {"stfs[u]",  "11010u ttttt aaaaa iiiiiiiiiiiiiiii",   stfs,  "ft, #i(ra)"},
    {"stfd[u]",  "11011u ttttt aaaaa iiiiiiiiiiiiiiii",   stfd,  "ft, #i(ra)"},
    {"lfs[u]x",  "011111 ttttt aaaaa bbbbb 1000u10111 0", lfsx,  "ft, ra, rb"},
    {"lfd[u]x",  "011111 ttttt aaaaa bbbbb 1001u10111 0", lfdx,  "ft, ra, rb"},
    {"stfs[u]x", "011111 ttttt aaaaa bbbbb 1010u10111 0", stfsx, "ft, ra, rb"},
    {"stfd[u]x", "011111 ttttt aaaaa bbbbb 1011u10111 0", stfdx, "ft, ra, rb"},
    INSN(lfiwax, "011111 ttttt aaaaa bbbbb 1101010111 0", "ft, ra, rb"),
    INSN(lfiwzx, "011111 ttttt aaaaa bbbbb 1101110111 0", "ft, ra, rb"),
    INSN(stfiwx, "011111 ttttt aaaaa bbbbb 1111010111 0", "ft, ra, rb"),
    {0}
};
/* clang-format on */

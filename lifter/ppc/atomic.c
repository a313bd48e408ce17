/* atomic.c -- load and reserve, store conditional.  Power ISA, Book II, 4.6.2.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/ppc/ppc.h"

static Val effective_address(Block *b, const Fields *f)
{
    Val y = gpr(b, f->b);

    return f->a ? ir_add(b, gpr(b, f->a), y) : y;
}

/* Only what is in its place can be reserved.  The reservation is where the signal finds
 * the address; nobody needs it after one. */
static void check_aligned(Block *b, Val address, unsigned shape)
{
    ir_put(b, address, SLOT(reserve_address));
    if (shape & MEM_SIZE & ~1u)
        ir_raise_if(b, ir_and(b, address, imm(b, (shape & MEM_SIZE) - 1)), RAISE_ALIGN,
                    b->here);
}

/* The reservation is the value seen: a store succeeds if it is still there. */
static void load_reserve(Block *b, const Fields *f, unsigned shape)
{
    Val address = effective_address(b, f);

    check_aligned(b, address, shape);
    Val v = ir_load(b, TY_I32, address, 0, shape);

    ir_put(b, v, SLOT(reserve_value));
    set_gpr(b, f->t, v);
}

static void store_conditional(Block *b, const Fields *f, unsigned shape)
{
    Val address = effective_address(b, f), zero = imm(b, 0);
    Val reserved = ir_get(b, TY_I32, SLOT(reserve_address));
    Val expected = ir_get(b, TY_I32, SLOT(reserve_value));

    check_aligned(b, address, shape);
    ir_put(b, imm(b, ~0u), SLOT(reserve_address));
    for (u32 i = 0; i < 3; i++)
        set_cr_bit(b, i, zero);
    set_cr_bit(b, 3, ir_get(b, TY_I32, SLOT(so)));
    ir_exit_if(b, ir_set(b, address, reserved, CC_NE), b->here + 4);

    Val held = ir_cas(b, address, expected, gpr(b, f->t), shape);
    set_cr_bit(b, 2, ir_set(b, held, expected, CC_EQ));
}

static void lwarx(Block *b, const Fields *f)
{
    load_reserve(b, f, MEM_4 | MEM_BIG);
}

static void lharx(Block *b, const Fields *f)
{
    load_reserve(b, f, MEM_2 | MEM_BIG);
}

static void lbarx(Block *b, const Fields *f)
{
    load_reserve(b, f, MEM_1);
}

static void stwcx(Block *b, const Fields *f)
{
    store_conditional(b, f, MEM_4 | MEM_BIG);
}

static void sthcx(Block *b, const Fields *f)
{
    store_conditional(b, f, MEM_2 | MEM_BIG);
}

static void stbcx(Block *b, const Fields *f)
{
    store_conditional(b, f, MEM_1);
}

/* clang-format off */
const PpcInsn ppc_atomic[] = {
    INSN(lwarx,  "011111 ttttt aaaaa bbbbb 0000010100 h", "rt, ra, rb"),
    INSN(lharx,  "011111 ttttt aaaaa bbbbb 0001110100 h", "rt, ra, rb"),
    INSN(lbarx,  "011111 ttttt aaaaa bbbbb 0000110100 h", "rt, ra, rb"),
    {"stwcx.",   "011111 ttttt aaaaa bbbbb 0010010110 1", stwcx, "rt, ra, rb"},
    {"sthcx.",   "011111 ttttt aaaaa bbbbb 1011010110 1", sthcx, "rt, ra, rb"},
    {"stbcx.",   "011111 ttttt aaaaa bbbbb 1010110110 1", stbcx, "rt, ra, rb"},
    {0}
};
/* clang-format on */

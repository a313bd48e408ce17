/* string.c -- loads and stores of byte strings.  Power ISA, Book I, 3.3.7.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/ppc/ppc.h"

static Val base_and_index(Block *b, const Fields *f)
{
    Val y = gpr(b, f->b);

    return f->a ? ir_add(b, gpr(b, f->a), y) : y;
}

/* The first `count` bytes at an address, left-justified in a word. */
static Val load_left(Block *b, Val address, i32 at, u32 count)
{
    if (count >= 4)
        return ir_load(b, TY_I32, address, at, MEM_4 | MEM_BIG);

    Val word = imm(b, 0);
    for (u32 i = 0; i < count; i++) {
        Val byte = ir_load(b, TY_I32, address, at + (i32)i, MEM_1);
        word = ir_or(b, word, ir_shl(b, byte, imm(b, 24 - 8 * i)));
    }
    return word;
}

static void store_left(Block *b, Val address, i32 at, u32 count, Val word)
{
    if (count >= 4) {
        ir_store(b, address, at, word, MEM_4 | MEM_BIG);
        return;
    }
    for (u32 i = 0; i < count; i++) {
        Val byte = ir_shr(b, word, imm(b, 24 - 8 * i));
        ir_store(b, address, at + (i32)i, byte, MEM_1);
    }
}

/* Registers follow one another, 0 after 31. */
static void lswi(Block *b, const Fields *f)
{
    u32 count = f->n ? f->n : 32;
    Val base = gpr_or_0(b, f->a);

    for (u32 done = 0; done < count; done += 4)
        set_gpr(b, (f->t + done / 4) & 31, load_left(b, base, (i32)done, count - done));
}

static void stswi(Block *b, const Fields *f)
{
    u32 count = f->n ? f->n : 32;
    Val base = gpr_or_0(b, f->a);

    for (u32 done = 0; done < count; done += 4)
        store_left(b, base, (i32)done, count - done, gpr(b, (f->t + done / 4) & 31));
}

/* XER says how many bytes: leave when so many are done. */
enum { MAX_STRING = 127 };

static void leave_after(Block *b, Val count, u32 done)
{
    ir_exit_if(b, ir_set(b, count, imm(b, done), CC_EQ), b->here + 4);
}

static void lswx(Block *b, const Fields *f)
{
    Val count = ir_get(b, TY_I32, SLOT(count)), address = base_and_index(b, f);
    Val word = VAL_NONE;

    for (u32 i = 0; i < MAX_STRING; i++) {
        leave_after(b, count, i);
        Val byte = ir_load(b, TY_I32, address, (i32)i, MEM_1);
        Val part = ir_shl(b, byte, imm(b, 24 - 8 * (i & 3)));
        word = i & 3 ? ir_or(b, word, part) : part;
        set_gpr(b, (f->t + i / 4) & 31, word);
    }
    ir_jump(b, b->here + 4);
}

static void stswx(Block *b, const Fields *f)
{
    Val count = ir_get(b, TY_I32, SLOT(count)), address = base_and_index(b, f);

    for (u32 i = 0; i < MAX_STRING; i++) {
        leave_after(b, count, i);
        Val word = gpr(b, (f->t + i / 4) & 31);
        Val byte = ir_shr(b, word, imm(b, 24 - 8 * (i & 3)));
        ir_store(b, address, (i32)i, byte, MEM_1);
    }
    ir_jump(b, b->here + 4);
}

/* clang-format off */
const PpcInsn ppc_string[] = {
    INSN(lswi,  "011111 ttttt aaaaa nnnnn 1001010101 0", "rt, ra, +n"),
    INSN(lswx,  "011111 ttttt aaaaa bbbbb 1000010101 0", "rt, ra, rb"),
    INSN(stswi, "011111 ttttt aaaaa nnnnn 1011010101 0", "rt, ra, +n"),
    INSN(stswx, "011111 ttttt aaaaa bbbbb 1010010101 0", "rt, ra, rb"),
    {0}
};
/* clang-format on */

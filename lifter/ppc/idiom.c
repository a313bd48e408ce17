/*
 * idiom.c -- the square root of glibc, done by the host's.
 *
 * 32-bit PowerPCs need not have fsqrt, so __ieee754_sqrt works with fmadd on a
 * first guess from a table (P. Markstein, IBM Journal of Research and Development
 * 34, 1990), between an mffs and an mtfsf that hide what its steps raise.  The last
 * step rounds correctly in every mode and raises inexact just where the root is:
 * so in what it leaves in FPSCR too it is fsqrt.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include "lifter/ppc/decode.h"
#include "lifter/ppc/float.h"

#define SQRT_FIRST 0xfca0048eu /* mffs f5 */
enum {
    SQRT_WORDS = 57,    /* to the function's blr */
    SQRT_DONE = 4 * 52, /* where f1 is the root: the epilogue */
    SQRT_ARGUMENT = 16, /* from r1: where it has been stored */
};
static const u64 sqrt_hash = 0x6fa7ad4dc93b2686;

/* FNV-1a of the instructions, but for where in the GOT their constants are. */
static u64 hash_words(const u8 *code, u32 words)
{
    u64 hash = 0xcbf29ce484222325;

    for (u32 i = 0; i < words; i++) {
        u32 word = ppc_fetch(code + 4 * i);
        bool reads_got = (word & 0xfc1f0000) == 0x801e0000; /* lwz rt, d(r30) */

        if (reads_got)
            word &= 0xffff0000;
        for (u32 shift = 32; shift > 0; shift -= 8)
            hash = (hash ^ (word >> (shift - 8) & 0xff)) * 0x100000001b3;
    }
    return hash;
}

/* Is x, its bits, a positive number neither denormal nor infinite? */
static Val is_normal(Block *b, Val bits)
{
    Val least = ir_constant(b, TY_I64, 1ull << 52);
    Val count = ir_constant(b, TY_I64, 0x7feull << 52);

    return ir_set(b, ir_sub(b, bits, least), count, CC_LTU);
}

/* No exception is enabled, nor non-IEEE mode. */
static Val is_plain_mode(Block *b)
{
    u32 special = FPSCR_ENABLES | FPSCR_NI;
    Val set = ir_and(b, ir_get(b, TY_I32, SLOT(fpscr)), imm(b, special));

    return ir_set(b, set, imm(b, 0), CC_EQ);
}

static void put_if(Block *b, Val condition, Val value, Type type, u32 slot)
{
    ir_put(b, ir_select(b, condition, value, ir_get(b, type, slot)), slot);
}

/* What the function only works with, registers that callers do not look at after a
 * call and the rest of its frame, stays as it is.  Other arguments go its way. */
static void lift_sqrt(Block *b)
{
    Val x = ir_load(b, TY_F64, gpr(b, 1), SQRT_ARGUMENT, MEM_8 | MEM_BIG);
    Val normal = is_normal(b, ir_as_int(b, TY_I64, x));
    Val good = ir_and(b, normal, is_plain_mode(b));
    Val one = ir_constant(b, TY_F64, 1023ull << 52);
    Val root = ir_fsqrt(b, ir_select(b, good, x, one), NAN_PPC | NAN_OF_SQRT);

    put_if(b, good, imm(b, LAST_SQRT), TY_I32, SLOT(last_op));
    put_if(b, good, x, TY_F64, SLOT(last_a));
    put_if(b, good, root, TY_F64, SLOT(fpr[1]));
    ir_exit_if(b, good, b->here + SQRT_DONE);
}

void ppc_lift_idiom(Block *b, const u8 *code, u32 size)
{
    if (size >= 4 * SQRT_WORDS && ppc_fetch(code) == SQRT_FIRST &&
        hash_words(code, SQRT_WORDS) == sqrt_hash)
        lift_sqrt(b);
}

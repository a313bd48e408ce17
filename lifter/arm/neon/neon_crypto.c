/* neon_crypto.c -- ARMv8's AES, SHA-1 and SHA-256.  ARM DDI 0487, F6.1.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/neon/neon_rows.h"

static Val zeros(Block *b)
{
    return simd_number(b, 64, 0);
}

/* Returns the words of x (0 to 3) and y (4 to 7) that `from` names, lane 0 first. */
static Val words(Block *b, Val x, Val y, const u8 from[4])
{
    u8 order[16];

    for (u32 k = 0; k < 16; k++)
        order[k] = (u8)(4 * from[k / 4] + k % 4);
    return simd_shuffle(b, x, y, order);
}

/* --- AES --- */

/* Returns the state with the key added, as AESE and AESD begin. */
static Val with_key(Block *b, const ArmInsn *i)
{
    Val d = simd_q(b, i->d);

    return ir_vxor(b, d, simd_q(b, i->m));
}

INSN(aese)
{
    Val state = with_key(b, i);

    set_simd_q(b, i, i->d, ir_vaesenclast(b, state, zeros(b), 8));
}

INSN(aesd)
{
    Val state = with_key(b, i);

    set_simd_q(b, i, i->d, ir_vaesdeclast(b, state, zeros(b), 8));
}

INSN(aesmc)
{
    set_simd_q(b, i, i->d, ir_vaesmix(b, simd_q(b, i->m), 8));
}

INSN(aesimc)
{
    set_simd_q(b, i, i->d, ir_vaesunmix(b, simd_q(b, i->m), 8));
}

/* --- SHA-1: the ops have a, b, c, d in lanes 3 to 0, ARM in lanes 0 to 3 --- */

static Val reversed(Block *b, Val v)
{
    static const u8 order[4] = {3, 2, 1, 0};

    return words(b, v, v, order);
}

/* Returns v with zeros in all lanes but the first. */
static Val first_word(Block *b, Val v)
{
    return ir_vand(b, v, simd_constant(b, 0xffffffff, 0));
}

/* Four rounds.  The op adds the constant of the phase, which ARM's words have already.
 */
static void make_sha1(Block *b, const ArmInsn *i, unsigned phase, u32 constant)
{
    Val e = first_word(b, simd_q(b, i->n));
    Val word = ir_vadd(b, simd_q(b, i->m), e, 32);
    Val state = reversed(b, simd_q(b, i->d));

    word = reversed(b, ir_vsub(b, word, simd_number(b, 32, constant), 32));
    word = ir_vsha1rounds(b, state, word, vec_imm(32, phase));
    set_simd_q(b, i, i->d, reversed(b, word));
}

INSN(sha1c)
{
    make_sha1(b, i, 0, 0x5a827999);
}

INSN(sha1p)
{
    make_sha1(b, i, 1, 0x6ed9eba1);
}

INSN(sha1m)
{
    make_sha1(b, i, 2, 0x8f1bbcdc);
}

/* The first word, turned left by 30. */
INSN(sha1h)
{
    Val e = first_word(b, simd_q(b, i->m)), up = ir_vshl(b, e, vec_imm(32, 30));

    set_simd_q(b, i, i->d, ir_vor(b, up, ir_vshr(b, e, vec_imm(32, 2))));
}

INSN(sha1su0)
{
    static const u8 order[4] = {2, 3, 4, 5};
    Val d = simd_q(b, i->d), middle = words(b, d, simd_q(b, i->n), order);
    Val sum = ir_vxor(b, d, middle);

    set_simd_q(b, i, i->d, ir_vxor(b, sum, simd_q(b, i->m)));
}

INSN(sha1su1)
{
    Val sum = reversed(b, simd_q(b, i->d)), last = reversed(b, simd_q(b, i->m));

    set_simd_q(b, i, i->d, reversed(b, ir_vsha1msg2(b, sum, last, 32)));
}

/* --- SHA-256: the ops have a, b, e, f and c, d, g, h in lanes 3 to 0 --- */

/* Makes four rounds of abcd and efgh, whose words are in m: sets *first to a, b, e, f
 * after two, *second after four.  sha256h and sha256h2 of the same registers make the
 * same ops, which the optimiser joins. */
static void make_sha256(Block *b, const ArmInsn *i, Val abcd, Val efgh, Val *first,
                        Val *second)
{
    static const u8 abef_order[4] = {5, 4, 1, 0}, cdgh_order[4] = {7, 6, 3, 2};
    static const u8 high_order[4] = {2, 3, 2, 3};
    Val word = simd_q(b, i->m), abef = words(b, abcd, efgh, abef_order);
    Val cdgh = words(b, abcd, efgh, cdgh_order);

    *first = ir_vsha256rounds(b, cdgh, abef, word, 32);
    word = words(b, word, word, high_order);
    *second = ir_vsha256rounds(b, abef, *first, word, 32);
}

INSN(sha256h)
{
    static const u8 order[4] = {7, 6, 3, 2};
    Val abcd = simd_q(b, i->d), efgh = simd_q(b, i->n), first, second;

    make_sha256(b, i, abcd, efgh, &first, &second);
    set_simd_q(b, i, i->d, words(b, first, second, order));
}

INSN(sha256h2)
{
    static const u8 order[4] = {5, 4, 1, 0};
    Val efgh = simd_q(b, i->d), abcd = simd_q(b, i->n), first, second;

    make_sha256(b, i, abcd, efgh, &first, &second);
    set_simd_q(b, i, i->d, words(b, first, second, order));
}

INSN(sha256su0)
{
    Val d = simd_q(b, i->d);

    set_simd_q(b, i, i->d, ir_vsha256msg1(b, d, simd_q(b, i->m), 32));
}

INSN(sha256su1)
{
    static const u8 order[4] = {1, 2, 3, 4};
    Val n = simd_q(b, i->n), m = simd_q(b, i->m), middle = words(b, n, m, order);
    Val sum = ir_vadd(b, simd_q(b, i->d), middle, 32);

    set_simd_q(b, i, i->d, ir_vsha256msg2(b, sum, m, 32));
}

/* clang-format off */
#define AES_TWO(name, code, function)                                                           \
    MISC(name, "00", "00", code, function, plain, "", "Qd, Qm")
#define SHA_THREE(name, u, size, function)                                                      \
    NEON(SAME, name, SAME_PICTURE(u, size, "1100", "1", "0"),                                   \
         function, plain, "", "Qd, Qn, Qm", 0)
#define SHA_TWO(name, a, code, function)                                                        \
    MISC(name, "10", a, code, function, plain, "", "Qd, Qm")

const ArmRow arm_neon_crypto_rows[] = {
    AES_TWO("aese.8",   "0110 0", aese),
    AES_TWO("aesd.8",   "0110 1", aesd),
    AES_TWO("aesmc.8",  "0111 0", aesmc),
    AES_TWO("aesimc.8", "0111 1", aesimc),
    SHA_THREE("sha1c.32",     "0", "00", sha1c),
    SHA_THREE("sha1p.32",     "0", "01", sha1p),
    SHA_THREE("sha1m.32",     "0", "10", sha1m),
    SHA_THREE("sha1su0.32",   "0", "11", sha1su0),
    SHA_THREE("sha256h.32",   "1", "00", sha256h),
    SHA_THREE("sha256h2.32",  "1", "01", sha256h2),
    SHA_THREE("sha256su1.32", "1", "10", sha256su1),
    SHA_TWO("sha1h.32",     "01", "0101 1", sha1h),
    SHA_TWO("sha1su1.32",   "10", "0111 0", sha1su1),
    SHA_TWO("sha256su0.32", "10", "0111 1", sha256su0),
    {0}
};
/* clang-format on */

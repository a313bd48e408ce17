/* neon_permute.c -- Advanced SIMD moves of elements.  ARM ARM, A4.12.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/neon/neon_rows.h"

Val simd_shuffle(Block *b, Val x, Val y, const u8 order[16])
{
    u64 low = 0, high = 0;

    for (u32 k = 0; k < 8; k++) {
        low |= (u64)order[k] << 8 * k;
        high |= (u64)order[8 + k] << 8 * k;
    }
    return ir_vshuffle(b, x, y, simd_constant(b, low, high), 8);
}

/* Bytes from n and after them from m; imm counts elements. */
INSN(vext)
{
    u32 bytes = i->quad ? 16 : 8, from = i->imm << i->size;
    Val n = simd(b, i, i->n), m = simd(b, i, i->m);
    u8 order[16];

    for (u32 k = 0; k < 16; k++) {
        u32 at = from + k % bytes;
        order[k] = (u8)(at < bytes ? at : 16 + at - bytes);
    }
    set_simd(b, i, i->d, simd_shuffle(b, n, m, order));
}

static Val table_register(Block *b, const ArmInsn *i, u32 k)
{
    return k < i->count ? simd_d(b, i->n + k) : simd_number(b, 64, 0);
}

static Val looked_up(Block *b, const ArmInsn *i, Val index)
{
    Val r0 = table_register(b, i, 0), r1 = table_register(b, i, 1);
    Val r2 = table_register(b, i, 2), r3 = table_register(b, i, 3);
    Val low = ir_vjoin(b, r0, r1, 64), high = ir_vjoin(b, r2, r3, 64);

    return ir_vshuffle(b, low, high, index, 8);
}

INSN(vtbl)
{
    set_simd_d(b, i, i->d, looked_up(b, i, simd_d(b, i->m)));
}

/* What is not in the table stays. */
INSN(vtbx)
{
    Val index = simd_d(b, i->m), v = looked_up(b, i, index), d = simd_d(b, i->d);
    Val is_in = ir_vcgt(b, simd_number(b, 8, 8 * i->count), index, 8);

    set_simd_d(b, i, i->d, ir_vselect(b, is_in, v, d));
}

INSN(vdup)
{
    set_simd(b, i, i->d, simd_scalar(b, i));
}

static void set_both(Block *b, const ArmInsn *i, Val d, Val m)
{
    set_simd(b, i, i->d, d);
    set_simd(b, i, i->m, m);
}

INSN(vswp)
{
    Val d = simd(b, i, i->d), m = simd(b, i, i->m);

    set_both(b, i, m, d);
}

/* Every second element of d for those before them of m. */
INSN(vtrn)
{
    unsigned bits = element_bits(i);
    Val d = simd(b, i, i->d), m = simd(b, i, i->m);
    Val even = simd_number(b, 2 * bits, ~0ull >> (64 - bits));
    Val m_up = ir_vshl(b, m, vec_imm(2 * bits, bits));
    Val d_down = ir_vshr(b, d, vec_imm(2 * bits, bits));
    Val new_d = ir_vselect(b, even, d, m_up), new_m = ir_vselect(b, even, d_down, m);

    set_both(b, i, new_d, new_m);
}

/* Elements of d and m, taken as one row with `bytes` of d's first; each result has
 * those that its own are, by place in the row. */
static void exchange(Block *b, const ArmInsn *i, u32 (*from)(u32 place, u32 count))
{
    u32 bytes = i->quad ? 16 : 8, size = 1u << i->size, count = 2 * bytes / size;
    Val d = simd(b, i, i->d), m = simd(b, i, i->m);
    u8 order[2][16];

    for (u32 k = 0; k < 32; k++) {
        u32 byte = k % 16 % bytes + k / 16 * bytes;
        u32 at = from(byte / size, count) * size + byte % size;
        order[k / 16][k % 16] = (u8)(at < bytes ? at : 16 + at - bytes);
    }
    Val new_d = simd_shuffle(b, d, m, order[0]);
    set_both(b, i, new_d, simd_shuffle(b, d, m, order[1]));
}

static u32 from_unzip(u32 place, u32 count)
{
    return place < count / 2 ? 2 * place : 2 * place - count + 1;
}

static u32 from_zip(u32 place, u32 count)
{
    return place / 2 + place % 2 * (count / 2);
}

INSN(vuzp)
{
    exchange(b, i, from_unzip);
}

INSN(vzip)
{
    exchange(b, i, from_zip);
}

/* Elements in rows of so many bytes, each row turned around. */
static void reverse(Block *b, const ArmInsn *i, u32 bytes)
{
    Val m = simd(b, i, i->m);
    u32 size = 1u << i->size;
    u8 order[16];

    for (u32 k = 0; k < 16; k++) {
        u32 element = bytes / size - 1 - k % bytes / size;
        order[k] = (u8)(k - k % bytes + element * size + k % size);
    }
    set_simd(b, i, i->d, simd_shuffle(b, m, m, order));
}

INSN(vrev64)
{
    reverse(b, i, 8);
}

INSN(vrev32)
{
    reverse(b, i, 4);
}

INSN(vrev16)
{
    reverse(b, i, 2);
}

/* clang-format off */
const ArmRow arm_neon_permute_rows[] = {
    MISC_TWO("vrev64.@", "zz", "00", "0000", vrev64, "3"),
    MISC_TWO("vrev32.@", "zz", "00", "0001", vrev32, "23"),
    MISC_TWO("vrev16.@", "zz", "00", "0010", vrev16, "123"),
    MISC_TWO("vswp",     "zz", "10", "0000", vswp, "123"),
    MISC_TWO("vtrn.@",   "zz", "10", "0001", vtrn, "3"),
    MISC("vuzp.@", "zz", "10", "0010 Q", vuzp, zip, "3", "Ed, Em"),
    MISC("vzip.@", "zz", "10", "0011 Q", vzip, zip, "3", "Ed, Em"),
    NEON(MISC, "vext.@", "11110010 1 d 11 nnnn dddd vvvv n Q m 0 mmmm",
         vext, vext, "", "Ed, En, Em, #v", 0),
    NEON(MISC, "vtbl.8", "11110011 1 d 11 nnnn dddd 10 xx n 0 m 0 mmmm",
         vtbl, vtbl, "", "Dd, Kn, Dm", 0),
    NEON(MISC, "vtbx.8", "11110011 1 d 11 nnnn dddd 10 xx n 1 m 0 mmmm",
         vtbx, vtbl, "", "Dd, Kn, Dm", 0),
    NEON(MISC, "vdup.@", "11110011 1 d 11 xxxx dddd 11000 Q m 0 mmmm",
         vdup, vdup, "", "Ed, Dm[x]", 0),
    {0}
};
/* clang-format on */

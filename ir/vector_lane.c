/* vector_lane.c -- the integer vector ops that work lane by lane.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "ir/vector.h"

__extension__ typedef __int128 i128;

static i64 value_of(u64 imm, u64 a, unsigned bits)
{
    return imm & VEC_SIGNED ? (i64)sign_extend(a, bits) : (i64)a;
}

/* Returns a lane's value as value_of does; unsigned lanes of 64 bits fit, too. */
static i128 exact_value(u64 imm, u64 a, unsigned bits)
{
    return imm & VEC_SIGNED ? (i128)(i64)sign_extend(a, bits) : (i128)a;
}

static u64 saturated(i128 x, unsigned bits, bool is_signed)
{
    i128 top = ((i128)1 << (is_signed ? bits - 1 : bits)) - 1;
    i128 bottom = is_signed ? -top - 1 : 0;

    return (u64)(x > top ? top : x < bottom ? bottom : x);
}

u64 lane_add_saturated(u64 imm, u64 a, u64 b, unsigned bits)
{
    i128 sum = exact_value(imm, a, bits) + exact_value(imm, b, bits);

    return saturated(sum, bits, imm & VEC_SIGNED);
}

u64 lane_sub_saturated(u64 imm, u64 a, u64 b, unsigned bits)
{
    i128 difference = exact_value(imm, a, bits) - exact_value(imm, b, bits);

    return saturated(difference, bits, imm & VEC_SIGNED);
}

/* For lanes of up to 32 bits, as all functions below. */
u64 lane_half(u64 imm, u64 a, u64 b, unsigned bits)
{
    i64 sum = value_of(imm, a, bits) + value_of(imm, b, bits);

    return (u64)((sum + (imm & VEC_ROUND ? 1 : 0)) >> 1);
}

u64 lane_half_difference(u64 imm, u64 a, u64 b, unsigned bits)
{
    return (u64)((value_of(imm, a, bits) - value_of(imm, b, bits)) >> 1);
}

u64 lane_absolute(u64 a, unsigned bits)
{
    return a >> (bits - 1) ? -a : a;
}

bool lane_greater(u64 imm, u64 a, u64 b, unsigned bits)
{
    return exact_value(imm, a, bits) > exact_value(imm, b, bits);
}

u64 lane_shift_right(u64 imm, u64 a, unsigned n, unsigned bits)
{
    i128 x = exact_value(imm, a, bits);

    if (imm & VEC_ROUND && n)
        x += (i128)1 << (n - 1);
    return (u64)(x >> n);
}

static u64 shift_left(u64 imm, u64 a, unsigned n, unsigned bits)
{
    bool is_signed = (imm & VEC_SIGNED) && !(imm & VEC_TO_UNSIGNED);
    i128 x = exact_value(imm, a, bits), out = x > 0 ? (i128)1 << 64 : -((i128)1 << 64);

    if (!(imm & VEC_SATURATE))
        return n < bits ? a << n : 0;
    return saturated(n < bits || !x ? x * ((i128)1 << (n & 63)) : out, bits, is_signed);
}

u64 lane_shift(u64 imm, u64 a, u64 b, unsigned bits)
{
    int n = (i8)b;

    if (n >= 0)
        return shift_left(imm, a, (unsigned)n, bits);
    return lane_shift_right(imm, a, -n > 65 ? 65 : (unsigned)-n, bits);
}

u64 lane_polynomial(u64 a, u64 b)
{
    u64 product = 0;

    for (; b; b >>= 1, a <<= 1)
        product ^= b & 1 ? a : 0;
    return product;
}

u64 lane_high_doubled(u64 imm, u64 a, u64 b, unsigned bits)
{
    i64 product = (i64)sign_extend(a, bits) * (i64)sign_extend(b, bits);
    i64 half = imm & VEC_ROUND ? (i64)1 << (bits - 2) : 0;

    return saturated((product + half) >> (bits - 1), bits, true);
}

/* vector_whole.c -- the vector ops that move lanes, or change their width.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "ir/vector.h"

__extension__ typedef __int128 i128;

V128 vec_splat(u64 imm, V128 a)
{
    V128 v = {0, 0};

    for (unsigned i = 0; i < 128 / vec_lane(imm); i++)
        lane_set(&v, i, vec_lane(imm), a.low);
    return v;
}

V128 vec_extract(u64 imm, V128 a)
{
    unsigned bits = vec_lane(imm);
    u64 x = lane_get(a, vec_count(imm), bits);

    return (V128){imm & VEC_SIGNED ? sign_extend(x, bits) : x, 0};
}

V128 vec_insert(u64 imm, V128 a, V128 b)
{
    lane_set(&a, vec_count(imm), vec_lane(imm), b.low);
    return a;
}

V128 vec_shuffle(V128 a, V128 b, V128 order)
{
    V128 v = {0, 0};

    for (unsigned i = 0; i < 16; i++) {
        u64 from = lane_get(order, i, 8);

        if (from < 32)
            lane_set(&v, i, 8, lane_get(from < 16 ? a : b, from & 15, 8));
    }
    return v;
}

static u64 extended(u64 imm, V128 v, unsigned i)
{
    unsigned bits = vec_lane(imm);
    u64 x = lane_get(v, i, bits);

    return imm & VEC_SIGNED ? sign_extend(x, bits) : x;
}

V128 vec_widen(u64 imm, V128 a)
{
    unsigned bits = vec_lane(imm);
    V128 v = {0, 0};

    for (unsigned i = 0; i < 64 / bits; i++)
        lane_set(&v, i, 2 * bits, extended(imm, a, i));
    return v;
}

V128 vec_multiply(u64 imm, V128 a, V128 b)
{
    unsigned bits = vec_lane(imm);
    V128 v = {0, 0};

    for (unsigned i = 0; i < 64 / bits; i++)
        lane_set(&v, i, 2 * bits, extended(imm, a, i) * extended(imm, b, i));
    return v;
}

V128 vec_polynomial(V128 a, V128 b)
{
    V128 v = {0, 0};

    for (unsigned i = 0; i < 8; i++)
        lane_set(&v, i, 16, lane_polynomial(lane_get(a, i, 8), lane_get(b, i, 8)));
    return v;
}

V128 vec_carryless(u64 imm, V128 a, V128 b)
{
    u64 x = vec_count(imm) & 1 ? a.high : a.low,
        y = vec_count(imm) & 2 ? b.high : b.low;
    V128 product = {0, 0};

    for (unsigned k = 0; k < 64; k++) {
        if (!(y >> k & 1))
            continue;
        product.low ^= x << k;
        product.high ^= k ? x >> (64 - k) : 0;
    }
    return product;
}

static u64 narrowed(u64 imm, u64 x, unsigned bits)
{
    i128 value = imm & VEC_SIGNED ? (i128)(i64)sign_extend(x, bits) : (i128)x;
    bool is_signed = !(imm & VEC_TO_UNSIGNED);
    i128 top = ((i128)1 << (bits / 2 - (is_signed ? 1 : 0))) - 1;
    i128 bottom = is_signed ? -top - 1 : 0;

    if (!(imm & VEC_SATURATE))
        return x;
    return (u64)(value > top ? top : value < bottom ? bottom : value);
}

V128 vec_narrow(u64 imm, V128 a, V128 b)
{
    unsigned bits = vec_lane(imm), lanes = 128 / bits;
    V128 v = {0, 0};

    for (unsigned i = 0; i < lanes; i++) {
        lane_set(&v, i, bits / 2, narrowed(imm, lane_get(a, i, bits), bits));
        lane_set(&v, lanes + i, bits / 2, narrowed(imm, lane_get(b, i, bits), bits));
    }
    return v;
}

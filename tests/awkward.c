/* awkward.c -- pseudo-random numbers of the kind that programs get wrong.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "tests/awkward.h"

Random random_from(u64 seed)
{
    return (Random){seed * 0x9e3779b97f4a7c15u + 0x1234567};
}

/* Sebastiano Vigna's splitmix64. */
u64 random_u64(Random *rnd)
{
    u64 z = rnd->state += 0x9e3779b97f4a7c15u;

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

u32 random_below(Random *rnd, u32 limit)
{
    return (u32)((random_u64(rnd) >> 32) * limit >> 32);
}

static u64 cut(u64 x, unsigned bits)
{
    return x & ~0ull >> (64 - bits);
}

u64 awkward_int(Random *rnd, unsigned bits)
{
    u64 power = 1ull << random_below(rnd, bits);

    switch (random_below(rnd, 10)) {
    case 0: return 0;
    case 1: return 1;
    case 2: return cut(~0ull, bits);
    case 3: return 1ull << (bits - 1);
    case 4: return power;
    case 5: return cut(-power, bits);
    case 6: return cut(power - 1, bits);
    case 7: return cut((u64)random_below(rnd, 256) - 128, bits);
    case 8: return cut(0x0101010101010101u * random_below(rnd, 256), bits);
    default: return cut(random_u64(rnd), bits);
    }
}

static u64 make_float(u64 sign, u64 exponent, u64 fraction, unsigned bits)
{
    unsigned fraction_bits = bits == 32 ? 23 : 52;

    return sign << (bits - 1) | exponent << fraction_bits |
           cut(fraction, fraction_bits);
}

u64 awkward_float(Random *rnd, unsigned bits)
{
    u64 sign = random_u64(rnd) & 1, any = random_u64(rnd);
    u64 top = bits == 32 ? 0xff : 0x7ff, one = top >> 1;
    u64 near_one = one + random_below(rnd, 66) - 33;
    u64 few_bits = any & any << 17 & any << 31; /* sparse: ties when rounded */
    u64 quiet = bits == 32 ? 1ull << 22 : 1ull << 51;

    switch (random_below(rnd, 12)) {
    case 0: return make_float(sign, 0, 0, bits);
    case 1: return make_float(sign, top, 0, bits);
    case 2: return make_float(sign, top, quiet | any, bits);
    case 3: return make_float(sign, top, (any & ~quiet) | 1, bits);
    case 4: return make_float(sign, 0, any | 1, bits);
    case 5: return make_float(sign, random_below(rnd, 3), few_bits, bits);
    case 6: return make_float(sign, top - 1, random_below(rnd, 2) ? ~0ull : any, bits);
    case 7: return make_float(sign, one, 0, bits);
    case 8: return make_float(sign, near_one, few_bits, bits);
    case 9: return make_float(sign, near_one, any << 29, bits);
    case 10: return make_float(sign, near_one, any, bits);
    default: return cut(any, bits);
    }
}

u64 awkward_bits(Random *rnd, Type type)
{
    unsigned bits = type == TY_V128 ? 64 : type_bits(type);

    return type_is_float(type) ? awkward_float(rnd, bits) : awkward_int(rnd, bits);
}

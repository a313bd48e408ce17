/* vector_sha.c -- the vector ops of SHA-1 and SHA-256.  FIPS 180-4.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "ir/vector.h"

static void take(V128 v, u32 word[4])
{
    for (unsigned i = 0; i < 4; i++)
        word[i] = (u32)lane_get(v, i, 32);
}

static V128 made_of(u32 lane3, u32 lane2, u32 lane1, u32 lane0)
{
    return (V128){(u64)lane1 << 32 | lane0, (u64)lane3 << 32 | lane2};
}

static u32 left(u32 x, unsigned n)
{
    return x << n | x >> (32 - n);
}

static u32 right(u32 x, unsigned n)
{
    return x >> n | x << (32 - n);
}

static u32 choice(u32 x, u32 y, u32 z)
{
    return (x & y) ^ (~x & z);
}

static u32 parity(u32 x, u32 y, u32 z)
{
    return x ^ y ^ z;
}

static u32 majority(u32 x, u32 y, u32 z)
{
    return (x & y) ^ (x & z) ^ (y & z);
}

/* The functions and constants of SHA-1's phases: 4.1.1 and 4.2.1. */
static const struct {
    u32 (*function)(u32 x, u32 y, u32 z);
    u32 constant;
} phase[4] = {{choice, 0x5a827999},
              {parity, 0x6ed9eba1},
              {majority, 0x8f1bbcdc},
              {parity, 0xca62c1d6}};

V128 sha1_rounds(u64 imm, V128 abcd, V128 words)
{
    unsigned which = vec_count(imm) & 3;
    u32 word[4], v[4], e = 0;

    take(abcd, v);
    take(words, word);
    for (unsigned i = 4; i-- > 0;) {
        u32 mixed = phase[which].function(v[2], v[1], v[0]) + phase[which].constant;
        u32 sum = left(v[3], 5) + mixed + e + word[i];

        e = v[0];
        v[0] = v[1];
        v[1] = left(v[2], 30);
        v[2] = v[3];
        v[3] = sum;
    }
    return made_of(v[3], v[2], v[1], v[0]);
}

V128 sha1_message(V128 sum, V128 last)
{
    u32 s[4], w[4], first;

    take(sum, s);
    take(last, w);
    first = left(s[3] ^ w[2], 1);
    return made_of(first, left(s[2] ^ w[1], 1), left(s[1] ^ w[0], 1),
                   left(s[0] ^ first, 1));
}

V128 sha256_rounds(V128 cdgh, V128 abef, V128 words)
{
    u32 x[4], y[4], word[4]; /* x: f e b a; y: h g d c */

    take(abef, x);
    take(cdgh, y);
    take(words, word);
    for (unsigned i = 0; i < 2; i++) {
        u32 e = x[1], a = x[3];
        u32 sum1 = right(e, 6) ^ right(e, 11) ^ right(e, 25);
        u32 sum0 = right(a, 2) ^ right(a, 13) ^ right(a, 22);
        u32 one = y[0] + sum1 + choice(e, x[0], y[1]) + word[i];
        u32 two = sum0 + majority(a, x[2], y[3]);
        u32 d = y[2];

        y[0] = y[1], y[1] = x[0], x[0] = e, x[1] = d + one;
        y[2] = y[3], y[3] = x[2], x[2] = a, x[3] = one + two;
    }
    return made_of(x[3], x[2], x[1], x[0]);
}

static u32 sigma0(u32 x)
{
    return right(x, 7) ^ right(x, 18) ^ x >> 3;
}

static u32 sigma1(u32 x)
{
    return right(x, 17) ^ right(x, 19) ^ x >> 10;
}

V128 sha256_message1(V128 a, V128 b)
{
    u32 w[4];

    take(a, w);
    return made_of(w[3] + sigma0((u32)b.low), w[2] + sigma0(w[3]), w[1] + sigma0(w[2]),
                   w[0] + sigma0(w[1]));
}

V128 sha256_message2(V128 sum, V128 last)
{
    u32 s[4], w[4];

    take(sum, s);
    take(last, w);
    s[0] += sigma1(w[2]);
    s[1] += sigma1(w[3]);
    return made_of(s[3] + sigma1(s[1]), s[2] + sigma1(s[0]), s[1], s[0]);
}

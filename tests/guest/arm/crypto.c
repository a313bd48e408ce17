/* crypto.c -- ARMv8's AES, SHA-1, SHA-256, polynomials and checks: examples of FIPS
 * 197, FIPS 180-4 and NIST SP 800-38D, in the shape that libraries have them.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define ARMV8 ".arch armv8-a\n\t.arch_extension crc\n\t.fpu crypto-neon-fp-armv8\n\t"

static void show(const char *name, const void *bytes, unsigned size)
{
    printf("%-8s ", name);
    for (unsigned i = 0; i < size; i++)
        printf("%02x", ((const uint8_t *)bytes)[i]);
    printf("\n");
}

/* --- SHA: q0 and q1 are the state, q8 to q11 words of the message --- */

static const uint32_t k256[] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
    0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
    0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
    0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
    0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
    0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
    0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
    0xc67178f2,
};
static const uint32_t start256[] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
static const uint32_t start1[] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476,
                                  0xc3d2e1f0, 0,          0,          0};
static const uint32_t k1[] = {0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6};

#define WORDS                                                                          \
    "vld1.8 {d16-d19}, [%1]!\n\tvld1.8 {d20-d23}, [%1]!\n\t"                           \
    "vrev32.8 q8, q8\n\tvrev32.8 q9, q9\n\t"                                           \
    "vrev32.8 q10, q10\n\tvrev32.8 q11, q11\n\t"

/* Four rounds of SHA-256, with the words in w. */
#define ROUNDS(w)                                                                      \
    "vld1.32 {d24, d25}, [%2]!\n\tvadd.i32 q12, q12, " w "\n\tvmov q2, q0\n\t"         \
    "sha256h.32 q0, q1, q12\n\tsha256h2.32 q1, q2, q12\n\t"
/* Words 16 later than those in w0. */
#define LATER(w0, w1, w2, w3)                                                          \
    "sha256su0.32 " w0 ", " w1 "\n\tsha256su1.32 " w0 ", " w2 ", " w3 "\n\t"
/* clang-format off */
#define SIXTEEN                                                                        \
    ROUNDS("q8") LATER("q8", "q9", "q10", "q11")                                       \
    ROUNDS("q9") LATER("q9", "q10", "q11", "q8")                                       \
    ROUNDS("q10") LATER("q10", "q11", "q8", "q9")                                      \
    ROUNDS("q11") LATER("q11", "q8", "q9", "q10")

static void sha256_blocks(uint32_t *state, const uint8_t *bytes, const uint32_t *k,
                          unsigned blocks)
{
    __asm__ volatile(
        ARMV8 "vld1.32 {d0-d3}, [%0]\n"
        "1:\n\t" WORDS "vmov q13, q0\n\tvmov q14, q1\n\t"
        SIXTEEN SIXTEEN SIXTEEN
        ROUNDS("q8") ROUNDS("q9") ROUNDS("q10") ROUNDS("q11")
        "vadd.i32 q0, q0, q13\n\tvadd.i32 q1, q1, q14\n\t"
        "sub %2, #256\n\tsubs %3, #1\n\tbne 1b\n\tvst1.32 {d0-d3}, [%0]"
        : "+r"(state), "+r"(bytes), "+r"(k), "+r"(blocks)
        :
        : "memory", "cc");
}
/* clang-format on */

/* Four rounds of SHA-1: `op` is its function, q12 the constant, e goes from `e0` to the
 * next rounds' `e1`. */
#define ROUNDS1(op, w, e0, e1)                                                         \
    "vadd.i32 q15, q12, " w "\n\tsha1h.32 " e1 ", q0\n\t" op ".32 q0, " e0 ", q15\n\t"
#define LATER1(w0, w1, w2, w3)                                                         \
    "sha1su0.32 " w0 ", " w1 ", " w2 "\n\tsha1su1.32 " w0 ", " w3 "\n\t"
#define CONSTANT "vld1.32 {d24[], d25[]}, [%2]!\n\t"
#define W8(op, e0, e1) ROUNDS1(op, "q8", e0, e1) LATER1("q8", "q9", "q10", "q11")
#define W9(op, e0, e1) ROUNDS1(op, "q9", e0, e1) LATER1("q9", "q10", "q11", "q8")
#define W10(op, e0, e1) ROUNDS1(op, "q10", e0, e1) LATER1("q10", "q11", "q8", "q9")
#define W11(op, e0, e1) ROUNDS1(op, "q11", e0, e1) LATER1("q11", "q8", "q9", "q10")

/* clang-format off */
static void sha1_blocks(uint32_t *state, const uint8_t *bytes, const uint32_t *k,
                        unsigned blocks)
{
    __asm__ volatile(
        ARMV8 "vld1.32 {d0-d3}, [%0]\n"
        "1:\n\t" WORDS "vmov q13, q0\n\tvmov q14, q1\n\t"
        CONSTANT W8("sha1c", "q1", "q2") W9("sha1c", "q2", "q1") W10("sha1c", "q1", "q2")
                 W11("sha1c", "q2", "q1") W8("sha1c", "q1", "q2")
        CONSTANT W9("sha1p", "q2", "q1") W10("sha1p", "q1", "q2") W11("sha1p", "q2", "q1")
                 W8("sha1p", "q1", "q2") W9("sha1p", "q2", "q1")
        CONSTANT W10("sha1m", "q1", "q2") W11("sha1m", "q2", "q1") W8("sha1m", "q1", "q2")
                 W9("sha1m", "q2", "q1") W10("sha1m", "q1", "q2")
        CONSTANT W11("sha1p", "q2", "q1") ROUNDS1("sha1p", "q8", "q1", "q2")
                 ROUNDS1("sha1p", "q9", "q2", "q1") ROUNDS1("sha1p", "q10", "q1", "q2")
                 ROUNDS1("sha1p", "q11", "q2", "q1")
        "vadd.i32 q0, q0, q13\n\tvadd.i32 q1, q1, q14\n\t"
        "sub %2, #16\n\tsubs %3, #1\n\tbne 1b\n\tvst1.32 {d0-d3}, [%0]"
        : "+r"(state), "+r"(bytes), "+r"(k), "+r"(blocks)
        :
        : "memory", "cc");
}
/* clang-format on */

typedef void Blocks(uint32_t *state, const uint8_t *bytes, const uint32_t *k,
                    unsigned blocks);

/* The digest of `text`, many times over. */
static void digest(const char *name, Blocks *blocks, const uint32_t *start,
                   const uint32_t *k, unsigned words, const char *text, unsigned times)
{
    static uint8_t message[4096];
    unsigned length = strlen(text), size = length * times, padded = (size + 72) & -64u;
    uint32_t state[8], bits = __builtin_bswap32(8 * size);

    memset(message, 0, sizeof message);
    for (unsigned i = 0; i < times; i++)
        memcpy(message + i * length, text, length);
    message[size] = 0x80;
    memcpy(message + padded - 4, &bits, 4);
    memcpy(state, start, sizeof state);
    blocks(state, message, k, padded / 64);
    for (unsigned i = 0; i < words; i++)
        state[i] = __builtin_bswap32(state[i]);
    show(name, state, 4 * words);
}

/* --- AES --- */

static uint32_t substitute(uint32_t word)
{
    uint32_t in[4] = {word, word, word, word}, out[4];

    /* In equal columns ShiftRows changes nothing. */
    __asm__ volatile(ARMV8 "vld1.8 {d0, d1}, [%0]\n\tveor q1, q1\n\taese.8 q0, q1\n\t"
                           "vst1.8 {d0, d1}, [%1]"
                     :
                     : "r"(in), "r"(out)
                     : "memory");
    return out[0];
}

/* FIPS 197, 5.2; words are as they lie in memory. */
static void expand(const uint8_t *key, uint32_t *words)
{
    uint32_t round = 1;

    memcpy(words, key, 16);
    for (unsigned i = 4; i < 44; i++) {
        uint32_t word = words[i - 1];
        if (i % 4 == 0) {
            word = substitute(word >> 8 | word << 24) ^ round;
            round = round << 1 ^ (round & 0x80 ? 0x11b : 0);
        }
        words[i] = words[i - 4] ^ word;
    }
}

/* Both loop over the keys as libraries do: of two rounds, then the last two. */
static void encrypt(const uint32_t *keys, const uint8_t *in, uint8_t *out)
{
    unsigned rounds = 8;

    __asm__ volatile(ARMV8
                     "vld1.8 {d0, d1}, [%1]\n\tvld1.32 {d2-d5}, [%0]!\n"
                     "1:\n\taese.8 q0, q1\n\taesmc.8 q0, q0\n\t"
                     "vld1.32 {d2, d3}, [%0]!\n\tsubs %2, #2\n\t"
                     "aese.8 q0, q2\n\taesmc.8 q0, q0\n\t"
                     "vld1.32 {d4, d5}, [%0]!\n\tbgt 1b\n\t"
                     "aese.8 q0, q1\n\taesmc.8 q0, q0\n\tvld1.32 {d2, d3}, [%0]\n\t"
                     "aese.8 q0, q2\n\tveor q0, q0, q1\n\tvst1.8 {d0, d1}, [%3]"
                     : "+r"(keys), "+r"(in), "+r"(rounds)
                     : "r"(out)
                     : "memory", "cc");
}

static void decrypt(const uint32_t *keys, const uint8_t *in, uint8_t *out)
{
    unsigned rounds = 9;

    __asm__ volatile(ARMV8 "vld1.8 {d0, d1}, [%1]\n\tmvn r3, #15\n\tadd %0, #160\n\t"
                           "vld1.32 {d2, d3}, [%0], r3\n"
                           "1:\n\taesd.8 q0, q1\n\taesimc.8 q0, q0\n\t"
                           "vld1.32 {d2, d3}, [%0], r3\n\taesimc.8 q1, q1\n\t"
                           "subs %2, #1\n\tbne 1b\n\t"
                           "aesd.8 q0, q1\n\tvld1.32 {d2, d3}, [%0]\n\t"
                           "veor q0, q0, q1\n\tvst1.8 {d0, d1}, [%3]"
                     : "+r"(keys), "+r"(in), "+r"(rounds)
                     : "r"(out)
                     : "memory", "cc", "r3");
}

static void show_aes(void)
{
    uint8_t key[16], block[16], out[16], back[16];
    uint32_t words[44];

    for (unsigned i = 0; i < 16; i++)
        key[i] = (uint8_t)i, block[i] = (uint8_t)(i * 0x11);
    expand(key, words);
    show("last key", words + 40, 16);
    encrypt(words, block, out);
    show("aes", out, 16);
    decrypt(words, out, back);
    show("and back", back, 16);
}

/* --- products and checks --- */

/* The square of the polynomial of all ones, and products of each two halves. */
static void show_products(void)
{
    static const uint64_t in[4] = {~0ull, 0x66e94bd4ef8a2c3b, 0x0388dace60b6a392, 0x87};
    uint64_t out[8];

    __asm__ volatile(ARMV8 "vld1.64 {d0-d3}, [%0]\n\tvmull.p64 q8, d0, d0\n\t"
                           "vmull.p64 q9, d1, d2\n\tvmull.p64 q10, d3, d1\n\t"
                           "vmull.p64 q11, d0, d2\n\tvst1.64 {d16-d19}, [%1]!\n\t"
                           "vst1.64 {d20-d23}, [%1]\n\tsub %1, #32"
                     :
                     : "r"(in), "r"(out)
                     : "memory");
    for (unsigned i = 0; i < 8; i += 2)
        show("product", out + i, 16);
}

#define CHECK(name, insn)                                                              \
    static uint32_t name(uint32_t sum, uint32_t value)                                 \
    {                                                                                  \
        __asm__(ARMV8 insn " %0, %0, %1" : "+r"(sum) : "r"(value));                    \
        return sum;                                                                    \
    }
CHECK(crc32b, "crc32b")
CHECK(crc32h, "crc32h")
CHECK(crc32w, "crc32w")
CHECK(crc32cb, "crc32cb")
CHECK(crc32ch, "crc32ch")
CHECK(crc32cw, "crc32cw")

/* The check values of both polynomials, by bytes and by larger pieces. */
static void show_checks(void)
{
    static const char text[] = "123456789";
    uint32_t a = ~0u, b = ~0u, c = ~0u, d = ~0u, word;
    uint16_t half;

    for (unsigned i = 0; i < 9; i++)
        a = crc32b(a, text[i]), b = crc32cb(b, text[i]);
    memcpy(&word, text, 4);
    c = crc32w(c, word), d = crc32cw(d, word);
    memcpy(&word, text + 4, 4);
    half = (uint16_t)word;
    c = crc32h(c, half), d = crc32ch(d, half);
    half = (uint16_t)(word >> 16);
    c = crc32b(crc32h(c, half), text[8]), d = crc32cb(crc32ch(d, half), text[8]);
    printf("%08x %08x %08x %08x\n", ~a, ~b, ~c, ~d);
}

int main(void)
{
    static const char two_blocks[] =
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";

    digest("sha-1", sha1_blocks, start1, k1, 5, "abc", 1);
    digest("sha-1", sha1_blocks, start1, k1, 5, two_blocks, 1);
    digest("sha-1", sha1_blocks, start1, k1, 5, "0123456789abcde", 100);
    digest("sha-256", sha256_blocks, start256, k256, 8, "abc", 1);
    digest("sha-256", sha256_blocks, start256, k256, 8, two_blocks, 1);
    digest("sha-256", sha256_blocks, start256, k256, 8, "0123456789abcde", 100);
    show_aes();
    show_products();
    show_checks();
    return 0;
}

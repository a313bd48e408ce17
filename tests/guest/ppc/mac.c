/* mac.c -- halfword multiplication and accumulation of the 4xx, against the same in C.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include <stdint.h>
#include <stdio.h>

typedef struct {
    uint32_t result, xer;
} Outcome;

static uint32_t random32(void)
{
    static uint32_t x = 2463534242u;

    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    return x;
}

/* Often at the limits of a halfword. */
static uint32_t random_value(void)
{
    static const uint16_t special[] = {0, 1, 0x7fff, 0x8000, 0x8001, 0xffff};
    uint32_t value = random32(), how = random32();

    if (how & 1)
        value = (value & 0xffff) | (uint32_t)special[(how >> 8) % 6] << 16;
    if (how & 2)
        value = (value & ~0xffffu) | special[(how >> 16) % 6];
    return value;
}

enum { HH, CH, LH, SIGNED = 4, SATURATED = 8, NEGATED = 16, PRODUCT = 32 };

static int64_t half(uint32_t value, int high, int how)
{
    uint16_t bits = (uint16_t)(high ? value >> 16 : value);

    return how & SIGNED ? (int16_t)bits : bits;
}

static Outcome expected(int how, uint32_t t, uint32_t a, uint32_t b)
{
    int halves = how & 3;
    int64_t product = half(a, halves == HH, how) * half(b, halves != LH, how);
    int64_t least = how & SIGNED ? INT32_MIN : 0;
    int64_t most = how & SIGNED ? INT32_MAX : UINT32_MAX;
    int64_t sum = how & SIGNED ? (int32_t)t : (int64_t)t;

    if (how & PRODUCT)
        return (Outcome){(uint32_t)product, 0};
    sum += how & NEGATED ? -product : product;
    uint32_t xer = sum < least || sum > most ? 0xc0000000 : 0;
    if (how & SATURATED && xer)
        sum = sum < least ? least : most;
    return (Outcome){(uint32_t)sum, xer};
}

#define ROW(name, how)                                                                 \
    static Outcome do_##name(uint32_t t, uint32_t a, uint32_t b)                       \
    {                                                                                  \
        Outcome o = {t, 0};                                                            \
                                                                                       \
        __asm__(".machine push\n .machine \"440\"\n mtxer %4\n " #name                 \
                " %0, %2, %3\n mfxer %1\n .machine pop"                                \
                : "+r"(o.result), "=&r"(o.xer)                                         \
                : "r"(a), "r"(b), "r"(0));                                             \
        return o;                                                                      \
    }
#define PRODUCTS(hh, HALVES)                                                           \
    ROW(mul##hh##w, HALVES | PRODUCT | SIGNED)                                         \
    ROW(mul##hh##wu, HALVES | PRODUCT)
#define SUMS(hh, HALVES)                                                               \
    ROW(mac##hh##wo, HALVES | SIGNED)                                                  \
    ROW(mac##hh##wso, HALVES | SIGNED | SATURATED)                                     \
    ROW(mac##hh##wuo, HALVES)                                                          \
    ROW(mac##hh##wsuo, HALVES | SATURATED)                                             \
    ROW(nmac##hh##wo, HALVES | SIGNED | NEGATED)                                       \
    ROW(nmac##hh##wso, HALVES | SIGNED | SATURATED | NEGATED)
#define ALL                                                                            \
    PRODUCTS(hh, HH)                                                                   \
    PRODUCTS(ch, CH) PRODUCTS(lh, LH) SUMS(hh, HH) SUMS(ch, CH) SUMS(lh, LH)
ALL
#undef ROW

    static const struct {
    const char *name;
    int how;
    Outcome (*run)(uint32_t t, uint32_t a, uint32_t b);
} row[] = {
#define ROW(name, how) {#name, how, do_##name},
    ALL
#undef ROW
};

int main(void)
{
    for (unsigned i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
        unsigned wrong = 0;

        for (int n = 0; n < 2000; n++) {
            uint32_t t = random_value(), a = random_value(), b = random_value();
            Outcome got = row[i].run(t, a, b), want = expected(row[i].how, t, a, b);
            wrong += got.result != want.result || got.xer != want.xer;
        }
        printf("%s: %u wrong\n", row[i].name, wrong);
    }
    return 0;
}

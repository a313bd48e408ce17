/*
 * program.c -- some of everything that compilers have instructions for, on their
 * processor.
 *
 * Prints the same on every processor: types have fixed widths, and floating point is
 * contracted nowhere (-ffp-contract=off).  Operands come through `volatile` seeds, so
 * that nothing is computed by the compiler.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include <inttypes.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define APART __attribute__((noinline))

static volatile uint32_t seed = 12345;

static uint32_t next32(void)
{
    static uint32_t x;

    if (!x)
        x = seed;
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    return x;
}

static uint64_t next64(void)
{
    uint64_t high = next32();

    return high << 32 | next32();
}

/* --- integers --- */

APART static int32_t dot(const int16_t *a, const int16_t *b, int n)
{
    int32_t sum = 0;

    for (int i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

APART static int32_t bytes_dot(const int8_t *a, const int8_t *b, int n)
{
    int32_t sum = 0;

    for (int i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

APART static uint32_t halves(uint32_t a, uint32_t b, uint32_t c)
{
    int32_t low = (int16_t)a * (int16_t)b,
            high = (int16_t)(a >> 16) * (int16_t)(b >> 16);
    int32_t cross = (int16_t)a * (int16_t)(b >> 16);
    uint32_t without_sign = (a & 0xffff) * (b >> 16);

    return c + (uint32_t)low - (uint32_t)high + (uint32_t)cross * 3 + without_sign;
}

APART static uint32_t bits(uint32_t a, uint32_t b)
{
    uint32_t n = b & 31, rotated = n ? a << n | a >> (32 - n) : a;
    uint32_t field = (a >> 5 & 0x1ff) | (b << 12 & 0x3ff000);

    return rotated ^ field ^ (uint32_t)__builtin_clz(a | 1) ^
           (uint32_t)__builtin_popcount(b) << 8 ^
           (uint32_t)__builtin_ctz(a | 0x80000000) ^ __builtin_bswap32(a) ^
           (uint32_t)__builtin_parity(b) << 16 ^ (uint32_t)__builtin_ffs((int)b) << 20 ^
           (uint32_t)(int8_t)a ^ (a & ~b) ^ (uint16_t)__builtin_bswap16((uint16_t)b);
}

APART static int32_t saturated(int32_t a, int32_t b)
{
    int32_t sum;

    if (__builtin_add_overflow(a, b, &sum))
        return a < 0 ? INT32_MIN : INT32_MAX;
    return sum > 100000 ? 100000 : sum < -100000 ? -100000 : sum;
}

APART static uint32_t divided(uint32_t a, uint32_t b)
{
    int32_t x = (int32_t)a, y = (int32_t)(b | 1);

    return a / (b | 1) + a % (b | 1) + (uint32_t)(x / (y == -1 ? 1 : y)) +
           (uint32_t)(x % (y == -1 ? 1 : y)) + a / 10 + (uint32_t)(x / 7);
}

APART static uint64_t wide(uint64_t a, uint64_t b)
{
    unsigned n = b & 63;
    uint64_t product = a * b, high = (uint64_t)(uint32_t)a * (uint32_t)(b >> 32);
    int64_t x = (int64_t)a, y = (int64_t)(b | 1);

    return (product ^ high) + (a << n) + (a >> n) + (uint64_t)(x >> n) + a / (b | 1) +
           (uint64_t)(x / (y == -1 ? 1 : y)) + (a > b) + ((uint64_t)(x < y) << 40) +
           (uint64_t)((int64_t)(int32_t)a * (int32_t)b) + __builtin_bswap64(a) +
           (uint64_t)__builtin_clzll(a | 1);
}

static void integers(void)
{
    int16_t a[65], b[65];
    int8_t c[65], d[65];
    uint32_t sum = 0;
    uint64_t sum64 = 0;

    for (int i = 0; i < 65; i++) {
        a[i] = (int16_t)next32(), b[i] = (int16_t)next32();
        c[i] = (int8_t)next32(), d[i] = (int8_t)next32();
    }
    for (int i = 0; i < 200; i++) {
        uint32_t x = next32(), y = next32();
        sum = sum * 31 + halves(x, y, sum) + bits(x, y) + divided(x, y >> (i & 31)) +
              (uint32_t)saturated((int32_t)x, (int32_t)y);
        uint64_t v = next64(), w = next64() >> (i & 63);
        sum64 = sum64 * 31 + wide(v, w);
    }
    printf("integers %" PRId32 " %" PRId32 " %08" PRIx32 " %016" PRIx64 "\n",
           dot(a, b, 65), bytes_dot(c, d, 65), sum, sum64);
}

/* --- floating point --- */

APART static double polynomial(const double *c, int n, double x)
{
    double sum = 0;

    for (int i = 0; i < n; i++)
        sum = sum * x + c[i];
    return sum;
}

APART static float lengths(const float *v, int n)
{
    float sum = 0;

    for (int i = 0; i < n; i++)
        sum += sqrtf(v[i] * v[i] + 1.0f) / (fabsf(v[i]) + 0.5f);
    return sum;
}

APART static double rounded(double x)
{
    return floor(x) + 2 * ceil(x) + 4 * trunc(x) + 8 * rint(x) + 16 * nearbyint(x) +
           32 * round(x);
}

APART static float rounded_single(float x)
{
    return floorf(x) + 2 * ceilf(x) + 4 * truncf(x) + 8 * rintf(x) + 16 * roundf(x);
}

APART static int64_t converted(double x, float y)
{
    return (int32_t)x + (int64_t)(uint32_t)fabs(x) + (int64_t)(x * 1000) + (int32_t)y +
           (int64_t)(uint64_t)fabsf(y) + lrint(x) + lround(x) + (int16_t)x;
}

APART static double from_integers(int32_t a, uint32_t b, int64_t c, uint64_t d)
{
    return (double)a + (double)b + (double)c + (double)d + (float)a - (float)b +
           (float)c;
}

APART static double chosen(double a, double b)
{
    double least = fmin(a, b), most = fmax(a, b);

    return (a < b ? a : b) + (a > b ? least : most) + (a >= 0 ? b : -b) +
           copysign(a, b) + (isless(a, b) ? 1 : 2) + fma(a, b, least);
}

static double number(void)
{
    return (double)(int32_t)next32() / 65536.0;
}

static void floats(void)
{
    double c[12], sum = 0, sum2 = 0;
    float v[33], sum3 = 0;
    int64_t whole = 0;

    for (int i = 0; i < 12; i++)
        c[i] = number();
    for (int i = 0; i < 33; i++)
        v[i] = (float)number();
    for (int i = 0; i < 100; i++) {
        double x = number(), y = i % 9 ? number() : 0.5 * i;
        sum += rounded(x) + rounded(0.5 * i - 20) + rounded_single((float)y);
        int32_t whole32 = (int32_t)next32();
        uint32_t plain32 = next32();
        int64_t whole64 = (int64_t)next64();
        uint64_t plain64 = next64();
        sum2 += chosen(x, y);
        sum2 += from_integers(whole32, plain32, whole64, plain64);
        sum3 += lengths(v + i % 8, 25);
        whole += converted(x / 4, (float)y / 8);
    }
    printf("floats %a %a %a %a %" PRId64 "\n", polynomial(c, 12, 0.75), sum, sum2,
           (double)sum3, whole);
}

/* --- memory, structures, control --- */

typedef struct {
    uint32_t a : 5, b : 11, c : 16;
    int32_t d : 7, e : 25;
    uint64_t f : 40;
} Packed;

typedef struct {
    int8_t byte;
    uint16_t half;
    int32_t word;
    int64_t wide;
    float single;
    double number;
    char text[9];
} Mixed;

APART static Mixed changed(Mixed m, const Packed *p)
{
    m.byte = (int8_t)(m.byte * 3 + p->a);
    m.half = (uint16_t)(m.half + p->b);
    m.word -= p->d * p->e;
    m.wide += (int64_t)p->f << 3;
    m.single *= 1.5f;
    m.number = m.number - m.single;
    memmove(m.text + 1, m.text, 7);
    return m;
}

static void structures(void)
{
    Mixed m = {1, 2, 3, 4, 5, 6, "abcdefg"};

    for (int i = 0; i < 20; i++) {
        Packed p = {0};
        p.a = next32() & 31;
        p.b = next32() & 2047;
        p.c = next32() & 0xffff;
        p.f = next64() & 0xffffffffff;
        p.d = (int)(next32() & 63) - 32;
        p.e = (int)(next32() & 0xfffff) - 0x80000;
        m = changed(m, &p);
        m.text[0] = (char)('a' + p.c % 26);
        m.single = (float)((int)m.single % 1000);
    }
    printf("structures %d %d %" PRId32 " %" PRId64 " %a %a %s\n", m.byte, m.half,
           m.word, m.wide, (double)m.single, m.number, m.text);
}

APART static uint32_t unaligned(const unsigned char *from)
{
    uint32_t word, sum = 0;
    uint64_t wide_word;
    uint16_t half;

    for (int i = 0; i < 16; i++) {
        memcpy(&word, from + i, 4);
        memcpy(&half, from + i + 1, 2);
        memcpy(&wide_word, from + i + 2, 8);
        sum +=
            (word & 0xff) + (word >> 24) + half % 257 + (uint32_t)(wide_word % 65537);
    }
    return sum & 0; /* differs by byte order: only that it can be done */
}

APART static int switched(int n)
{
    switch (n) {
    case 0: return 17;
    case 1: return n * 3;
    case 2: return -n;
    case 3: return n << 4;
    case 4: return 4711;
    case 5: return n ^ 0x55;
    case 6: return n - 1000;
    case 7: return 99;
    case 100: return 5;
    default: return n / 3;
    }
}

APART static double variadic(const char *kinds, ...)
{
    double sum = 0;
    va_list list;

    va_start(list, kinds);
    for (; *kinds; kinds++)
        switch (*kinds) {
        case 'i': sum += va_arg(list, int32_t); break;
        case 'l': sum += (double)va_arg(list, int64_t); break;
        case 'd': sum += va_arg(list, double); break;
        case 's': sum += (double)strlen(va_arg(list, const char *)); break;
        }
    va_end(list);
    return sum;
}

static int compare(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static jmp_buf back;

APART static void jump_out(int depth)
{
    if (!depth)
        longjmp(back, 7);
    jump_out(depth - 1);
}

static void control(void)
{
    uint32_t sorted[50], sum = 0;
    unsigned char bytes[32] = "what is not aligned to a word";
    char text[100] = "";

    for (int i = -3; i < 110; i++)
        sum = sum * 7 + (uint32_t)switched(i);
    for (int i = 0; i < 50; i++)
        sorted[i] = next32();
    qsort(sorted, 50, sizeof(sorted[0]), compare);
    for (int i = 0; i < 50; i++)
        sum = sum * 5 + sorted[i];
    for (int i = 0; i < 5; i++)
        snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%d", i ? "," : "",
                 i * i);
    int jumped = setjmp(back);
    if (!jumped)
        jump_out(5);
    printf("control %08" PRIx32 " %" PRIu32 " %a %s %zu %d\n", sum, unaligned(bytes),
           variadic("ildsdi", -5, (int64_t)1 << 40, 0.25, "four", 1e10, 77), text,
           strcspn(text, "9"), jumped);
}

/* --- atomics --- */

static void atomics(void)
{
    static atomic_uint word;
    static _Atomic uint8_t byte;
    static _Atomic uint16_t half;
    static _Atomic uint64_t wide_word;
    uint32_t expected = 5;
    uint64_t expected64 = 0;

    atomic_store(&word, 5);
    int first = atomic_compare_exchange_strong(&word, &expected, 9);
    int second = atomic_compare_exchange_strong(&word, &expected, 11);
    for (int i = 0; i < 100; i++) {
        atomic_fetch_add(&word, (unsigned)i);
        atomic_fetch_xor(&byte, (uint8_t)(i * 7));
        atomic_fetch_or_explicit(&half, (uint16_t)(1 << i % 16), memory_order_acq_rel);
        atomic_fetch_sub(&wide_word, (uint64_t)i << 33);
    }
    atomic_store_explicit(
        &byte, (uint8_t)(atomic_load_explicit(&byte, memory_order_acquire) + 1),
        memory_order_release);
    int third = atomic_compare_exchange_strong(&wide_word, &expected64, 1);
    printf("atomics %u %u %u %" PRIu64 " %d%d%d %" PRIu32 "\n", atomic_load(&word),
           atomic_load(&byte), atomic_exchange(&half, 3), atomic_load(&wide_word),
           first, second, third, expected);
}

int main(void)
{
    integers();
    floats();
    structures();
    control();
    atomics();
    return 0;
}

/* fp_test.c -- floating-point values, NaNs, flags and rounding modes.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "ir/fp.h"
#include "ir/fp_bits.h"
#include "ir/fp_fma.h"
#include "ir/fp_host.h"

static const u64 one = 1023ull << 52, infinity = 0x7ffull << 52, minus = 1ull << 63;
static const u64 default_nan = 0x7ff8ull << 48;
static const u64 quiet_1 = 0xfff8000000000001, quiet_2 = 0x7ff8000000000002;
static const u64 signal_3 = 0x7ff0000000000003, quiet_3 = 0x7ff8000000000003;

enum { NEAREST = 0, FLAGS = MX_FLAGS & ~MX_DENORMAL };
static const u32 modes[] = {NEAREST, MX_ROUND_DOWN, MX_ROUND_UP, MX_ROUND_ZERO};

static void start(u32 mode)
{
    host_set_mxcsr(MX_MASKS | mode);
    *fp_events() = 0;
}

static u32 flags(void)
{
    return host_mxcsr() & FLAGS;
}

#define assert_bits(a, b) assert_int_equal(a, b)

static void nan_rules(void **state)
{
    (void)state;
    start(NEAREST);
    assert_bits(fp_add(NAN_PPC, quiet_1, signal_3, 64), quiet_1);
    assert_bits(fp_add(NAN_ARM, quiet_1, signal_3, 64), quiet_3);
    assert_bits(fp_add(NAN_ARM, quiet_1, quiet_2, 64), quiet_1);
    assert_bits(fp_add(NAN_DEFAULT, quiet_1, quiet_2, 64), default_nan);
    assert_bits(fp_sub(NAN_PPC, infinity, infinity, 64), default_nan);
    assert_bits(fp_sub(NAN_PPC, 0x7f800000, 0x7f800000, 32), 0x7fc00000);
    assert_bits(fp_mul(NAN_ARM, 0x7f800001, 0xffc00000, 32), 0x7fc00001);
    assert_bits(fp_sqrt(NAN_PPC, minus | one, 64), default_nan);
    assert_bits(fp_sqrt(NAN_PPC, minus, 64), minus);
}

static void nan_rules_of_fma(void **state)
{
    (void)state;
    start(NEAREST);
    assert_bits(fp_fma(NAN_PPC, one, quiet_1, quiet_2, 64), quiet_2);
    assert_bits(fp_fma(NAN_PPC, quiet_1, one, quiet_2, 64), quiet_1);
    assert_bits(fp_fma(NAN_ARM, quiet_1, one, quiet_2, 64), quiet_2);
    assert_bits(fp_fma(NAN_ARM, quiet_1, signal_3, quiet_2, 64), quiet_3);
    assert_bits(fp_fma(NAN_PPC, 0, infinity, quiet_2, 64), quiet_2);
    assert_bits(fp_fma(NAN_ARM, 0, infinity, quiet_2, 64), default_nan);
    assert_bits(fp_fma(NAN_ARM, 0, infinity, signal_3, 64), quiet_3);
    assert_bits(fp_fma(NAN_PPC | FMA_NEG_RESULT, one, one, quiet_2, 64), quiet_2);
    assert_bits(fp_fma(NAN_PPC | FMA_NEG_ADDEND, one, one, quiet_2, 64), quiet_2);
    assert_bits(fp_fma(NAN_PPC | FMA_NEG_RESULT, one, one, one, 64), double_bits(-2.0));
    assert_bits(fp_fma(NAN_PPC | FMA_NEG_ADDEND, one, one, one, 64), 0);
    assert_bits(fp_fma(NAN_PPC | FMA_SINGLE, one, one, quiet_1, 64), 0xfff8ull << 48);
}

static void kinds_of_invalid(void **state)
{
    static const struct {
        u64 (*op)(u64, u64, u64, unsigned);
        u64 a, b;
        u32 events;
    } row[] = {
        {fp_add, infinity, minus | infinity, FPE_INF_SUB},
        {fp_sub, minus | infinity, minus | infinity, FPE_INF_SUB},
        {fp_div, infinity, minus | infinity, FPE_INF_DIV},
        {fp_div, 0, minus, FPE_ZERO_DIV},
        {fp_mul, 0, minus | infinity, FPE_INF_MUL},
        {fp_mul, infinity, 0, FPE_INF_MUL},
        {fp_mul, infinity, signal_3, FPE_SNAN},
        {fp_mul, quiet_1, signal_3, FPE_SNAN},
        {fp_mul, quiet_1, quiet_2, 0},
        {fp_div, one, 0, 0},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        start(NEAREST);
        row[i].op(NAN_PPC, row[i].a, row[i].b, 64);
        assert_int_equal(*fp_events(), row[i].events);
        assert_int_equal(flags() & MX_INVALID, row[i].events ? MX_INVALID : 0);
    }
    start(NEAREST);
    fp_sqrt(NAN_PPC, minus | infinity, 64);
    assert_int_equal(*fp_events(), FPE_SQRT);
    start(NEAREST);
    fp_fma(NAN_PPC, 0, infinity, quiet_1, 64);
    assert_int_equal(*fp_events(), FPE_INF_MUL);
    start(NEAREST);
    fp_fma(NAN_PPC, one, infinity, minus | infinity, 64);
    assert_int_equal(*fp_events(), FPE_INF_SUB);
}

static void compares(void **state)
{
    (void)state;
    start(NEAREST);
    assert_bits(fp_compare(FC_LT, minus, 0, 64), 0);
    assert_bits(fp_compare(FC_EQ, minus, 0, 64), 1);
    assert_bits(fp_compare(FC_LE, one, infinity, 64), 1);
    assert_bits(fp_compare(FC_LT, infinity, one, 64), 0);
    assert_bits(fp_compare(FC_LE, quiet_1, one, 64), 0);
    assert_bits(fp_compare(FC_EQ, quiet_1, quiet_1, 64), 0);
    assert_bits(fp_compare(FC_UNORDERED, 0x7fc00000, 0, 32), 1);
    assert_bits(fp_compare(FC_LT, 0xbf800000, 0x3f800000, 32), 1);
    assert_int_equal(flags(), 0);
    assert_bits(fp_compare(FC_LT | FC_SIGNALS, quiet_1, one, 64), 0);
    assert_int_equal(flags(), MX_INVALID);
    start(NEAREST);
    assert_bits(fp_compare(FC_EQ, signal_3, one, 64), 0);
    assert_int_equal(flags(), MX_INVALID);
}

static void singles_in_registers(void **state)
{
    static const struct {
        u32 single;
        u64 expanded;
    } row[] = {
        {0x3f800000, one},
        {0x80000000, minus},
        {0x00000001, 0x36a0000000000000},
        {0x807fffff, 0xb80fffffc0000000},
        {0x00800000, 0x3810000000000000},
        {0x7f7fffff, 0x47efffffe0000000},
        {0xff800000, minus | infinity},
        {0x7f800001, 0x7ff0000020000000},
        {0xffc12345, 0xfff82468a0000000},
    };

    (void)state;
    start(NEAREST);
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        assert_bits(fp_expand(row[i].single), row[i].expanded);
        assert_bits(fp_compact(row[i].expanded), row[i].single);
    }
    /* Book I, 4.6.3: above the single range bits are picked, and within the
       denormals the rest is cut. */
    assert_bits(fp_compact(0x7fe0000000000000), 0x7f000000);
    assert_bits(fp_compact(0x4010000000000001), 0x40800000);
    assert_bits(fp_compact(0x380fffffffffffff), 0x007fffff);
    assert_bits(fp_compact(0xb690000000000000), 0x80000000);
    assert_int_equal(host_mxcsr() & MX_FLAGS, 0);
}

static void to_integers(void **state)
{
    static const struct {
        double value;
        u32 how;
        u8 bits;
        u64 result;
        u32 flags;
    } row[] = {
        {2.5, ROUND_CURRENT, 32, 2, MX_INEXACT},
        {3.5, ROUND_CURRENT, 32, 4, MX_INEXACT},
        {2.5, ROUND_AWAY, 32, 3, MX_INEXACT},
        {-2.5, ROUND_AWAY, 64, -3ull, MX_INEXACT},
        {0.49999999999999994, ROUND_AWAY, 32, 0, MX_INEXACT},
        {-0.5, ROUND_DOWN, 32, 0xffffffff, MX_INEXACT},
        {-0.5, ROUND_ZERO, 32, 0, MX_INEXACT},
        {2.5, ROUND_UP | ROUND_EXACT, 32, 3, 0},
        {2147483647.0, ROUND_ZERO, 32, 0x7fffffff, 0},
        {2147483647.5, ROUND_ZERO, 32, 0x7fffffff, MX_INEXACT},
        {2147483647.5, ROUND_NEAREST, 32, 0x7fffffff, MX_INVALID},
        {2147483648.0, ROUND_ZERO, 32, 0x7fffffff, MX_INVALID},
        {-2147483648.0, ROUND_ZERO, 32, 0x80000000, 0},
        {-2147483648.5, ROUND_ZERO, 32, 0x80000000, MX_INEXACT},
        {-2147483649.0, ROUND_ZERO, 32, 0x80000000, MX_INVALID},
        {9223372036854774784.0, ROUND_ZERO, 64, 0x7ffffffffffffc00, 0},
        {9223372036854775808.0, ROUND_ZERO, 64, 0x7fffffffffffffff, MX_INVALID},
        {-9223372036854775808.0, ROUND_ZERO, 64, 1ull << 63, 0},
        {-1e300, ROUND_ZERO, 64, 1ull << 63, MX_INVALID},
        {4294967295.0, ROUND_ZERO | INT_UNSIGNED, 32, 0xffffffff, 0},
        {4294967296.0, ROUND_ZERO | INT_UNSIGNED, 32, 0xffffffff, MX_INVALID},
        {-0.75, ROUND_ZERO | INT_UNSIGNED, 32, 0, MX_INEXACT},
        {-1.0, ROUND_ZERO | INT_UNSIGNED, 32, 0, MX_INVALID},
        {18446744073709549568.0, ROUND_ZERO | INT_UNSIGNED, 64, ~0ull << 11, 0},
        {18446744073709551616.0, ROUND_ZERO | INT_UNSIGNED, 64, ~0ull, MX_INVALID},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(row); i++) {
        start(NEAREST);
        u64 a = double_bits(row[i].value);
        assert_bits(fp_to_int(row[i].how, a, 64, row[i].bits), row[i].result);
        assert_int_equal(flags(), row[i].flags);
        assert_int_equal(*fp_events(), row[i].flags == MX_INVALID ? FPE_CONVERT : 0);
    }
    start(NEAREST);
    assert_bits(fp_to_int(ROUND_ZERO, quiet_1, 64, 32), 0);
    assert_bits(fp_to_int(ROUND_ZERO | INT_NAN_MIN, quiet_1, 64, 32), 0x80000000);
    assert_int_equal(*fp_events(), FPE_CONVERT);
    assert_bits(fp_to_int(ROUND_ZERO | INT_NAN_MIN, signal_3, 64, 64), minus);
    assert_int_equal(*fp_events(), FPE_CONVERT | FPE_SNAN);
    assert_bits(fp_to_int(ROUND_ZERO, float_bits(-7.9f), 32, 32), (u32)-7);
}

static void from_integers(void **state)
{
    (void)state;
    start(NEAREST);
    assert_bits(fp_from_signed(0xffffffff, 32, 64), double_bits(-1.0));
    assert_bits(fp_from_unsigned(0xffffffff, 32, 64), double_bits(4294967295.0));
    assert_bits(fp_from_unsigned(~0ull << 11, 64, 64),
                double_bits(18446744073709549568.0));
    assert_int_equal(flags(), 0);
    assert_bits(fp_from_unsigned((~0ull << 40) | 1, 64, 32), 0x5f800000 - 1);
    assert_int_equal(flags(), MX_INEXACT);
    /* Just above half way between two floats: once rounded, up. */
    assert_bits(fp_from_signed((1ull << 62) + (1ull << 38) + 1, 64, 32), 0x5e800001);
}

static u64 random_state = 88172645463325252;

static u64 random_bits(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

/* Numbers whose exponents lie close together or at an end, and odd fractions. */
static u64 random_double(void)
{
    static const u16 base[] = {1023, 1023, 1023, 0, 2046, 511, 1534, 1000};
    u64 pick = random_bits(), fraction = random_bits() >> 12;
    u64 exponent = base[pick & 7] + (pick >> 3 & 63) - 32;

    if (pick >> 9 & 1)
        fraction &= ~0ull << (pick >> 10 & 63);
    if (pick >> 16 & 1)
        fraction |= ~0ull >> (12 + (pick >> 17 & 31));
    if (exponent > 0x7ff || !(pick >> 23 & 255))
        exponent = pick & 8 ? 0 : 0x7ff;
    return (pick & minus) | exponent << 52 | (fraction & fp_binary64.fraction);
}

static u64 random_float(void)
{
    u64 pick = random_bits(), a = (u32)random_bits();

    if (pick & 1)
        a = (a & 0x80ffffff) | (0x3f000000 + (pick & 2) * 0x800000);
    if (pick & 4)
        a &= ~0ull << (pick >> 3 & 31);
    return (u32)a;
}

static u64 hardware_fma64(u64 a, u64 b, u64 c)
{
    double x = bits_double(a), y = bits_double(b), z = bits_double(c);

    __asm__ volatile("vfmadd213sd %2, %1, %0" : "+x"(x) : "x"(y), "x"(z));
    return double_bits(x);
}

static u64 hardware_fma32(u64 a, u64 b, u64 c)
{
    float x = bits_float((u32)a), y = bits_float((u32)b), z = bits_float((u32)c);

    __asm__ volatile("vfmadd213ss %2, %1, %0" : "+x"(x) : "x"(y), "x"(z));
    return float_bits(x);
}

static void check_fma64(u32 mode, u64 a, u64 b, u64 c)
{
    start(mode);
    u64 soft = fp_fma_soft(a, b, c);
    u32 soft_flags = flags();
    start(mode);
    u64 hard = hardware_fma64(a, b, c);
    if (fp_is_nan(&fp_binary64, hard) && fp_is_nan(&fp_binary64, soft))
        return;
    if (soft != hard || soft_flags != flags())
        fail_msg(
            "mode %x: %016llx * %016llx + %016llx = %016llx (%x), not %016llx (%x)",
            mode, (unsigned long long)a, (unsigned long long)b, (unsigned long long)c,
            (unsigned long long)soft, soft_flags, (unsigned long long)hard, flags());
}

static void check_fma32(u32 mode, u64 a, u64 b, u64 c)
{
    start(mode);
    u64 hard = hardware_fma32(a, b, c);
    u32 hard_flags = flags();
    if (fp_is_nan(&fp_binary32, hard))
        return;
    start(mode);
    u64 soft = fp_fma(NAN_PPC, a, b, c, 32);
    assert_bits(soft, hard);
    assert_int_equal(flags(), hard_flags);
    start(mode);
    u64 wide =
        fp_fma(NAN_PPC | FMA_SINGLE, fp_expand(a), fp_expand(b), fp_expand(c), 64);
    assert_bits(wide, fp_expand(hard));
    assert_int_equal(flags(), hard_flags);
}

static void software_fma_is_the_hardware_one(void **state)
{
    (void)state;
    if (!__builtin_cpu_supports("fma"))
        skip();
    for (int i = 0; i < 400000; i++) {
        u64 a = random_double(), b = random_double(), c = random_double();
        if (i & 1) { /* cancel all but the product's low half */
            start(NEAREST);
            c = host_mul64(a, b) ^ minus;
        }
        check_fma64(modes[i >> 1 & 3], a, b, c);
        u64 d = random_float(), e = random_float(), f = random_float();
        check_fma32(modes[i >> 1 & 3], d, e, f);
    }
}

/* 1 + 2^-24 + 2^-60: a double of it is half way between floats, and the product's
 * tail must decide. */
static void fmadds_rounds_once(void **state)
{
    u64 a = double_bits(1.0 + 0x1p-23), b = double_bits(1.0 + 0x1p-23);
    u64 tail = double_bits(0x1p-24 - 0x1p-23);

    (void)state;
    start(NEAREST);
    /* a * b = 1 + 2^-22 + 2^-46 */
    assert_bits(fp_fma(NAN_PPC | FMA_SINGLE, a, b, tail, 64),
                double_bits(1.0 + 0x1p-22));
    assert_bits(fp_fma(NAN_PPC | FMA_SINGLE, one, double_bits(0x1p-24),
                       double_bits(1.0 + 0x1p-23), 64),
                double_bits(1.0 + 0x1p-22));
    assert_bits(fp_fma(NAN_PPC | FMA_SINGLE, double_bits(0x1p-12 + 0x1p-35),
                       double_bits(0x1p-12 - 0x1p-35), one, 64),
                one);
    assert_bits(fp_fma(NAN_PPC | FMA_SINGLE, double_bits(0x1p-80), double_bits(0x1p-70),
                       one, 64),
                one);
    assert_bits(
        fp_fma(NAN_PPC | FMA_SINGLE, double_bits(0x1p127), double_bits(2.0), one, 64),
        infinity);
}

/* Every mode rounds 1 +- 2^-60 as its name says. */
static void rounding_modes(void **state)
{
    u64 tiny = double_bits(0x1p-60), above = one + 1, below = one - 1;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(modes); i++) {
        bool up = modes[i] == MX_ROUND_UP;
        bool down = modes[i] == MX_ROUND_DOWN || modes[i] == MX_ROUND_ZERO;
        start(modes[i]);
        assert_bits(fp_add(NAN_PPC, one, tiny, 64), up ? above : one);
        assert_bits(fp_sub(NAN_PPC, one, tiny, 64), down ? below : one);
        assert_bits(fp_fma(NAN_PPC, one, one, tiny, 64), up ? above : one);
        assert_bits(fp_fma(NAN_PPC | FMA_NEG_ADDEND, one, one, tiny, 64),
                    down ? below : one);
        assert_int_equal(flags(), MX_INEXACT);
        assert_bits(fp_fma(NAN_PPC, one, one, minus | one, 64),
                    modes[i] == MX_ROUND_DOWN ? minus : 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nan_rules),
        cmocka_unit_test(nan_rules_of_fma),
        cmocka_unit_test(kinds_of_invalid),
        cmocka_unit_test(compares),
        cmocka_unit_test(singles_in_registers),
        cmocka_unit_test(to_integers),
        cmocka_unit_test(from_integers),
        cmocka_unit_test(rounding_modes),
        cmocka_unit_test(fmadds_rounds_once),
        cmocka_unit_test(software_fma_is_the_hardware_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

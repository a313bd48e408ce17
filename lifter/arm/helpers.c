/* helpers.c -- the C functions that lifted ARM code calls.  ARM ARM, A4.4 and A8.8. */
#include "lifter/arm/arm.h"

#define HELPER(name, ...) u64 arm_helper_##name(void *state, u64 a, u64 b, u64 c);
#include "lifter/arm/helpers.def"

#define NONE NULL
static const SlotRange fpscr_slot[] = {{SLOT(fpscr), 4}, {0, 0}};
static const SlotRange fpscr_slots[] = {
    {SLOT(fpscr), 4}, {SLOT(fpn), 16}, {SLOT(qc), 16}, {0, 0}};

const Helper arm_helpers[NUM_ARM_HELPERS] = {
#define HELPER(name, args, result, touches_fp, touches_memory, reads, writes)          \
    {"arm_helper_" #name, arm_helper_##name, args,  result,                            \
     touches_fp,          touches_memory,    reads, writes},
#include "lifter/arm/helpers.def"
};

enum { UNSIGNED = 4, HALVING = 3, SATURATING = 2 };

/* x cut to the range: `range` is a number of bits, and + 64 for unsigned ones. */
static i64 clamp(i64 x, u32 range)
{
    bool is_unsigned = range >= 64;
    i64 top = is_unsigned ? ((i64)1 << (range - 64)) - 1 : ((i64)1 << (range - 1)) - 1;
    i64 bottom = is_unsigned ? 0 : -top - 1;

    return x > top ? top : x < bottom ? bottom : x;
}

u64 arm_helper_saturate(void *state, u64 a, u64 b, u64 c)
{
    i64 v = clamp((i64)a, (u32)b);

    (void)state, (void)c;
    return (u32)v | (u64)(v != (i64)a) << 32;
}

u64 arm_helper_saturate16(void *state, u64 a, u64 b, u64 c)
{
    i64 low = (i16)a, high = (i16)(a >> 16);
    i64 x = clamp(low, (u32)b), y = clamp(high, (u32)b);

    (void)state, (void)c;
    return (u16)x | (u64)(u16)y << 16 | (u64)(x != low || y != high) << 32;
}

/* One lane of `bits`; its GE bits are set as ARM ARM, A8.8.199 and so on say. */
static u32 lane(u32 how, bool subtracts, u32 x, u32 y, unsigned bits, bool *ge)
{
    bool is_unsigned = how & UNSIGNED;
    i32 p = is_unsigned ? (i32)x : (i32)sign_extend(x, bits);
    i32 q = is_unsigned ? (i32)y : (i32)sign_extend(y, bits);
    i32 v = subtracts ? p - q : p + q;

    *ge = is_unsigned && !subtracts ? v >> bits != 0 : v >= 0;
    if ((how & 3) == SATURATING)
        v = (i32)clamp(v, bits + (is_unsigned ? 64 : 0));
    if ((how & 3) == HALVING)
        v >>= 1;
    return (u32)v & ((1u << bits) - 1);
}

enum { ADD16, ASX, SAX, SUB16, ADD8, SUB8 = 7 };

static u64 halves(u32 how, u32 op, u32 x, u32 y)
{
    bool crossed = op == ASX || op == SAX, ge[2];
    u32 y_low = crossed ? y >> 16 : y & 0xffff, y_high = crossed ? y & 0xffff : y >> 16;
    u32 low = lane(how, op == ASX || op == SUB16, x & 0xffff, y_low, 16, &ge[0]);
    u32 high = lane(how, op == SAX || op == SUB16, x >> 16, y_high, 16, &ge[1]);

    return low | high << 16 | (u64)(ge[0] * 3u | ge[1] * 12u) << 32;
}

u64 arm_helper_parallel(void *state, u64 a, u64 b, u64 c)
{
    u32 how = (u32)a >> 3, op = a & 7, result = 0, all_ge = 0;

    (void)state;
    if (op != ADD8 && op != SUB8)
        return halves(how, op, (u32)b, (u32)c);
    for (u32 i = 0; i < 4; i++) {
        u32 x = b >> 8 * i & 0xff, y = c >> 8 * i & 0xff;
        bool ge;

        result |= lane(how, op == SUB8, x, y, 8, &ge) << 8 * i;
        all_ge |= (u32)ge << i;
    }
    return result | (u64)all_ge << 32;
}

u64 arm_helper_usad8(void *state, u64 a, u64 b, u64 c)
{
    u32 sum = 0;

    (void)state, (void)c;
    for (u32 i = 0; i < 32; i += 8) {
        u32 x = a >> i & 0xff, y = b >> i & 0xff;
        sum += x > y ? x - y : y - x;
    }
    return sum;
}

u64 arm_helper_rbit(void *state, u64 a, u64 b, u64 c)
{
    u32 v = (u32)a;

    (void)state, (void)b, (void)c;
    v = (v >> 1 & 0x55555555) | (v & 0x55555555) << 1;
    v = (v >> 2 & 0x33333333) | (v & 0x33333333) << 2;
    v = (v >> 4 & 0x0f0f0f0f) | (v & 0x0f0f0f0f) << 4;
    return __builtin_bswap32(v);
}

/*
 * idiom.c -- the division of libgcc, done by the host's.
 *
 * ARMs before the Cortex-A15 need not have udiv, so __udivsi3 and __divsi3 divide bit
 * by bit: 32 steps in a row, of which the first that matter is jumped to by the leading
 * zeros of the two numbers.  What that leaves in registers and flags is known exactly.
 * The code is compared with what it must be, for the registers that its first two
 * instructions name: every step counts, only where A32 and T32 fill up does not.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include "lifter/arm/decode.h"

enum { STEPS = 32, T32_STEP = 16, A32_STEP = 12, T32_BEGIN = 26, A32_BEGIN = 28 };

/* n is divided by m: n becomes the remainder, q the quotient, t where was jumped to. */
typedef struct {
    u32 n, m, q, t;
    u32 steps; /* where they begin, from the first instruction */
    u32 end;   /* behind them, likewise */
} Division;

/* ---- finding it ---- */

static u32 wide(const u8 *code)
{
    return arm_half(code) << 16 | arm_half(code + 2);
}

static u32 word(const u8 *code)
{
    return arm_half(code) | arm_half(code + 2) << 16;
}

static u32 t32_shift(u32 amount)
{
    return (amount >> 2) << 12 | (amount & 3) << 6;
}

static bool is_t32_step(const u8 *code, const Division *d, u32 shift)
{
    u32 by = t32_shift(shift) | d->m;

    return wide(code) == (0xebb00f00 | d->n << 16 | by) &&        /* cmp */
           arm_half(code + 4) == 0xbf00 &&                        /* nop */
           wide(code + 6) == (0xeb400000 | d->q * 0x10101) &&     /* adc */
           arm_half(code + 10) == 0xbf28 &&                       /* it hs */
           wide(code + 12) == (0xeba00000 | d->n * 0x10100 | by); /* sub */
}

static bool is_t32_begin(const u8 *code, const Division *d)
{
    return wide(code) == (0xfab0f080 | d->n * 0x10001 | d->t << 8) &&     /* clz */
           wide(code + 4) == (0xfab0f080 | d->m * 0x10001 | d->q << 8) && /* clz */
           wide(code + 8) == (0xeba00000 | d->q << 16 | d->t * 0x101) &&  /* sub */
           wide(code + 12) == (0xf1c0001f | d->t * 0x10100) &&            /* rsb */
           (arm_half(code + 16) & 0xff00) == (0xa000 | d->q << 8) &&      /* adr */
           wide(code + 18) == (0xeb001000 | d->q << 16 | d->t * 0x101) && /* add */
           wide(code + 22) == (0xf04f0000 | d->q << 8);                   /* mov */
}

static bool find_t32(const u8 *code, u32 size, u32 here, Division *d)
{
    if (size < T32_BEGIN + 2)
        return false;
    *d = (Division){
        .n = code[0] & 7, .m = code[4] & 7, .t = code[3] & 7, .q = code[7] & 7};
    if (!is_t32_begin(code, d) || arm_half(code + T32_BEGIN) != (0x4687 | d->t << 3))
        return false;
    d->steps = ((here & ~1u) + 20) / 4 * 4 + code[16] * 4 - (here & ~1u);
    d->end = d->steps + STEPS * T32_STEP;
    if (size < d->end)
        return false;
    for (u32 i = 0; i < STEPS; i++)
        if (!is_t32_step(code + d->steps + i * T32_STEP, d, STEPS - 1 - i))
            return false;
    return true;
}

static bool is_a32_step(const u8 *code, const Division *d, u32 shift)
{
    u32 by = shift << 7 | d->m;

    return word(code) == (0xe1500000 | d->n << 16 | by) &&       /* cmp */
           word(code + 4) == (0xe0a00000 | d->q * 0x11001) &&    /* adc */
           word(code + 8) == (0x20400000 | d->n * 0x11000 | by); /* subhs */
}

static bool is_a32_begin(const u8 *code, const Division *d)
{
    return word(code) == (0xe16f0f10 | d->t << 12 | d->n) &&              /* clz */
           word(code + 4) == (0xe16f0f10 | d->q << 12 | d->m) &&          /* clz */
           word(code + 8) == (0xe0400000 | d->q << 16 | d->t * 0x1001) && /* sub */
           word(code + 12) == (0xe270001f | d->t * 0x11000) &&            /* rsbs */
           word(code + 16) == (0x10800080 | d->t * 0x11001) &&            /* addne */
           word(code + 20) == (0xe3a00000 | d->q << 12) &&                /* mov */
           word(code + 24) == (0x108ff100 | d->t);                        /* addne pc */
}

static bool find_a32(const u8 *code, u32 size, Division *d)
{
    u32 steps = A32_BEGIN + 4, end = steps + STEPS * A32_STEP;

    if (size < end)
        return false;
    *d = (Division){.n = code[0] & 15,
                    .m = code[4] & 15,
                    .t = code[1] >> 4,
                    .q = code[5] >> 4,
                    .steps = steps,
                    .end = end};
    if (!is_a32_begin(code, d))
        return false;
    for (u32 i = 0; i < STEPS; i++)
        if (!is_a32_step(code + steps + i * A32_STEP, d, STEPS - 1 - i))
            return false;
    return true;
}

static bool are_distinct(const Division *d)
{
    u32 set = 1u << d->n | 1u << d->m | 1u << d->q | 1u << d->t;

    return __builtin_popcount(set) == 4 && set < 1u << 13;
}

/* ---- doing it ---- */

typedef struct {
    Block *b;
    Val good; /* the numbers are as the code wants them */
} Doing;

static void put_if(const Doing *doing, Val v, u32 slot)
{
    Block *b = doing->b;

    ir_put(b, ir_select(b, doing->good, v, ir_get(b, TY_I32, slot)), slot);
}

/* The flags of the last step's cmp. */
static void put_flags(const Doing *doing, Val x, Val m)
{
    Block *b = doing->b;
    Val zero = imm(b, 0), one = imm(b, 1), difference = ir_sub(b, x, m);

    put_if(doing, ir_set(b, difference, zero, CC_LT), SLOT(n));
    put_if(doing, ir_set(b, x, m, CC_EQ), SLOT(z));
    put_if(doing, ir_set(b, x, m, CC_GEU), SLOT(c));
    put_if(doing, ir_overflow(b, x, ir_not(b, m), one), SLOT(v));
}

/* What the jump's register has: an address, or three times the number of steps. */
static Val jump(const Doing *doing, const Division *d, Val n, Val m)
{
    Block *b = doing->b;
    Val zeros = ir_clz(b, n), steps = ir_sub(b, ir_clz(b, m), zeros);

    steps = ir_sub(b, imm(b, STEPS - 1), steps);
    if (!(b->here & 1))
        return ir_mul(b, steps, imm(b, 3));
    steps = ir_shl(b, steps, imm(b, 4));
    return ir_add(b, steps, imm(b, (b->here & ~1u) + d->steps));
}

static void lift_division(Block *b, const Division *d)
{
    Val n = flag(b, SLOT(r[d->n])), m = flag(b, SLOT(r[d->m]));
    Val is_number = ir_set(b, m, imm(b, 0), CC_NE);
    Doing doing = {b, ir_and(b, ir_set(b, n, m, CC_GEU), is_number)};
    Val q = ir_divu(b, n, m), rest = ir_sub(b, n, ir_mul(b, q, m));
    Val last = ir_mul(b, ir_and(b, q, imm(b, 1)), m);

    put_flags(&doing, ir_add(b, rest, last), m);
    put_if(&doing, jump(&doing, d, n, m), SLOT(r[d->t]));
    put_if(&doing, q, SLOT(r[d->q]));
    put_if(&doing, rest, SLOT(r[d->n]));
    b->idiom_end = b->here + d->end;
    b->idiom_steps = b->here + d->steps;
    b->idiom_step = (d->end - d->steps) / STEPS;
    ir_exit_if(b, doing.good, b->idiom_end);
}

void arm_lift_idiom(Block *b, const u8 *code, u32 size)
{
    bool thumb = b->here & 1;
    Division d;

    if ((thumb ? find_t32(code, size, b->here, &d) : find_a32(code, size, &d)) &&
        are_distinct(&d))
        lift_division(b, &d);
}

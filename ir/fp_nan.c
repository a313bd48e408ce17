/* fp_nan.c -- which NaN an operation gives, and what made it.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "ir/fp.h"
#include "ir/fp_bits.h"

/* Single-threaded default; the runtime replaces it by a word in each Thread. */
__attribute__((weak)) u32 *fp_events(void)
{
    static u32 events;

    return &events;
}

static u64 quiet(const FpFormat *f, u64 a)
{
    return a | f->quiet;
}

/* Returns the first NaN among n operands, quieted; with `signalling_first`, signalling
 * NaNs are preferred to quiet ones. */
static u64 pick(const FpFormat *f, const u64 *operand, unsigned n,
                bool signalling_first)
{
    for (unsigned i = 0; signalling_first && i < n; i++)
        if (fp_is_snan(f, operand[i]))
            return quiet(f, operand[i]);
    for (unsigned i = 0; i < n; i++)
        if (fp_is_nan(f, operand[i]))
            return quiet(f, operand[i]);
    return fp_default_nan(f);
}

static void note_event(u32 event)
{
    if (event)
        *fp_events() |= event;
}

/* Names the invalid operation that made a NaN of two operands neither of which is a
 * NaN. */
static u32 invalid2(const FpFormat *f, u64 rule, u64 a, u64 b)
{
    if (rule & NAN_OF_SQRT)
        return FPE_SQRT;
    if (fp_is_zero(f, a))
        return fp_is_zero(f, b) ? FPE_ZERO_DIV : FPE_INF_MUL;
    if (fp_is_zero(f, b))
        return FPE_INF_MUL;
    return rule & NAN_OF_DIV ? FPE_INF_DIV : FPE_INF_SUB;
}

static NanRule rule_in_force(u64 rule)
{
    rule &= NAN_RULE;
    return rule == NAN_ARM && *fp_events() & FPE_DEFAULT_NAN ? NAN_DEFAULT
                                                             : (NanRule)rule;
}

static u64 nan2(const FpFormat *f, u64 rule, u64 a, u64 b)
{
    u64 operand[] = {a, b};

    if (fp_is_snan(f, a) || fp_is_snan(f, b))
        note_event(FPE_SNAN);
    else if (!fp_is_nan(f, a) && !fp_is_nan(f, b))
        note_event(invalid2(f, rule, a, b));
    switch (rule_in_force(rule)) {
    case NAN_PPC: return pick(f, operand, 2, false);
    case NAN_ARM: return pick(f, operand, 2, true);
    case NAN_DEFAULT:
    case NAN_RULE: break;
    }
    return fp_default_nan(f);
}

/* Infinity times zero is invalid on PowerPC also if the addend is a quiet NaN. */
static u32 invalid3(const FpFormat *f, u64 a, u64 b, u64 c)
{
    u32 snan = fp_is_snan(f, a) || fp_is_snan(f, b) || fp_is_snan(f, c) ? FPE_SNAN : 0;

    if (fp_is_zero_times_infinity(f, a, b))
        return snan | FPE_INF_MUL;
    if (fp_is_nan(f, a) || fp_is_nan(f, b) || fp_is_nan(f, c))
        return snan;
    return FPE_INF_SUB;
}

static u64 nan3(const FpFormat *f, u64 rule, u64 a, u64 b, u64 c)
{
    u64 ppc[] = {a, c, b}, arm[] = {c, a, b};

    note_event(invalid3(f, a, b, c));
    switch (rule_in_force(rule)) {
    case NAN_PPC: return pick(f, ppc, 3, false);
    case NAN_ARM:
        if (fp_is_zero_times_infinity(f, a, b) && !fp_is_snan(f, c))
            return fp_default_nan(f);
        return pick(f, arm, 3, true);
    case NAN_DEFAULT:
    case NAN_RULE: break;
    }
    return fp_default_nan(f);
}

u64 fp_nan2_64(u64 rule, u64 a, u64 b)
{
    return nan2(&fp_binary64, rule, a, b);
}

u64 fp_nan2_32(u64 rule, u64 a, u64 b)
{
    return nan2(&fp_binary32, rule, (u32)a, (u32)b);
}

u64 fp_nan3_64(u64 rule, u64 a, u64 b, u64 c)
{
    u64 nan = nan3(&fp_binary64, rule, a, b, c);

    return rule & FMA_SINGLE ? nan & ~0ull << 29 : nan;
}

u64 fp_nan3_32(u64 rule, u64 a, u64 b, u64 c)
{
    return nan3(&fp_binary32, rule, (u32)a, (u32)b, (u32)c);
}

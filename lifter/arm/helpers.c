/* helpers.c -- the C functions that lifted ARM code calls.  ARM ARM, A4.4 and A8.8.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/arm.h"
#include "lifter/ask.h"

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

u64 arm_helper_ask(void *state, u64 a, u64 b, u64 c)
{
    (void)state, (void)c;
    return lifter_ask ? (u64)lifter_ask((Ask)a, (u32)b) : ~0ull;
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

/* helpers.c -- the table of the C functions that lifted code calls.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/ask.h"
#include "lifter/ppc/ppc.h"

#define HELPER(name, ...) u64 ppc_##name(void *state, u64 a, u64 b, u64 c);
#include "lifter/ppc/helpers.def"

#define NONE NULL

static const SlotRange fpscr_reads[] = {
    {SLOT(fpscr), 4},  {SLOT(last_op), 4},      {SLOT(last_a), 8},
    {SLOT(last_b), 8}, {SLOT(last_c), 8},       {SLOT(last_x), 8},
    {SLOT(last_y), 8}, {SLOT(fp_traps_off), 4}, {0}};
static const SlotRange fpscr_writes[] = {{SLOT(fpscr), 4}, {SLOT(last_op), 4}, {0}};

static const SlotRange cr_reads[] = {{SLOT(cr), 4 * 32}, {0}};

/* The bits of a row of four slots, the first highest. */
static u32 four_bits(const u32 *bit)
{
    return bit[0] << 3 | bit[1] << 2 | bit[2] << 1 | bit[3];
}

u64 ppc_mfcr(void *state, u64 a, u64 b, u64 c)
{
    const PpcCpu *cpu = state;
    u32 cr = 0;

    (void)a, (void)b, (void)c;
    for (u32 field = 0; field < 8; field++)
        cr = cr << 4 | four_bits(&cpu->cr[4 * field]);
    return cr;
}

u64 ppc_ask(void *state, u64 a, u64 b, u64 c)
{
    (void)state, (void)c;
    return lifter_ask ? (u64)lifter_ask((Ask)a, (u32)b) : ~0ull;
}

const Helper ppc_helpers[NUM_PPC_HELPERS] = {
#define HELPER(name, args, result, touches_fp, touches_memory, reads, writes)          \
    {"ppc_" #name, ppc_##name, args, result, touches_fp, touches_memory, reads, writes},
#include "lifter/ppc/helpers.def"
};

/* helpers.c -- the table of the C functions that lifted code calls. */
#include "lifter/ppc/ppc.h"

#define HELPER(name, ...) u64 ppc_##name(void *state, u64 a, u64 b, u64 c);
#include "lifter/ppc/helpers.def"

#define NONE NULL

static const SlotRange fpscr_reads[] = {
    {SLOT(fpscr), 4},  {SLOT(last_op), 4},      {SLOT(last_a), 8},
    {SLOT(last_b), 8}, {SLOT(last_c), 8},       {SLOT(last_x), 8},
    {SLOT(last_y), 8}, {SLOT(fp_traps_off), 4}, {0}};
static const SlotRange fpscr_writes[] = {{SLOT(fpscr), 4}, {SLOT(last_op), 4}, {0}};

const Helper ppc_helpers[NUM_PPC_HELPERS] = {
#define HELPER(name, args, result, touches_fp, touches_memory, reads, writes)          \
    {"ppc_" #name, ppc_##name, args, result, touches_fp, touches_memory, reads, writes},
#include "lifter/ppc/helpers.def"
};

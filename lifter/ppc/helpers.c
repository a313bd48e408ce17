/* helpers.c -- the table of the C functions that lifted code calls. */
#include "lifter/ppc/ppc.h"

#define HELPER(name, ...) u64 ppc_##name(void *state, u64 a, u64 b, u64 c);
#include "lifter/ppc/helpers.def"

#define NONE NULL

const Helper ppc_helpers[NUM_PPC_HELPERS] = {
#define HELPER(name, args, result, touches_fp, touches_memory, reads, writes)          \
    {"ppc_" #name, ppc_##name, args, result, touches_fp, touches_memory, reads, writes},
#include "lifter/ppc/helpers.def"
};

/* tables.c -- the vDSOs there are.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <elf.h>

#include "lifter/ask.h"
#include "lifter/ppc/cpu.h"
#include "runtime/vdso/vdso.h"

#define FUNCTION(symbol, way) {.name = #symbol, .unwind = way, .starts = true},
#define WORD(value, shown) {.word = value, .text = shown},

static const VdsoRow ppc_rows[] = {
#define NOP(way) {.unwind = way, .starts = true}, WORD(0x60000000, "nop")
#define ASK_FOR(what) {.word = PPC_ASK | (what)},
#include "runtime/vdso/ppc.def"
};

#define FUNCTION(symbol, way) {.name = #symbol, .unwind = way, .starts = true},
#define WORD(value, shown) {.word = value, .text = shown},

static const VdsoRow arm_rows[] = {
#define ASK_FOR(what) {.word = ARM_ASK | (what)},
#include "runtime/vdso/arm.def"
};

const Vdso vdso_ppc = {
    .guest = "ppc",
    .soname = "linux-vdso32.so.1",
    .version = "LINUX_2.6.15",
    .machine = EM_PPC,
    .big_endian = true,
    .row = ppc_rows,
    .num_rows = ARRAY_LEN(ppc_rows),
};

const Vdso vdso_arm = {
    .guest = "arm",
    .soname = "linux-vdso.so.1",
    .version = "LINUX_2.6",
    .machine = EM_ARM,
    .flags = EF_ARM_EABI_VER5,
    .row = arm_rows,
    .num_rows = ARRAY_LEN(arm_rows),
};

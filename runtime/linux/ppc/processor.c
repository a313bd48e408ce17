/* processor.c -- the guest's PowerPC, a 750.  arch/powerpc/kernel/setup-common.c,
 * show_cpuinfo, and cputable.c.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/host.h"
#include "runtime/linux/processor.h"
#include "runtime/base/sys.h"

#include "lifter/ppc/cpu.h"

/* asm/cputable.h; no AltiVec, of which /proc/cpuinfo tells as well. */
#define FEATURE_32 0x80000000u
enum { HAS_FPU = 0x08000000, HAS_MMU = 0x04000000, LITTLE_ENDIAN_TOO = 1 };

static void print_one(Out *out, u32 number)
{
    out_printf(out, "processor\t: %u\ncpu\t\t: 740/750\n", number);
    out_printf(out, "revision\t: %u.%u (pvr %04x %04x)\n", PPC_PVR >> 8 & 0xff,
               PPC_PVR & 0xff, PPC_PVR >> 16, PPC_PVR & 0xffff);
    out_printf(out, "bogomips\t: %u.00\n\n", PPC_TIMEBASE_RATE / BOGO);
}

static void print_system(Out *out)
{
    struct sysinfo info = {0};

    sys_call1(__NR_sysinfo, (u64)&info);
    out_printf(out, "timebase\t: %u\nMemory\t\t: %llu MB\n", PPC_TIMEBASE_RATE,
               (unsigned long long)info.totalram * info.mem_unit >> 20);
}

const Processor ppc_processor = {
    .platform = "ppc750",
    .hwcap = FEATURE_32 | HAS_FPU | HAS_MMU | LITTLE_ENDIAN_TOO,
    .cache_line = 32,
    .print_one = print_one,
    .print_system = print_system,
};

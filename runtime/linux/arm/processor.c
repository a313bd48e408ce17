/* processor.c -- the guest's ARM, a Cortex-A15.  arch/arm/kernel/setup.c, c_show.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/processor.h"

#include "lifter/arm/counter.h"
#include "runtime/host/x86_64/cpu.h"

/* Fields of the main identification register, MIDR: revision r2p1 (B4.1.105). */
enum { IMPLEMENTER = 0x41, VARIANT = 2, ARCHITECTURE = 7, PART = 0xc0f, REVISION = 1 };
/* The rate of the timer by which the kernel measures time. */
enum { TIMER_RATE = ARM_COUNTER_HERTZ };

static u32 hwcap2(void)
{
    return 0
#define HWCAP(bit, name, has) | (u32)(has) << bit
#include "runtime/linux/arm/hwcap2.def"
        ;
}

static void print_one(Out *out, u32 number)
{
    out_printf(out, "processor\t: %u\n", number);
    out_printf(out, "model name\t: ARMv7 Processor rev %u (%s)\n", REVISION,
               arm_processor.platform);
    out_printf(out, "BogoMIPS\t: %u.00\nFeatures\t: ", TIMER_RATE / BOGO);
#define HWCAP(bit, name, has)                                                          \
    if (has)                                                                           \
        out_printf(out, "%s ", name);
#include "runtime/linux/arm/hwcap.def"
#define HWCAP(bit, name, has)                                                          \
    if (has)                                                                           \
        out_printf(out, "%s ", name);
#include "runtime/linux/arm/hwcap2.def"
    out_printf(out, "\nCPU implementer\t: 0x%02x\nCPU architecture: %u\n", IMPLEMENTER,
               ARCHITECTURE);
    out_printf(out, "CPU variant\t: 0x%x\nCPU part\t: 0x%03x\nCPU revision\t: %u\n\n",
               VARIANT, PART, REVISION);
}

static void print_system(Out *out)
{
    out_printf(out, "Hardware\t: Generic DT based system\n"
                    "Revision\t: 0000\nSerial\t\t: 0000000000000000\n");
}

const Processor arm_processor = {
    .platform = "v7l",
    .hwcap = 0
#define HWCAP(bit, name, has) | (u32)has << bit
#include "runtime/linux/arm/hwcap.def"
    ,
    .hwcap2 = hwcap2,
    .print_one = print_one,
    .print_system = print_system,
};

/* abi.c -- what is particular to Linux on 32-bit ARM, EABI.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/counter.h"
#include "lifter/arm/cpu.h"
#include "runtime/code/invalidate.h"
#include "runtime/linux/arm/frame.h"
#include "runtime/linux/process.h"
#include "runtime/linux/syscall.h"
#include "runtime/linux/time/vdso.h"

#define GUEST_FOLDER arm
#include "runtime/linux/tables.h"

static ArmCpu *cpu_of(Thread *t)
{
    return (ArmCpu *)(void *)t->state;
}

enum { OLD_BASE = 0x900000 };

/* The exclusive monitor does not outlive a call: arch/arm/kernel/entry-header.S. */
static u32 get_call(Thread *t, u32 reg[6], bool *old)
{
    ArmCpu *cpu = cpu_of(t);
    u32 number = cpu->old_call ? cpu->old_call - OLD_BASE : cpu->r[7];

    for (int i = 0; i < 6; i++)
        reg[i] = cpu->r[i];
    *old = cpu->old_call;
    cpu->old_call = 0;
    cpu->exclusive_address = ~0u;
    return number;
}

/* Calls whose structures the old ABI packs otherwise:
 * arch/arm/kernel/sys_oabi-compat.c. */
static const u16 old_differs[] = {
#define OTHER(name) CALL_##name,
#include "runtime/linux/arm/old_calls.def"
    NUM_CALLS};

static void set_result(Thread *t, i64 result)
{
    cpu_of(t)->r[0] = (u32)result;
}

static void skip_call(Thread *t)
{
    ArmCpu *cpu = cpu_of(t);

    set_result(t, -EINTR);
    cpu->r[15] += cpu->r[15] & 1 ? 2 : 4;
    cpu->it = arm_it_after(cpu->it);
}

static u32 stack_pointer(const Thread *t)
{
    return ((const ArmCpu *)(const void *)t->state)->r[13];
}

static void set_stack_pointer(Thread *t, u32 sp)
{
    cpu_of(t)->r[13] = sp;
}

static void set_tls(Thread *t, u32 tls)
{
    cpu_of(t)->tpidruro = tls;
}

/* The processors that this one is like ignore the bits that enable floating-point
 * exceptions. */
static void set_float_traps(Thread *t, bool on)
{
    (void)t, (void)on;
}

static int float_code(Thread *t)
{
    (void)t;
    return FPE_FLTUNK;
}

/* The calls above __ARM_NR_BASE: asm/unistd.h. */
enum { NR_CACHEFLUSH = 0xf0002, NR_SET_TLS = 0xf0005, NR_GET_TLS = 0xf0006 };

enum { CACHE_LINE = 64 };

/* Invalidates whole cache lines, as the hardware does. */
static void flush_cache(u32 start, u32 end)
{
    u32 first = start & -(u32)CACHE_LINE;

    invalidate_announced(first, ((end + CACHE_LINE - 1) & -(u32)CACHE_LINE) - first);
}

static bool private_call(Thread *t, u32 call)
{
    ArmCpu *cpu = cpu_of(t);
    u32 result = 0;

    if (call == NR_CACHEFLUSH && cpu->r[1] >= cpu->r[0])
        flush_cache(cpu->r[0], cpu->r[1]);
    else if (call == NR_CACHEFLUSH)
        result = (u32)-EINVAL;
    else if (call == NR_SET_TLS)
        cpu->tpidruro = cpu->r[0];
    else if (call == NR_GET_TLS)
        result = cpu->tpidruro;
    else
        return false;
    cpu->r[0] = result;
    return true;
}

/* The counter runs at the rate of the host's clock, alike in all threads. */
static u64 nanoseconds(void)
{
    enum { BILLION = 1000000000 };
    struct timespec now = {0, 0};

    vdso_call(VDSO_clock_gettime, CLOCK_MONOTONIC, (u64)&now, 0);
    return (u64)now.tv_sec * BILLION + (u64)now.tv_nsec;
}

static void init(void)
{
    arm_counter_clock = nanoseconds;
    arm_map_kernel_page();
}

static u32 align_address(const Thread *t)
{
    return ((const ArmCpu *)(const void *)t->state)->exclusive_address;
}

const LinuxAbi linux_arm = {
    .name = "arm",
    .machine = "armv7l",
    .big_endian = false,
    LINUX_TABLES,
    .shm_alignment = 0x4000,
    .get_call = get_call,
    .old_differs = old_differs,
    .set_result = set_result,
    .skip_call = skip_call,
    .private_call = private_call,
    .vdso = &arm_vdso,
    .processor = &arm_processor,
    .init = init,
    .push_frame = arm_push_frame,
    .frame_mask = arm_frame_mask,
    .pop_frame = arm_pop_frame,
    .stack_pointer = stack_pointer,
    .set_stack_pointer = set_stack_pointer,
    .set_tls = set_tls,
    .set_float_traps = set_float_traps,
    .float_code = float_code,
    .align_address = align_address,
};

/* abi.c -- what is particular to Linux on 32-bit PowerPC.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/process.h"
#include "runtime/linux/ppc/context.h"
#include "runtime/linux/ppc/frame.h"
#include "runtime/linux/syscall.h"

#include "lifter/ppc/fpscr.h"

#define GUEST_FOLDER ppc
#include "runtime/linux/tables.h"

static PpcCpu *cpu_of(Thread *t)
{
    return (PpcCpu *)(void *)t->state;
}

/* Bit 3 of CR: CR0.SO says that a call failed. */
enum { CR0_SO = 3 };

/* No reservation outlives a call: arch/powerpc/kernel/entry_32.S. */
static u32 get_call(Thread *t, u32 reg[6], bool *old)
{
    PpcCpu *cpu = cpu_of(t);

    cpu->reserve_address = ~0u;
    for (int i = 0; i < 6; i++)
        reg[i] = cpu->gpr[3 + i];
    *old = false;
    return cpu->gpr[0];
}

static void set_result(Thread *t, i64 result)
{
    PpcCpu *cpu = cpu_of(t);
    bool failed = sys_failed(result);

    cpu->gpr[3] = (u32)(failed ? -result : result);
    cpu->cr[CR0_SO] = failed;
}

static void skip_call(Thread *t)
{
    set_result(t, -EINTR);
    cpu_of(t)->pc += 4;
}

static u32 stack_pointer(const Thread *t)
{
    return ((const PpcCpu *)(const void *)t->state)->gpr[1];
}

static void set_stack_pointer(Thread *t, u32 sp)
{
    cpu_of(t)->gpr[1] = sp;
}

static void set_tls(Thread *t, u32 tls)
{
    cpu_of(t)->gpr[2] = tls;
}

static bool float_traps(const Thread *t)
{
    return !((const PpcCpu *)(const void *)t->state)->fp_traps_off;
}

static void set_float_traps(Thread *t, bool on)
{
    ppc_fpscr_set_traps(cpu_of(t), on);
    context_expect_float(t);
}

/* In the kernel's order. */
static int float_code(Thread *t)
{
    static const struct {
        u32 exception, enable;
        int code;
    } row[] = {
        {FPSCR_VX, FPSCR_VE, FPE_FLTINV}, {FPSCR_OX, FPSCR_OE, FPE_FLTOVF},
        {FPSCR_UX, FPSCR_UE, FPE_FLTUND}, {FPSCR_ZX, FPSCR_ZE, FPE_FLTDIV},
        {FPSCR_XX, FPSCR_XE, FPE_FLTRES},
    };
    u32 fpscr = ppc_fpscr_read(cpu_of(t));

    for (u32 i = 0; i < ARRAY_LEN(row); i++)
        if (fpscr & row[i].exception && fpscr & row[i].enable)
            return row[i].code;
    return FPE_FLTUNK;
}

static u32 align_address(const Thread *t)
{
    return ((const PpcCpu *)(const void *)t->state)->reserve_address;
}

const LinuxAbi linux_ppc = {
    .name = "ppc",
    .machine = "ppc",
    .big_endian = true,
    LINUX_TABLES,
    .shm_alignment = 0x1000,
    .get_call = get_call,
    .set_result = set_result,
    .skip_call = skip_call,
    .vdso = &ppc_vdso,
    .processor = &ppc_processor,
    .push_frame = ppc_push_frame,
    .frame_mask = ppc_frame_mask,
    .pop_frame = ppc_pop_frame,
    .stack_pointer = stack_pointer,
    .set_stack_pointer = set_stack_pointer,
    .set_tls = set_tls,
    .set_float_traps = set_float_traps,
    .float_traps = float_traps,
    .float_code = float_code,
    .align_address = align_address,
};

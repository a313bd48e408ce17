/* guest_vdso.c -- maps the guest's vDSO, and answers the hypercalls that its code
 * makes.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <string.h>

#include "lifter/ask.h"
#include "runtime/linux/host.h"
#include "runtime/linux/linux.h"
#include "runtime/linux/syscall.h"
#include "runtime/linux/time/vdso.h"
#include "runtime/memory/memory.h"
#include "runtime/base/sys.h"
#include "runtime/program.h"

static i64 ask_clock(VdsoCall call, u64 clock)
{
    struct __kernel_timespec time;
    i64 result = vdso_call(call, clock, (u64)&time, 0);

    if (result || (u64)time.tv_sec >> (63 - ASK_SECONDS_SHIFT))
        return -1;
    return (i64)((u64)time.tv_sec << ASK_SECONDS_SHIFT | (u64)time.tv_nsec);
}

static i64 ask_cpu(void)
{
    u32 cpu = 0, node = 0;

    vdso_call(VDSO_getcpu, (u64)&cpu, (u64)&node, 0);
    return (i64)((u64)node << 32 | cpu);
}

static i64 answer(Ask what, u32 argument)
{
    u64 clock = (u64)(i64)(i32)argument;

    switch (what) {
    case ASK_CLOCK: return ask_clock(VDSO_clock_gettime, clock);
    case ASK_RESOLUTION: return ask_clock(VDSO_clock_getres, clock);
    case ASK_NOW: return ask_clock(VDSO_clock_gettime, CLOCK_REALTIME);
    case ASK_SECONDS: return vdso_call(VDSO_time, 0, 0, 0);
    case ASK_CPU: return ask_cpu();
    case ASK_GETTIME:
    case ASK_GETTIME64:
    case ASK_GETTIMEOFDAY: break; /* ask_of_function is asked */
    }
    return -1;
}

u32 linux_map_vdso(const Guest *guest)
{
    const GuestVdso *vdso = linux_abi_of(guest)->vdso;
    i64 page = memory_map(0, GUEST_PAGE, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (page < 0)
        program_no_memory("the guest's vDSO", GUEST_PAGE, page);
    memcpy(memory_at((u32)page), vdso->bytes, vdso->size);
    memory_protect((u32)page, GUEST_PAGE, PROT_READ | PROT_EXEC);
    guest_program.vdso = (u32)page;
    lifter_ask = answer;
    return (u32)page;
}

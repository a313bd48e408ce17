/* reserve.c -- address space that becomes memory as it is used.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/base/reserve.h"

#include <linux/mman.h>

#include "runtime/base/sys.h"

enum { FIRST_STEP = 1 << 20, SMALL_STEP = 1 << 16 };

i64 reserve_space(Reserve *r, u64 size)
{
    i64 got = sys_map(size, PROT_NONE);

    if (sys_failed(got))
        return got;
    *r = (Reserve){(u8 *)got, size, 0};
    return 0;
}

static bool use_up_to(Reserve *r, u64 end)
{
    if (end > r->size)
        end = r->size;
    if (sys_call3(__NR_mprotect, (u64)r->start + r->usable, end - r->usable,
                  PROT_READ | PROT_WRITE))
        return false;
    r->usable = end;
    return true;
}

/* Makes accessible twice as much as before; near a limit, only as much as is needed. */
bool reserve_use(Reserve *r, u64 bytes)
{
    if (bytes <= r->usable)
        return true;
    if (bytes > r->size)
        return false;
    u64 step = r->usable > FIRST_STEP ? r->usable : FIRST_STEP;
    if (bytes <= r->usable + step && use_up_to(r, r->usable + step))
        return true;
    return use_up_to(r, (bytes + SMALL_STEP - 1) & -(u64)SMALL_STEP);
}

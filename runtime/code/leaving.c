/* leaving.c -- counting how often ahead-of-time code leaves for other code.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/code/leaving.h"

#include "runtime/code/cache.h"
#include "runtime/code/image_patch.h"
#include "runtime/code/images.h"
#include "runtime/stats_own.h"

/* dispatch.S.  Each of the first two may be replaced by the one behind it. */
extern const u8 rt_call_unknown[], rt_call_counted[], rt_dispatch_counted[];

void leaving_count(Thread *t)
{
    stats_has_left = !images_any() || cache_start(t);
    if (!images_any() || !stats_has_left)
        return;
    image_jump((u64)rt_call_unknown, (u64)rt_call_counted);
    image_jump((u64)rt_dispatch, (u64)rt_dispatch_counted);
}

/* fp_events.c -- each thread's word of invalid operations by their kind; see ir/fp.h.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "ir/fp.h"
#include "runtime/thread.h"

u32 *fp_events(void)
{
    return &thread_self()->head.fp_events;
}

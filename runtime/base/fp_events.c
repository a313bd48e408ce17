/* fp_events.c -- the kinds of invalid operation, a word a thread; see ir/fp.h. */
#include "ir/fp.h"
#include "runtime/thread.h"

u32 *fp_events(void)
{
    return &thread_self()->head.fp_events;
}

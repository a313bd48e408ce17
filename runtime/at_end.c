/* at_end.c -- what is written when the process ends.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/at_end.h"

#include "runtime/end_file.h"
#include "runtime/lock.h"

static AtEnd *wanted;

void at_end_add(AtEnd *what)
{
    what->next = wanted;
    wanted = what;
}

bool at_end_is_wanted(void)
{
    return wanted;
}

/* Another thread that ends the process meanwhile waits until all is written. */
void at_end_write(const ProcessEnd *ending)
{
    static bool written;

    if (!wanted)
        return;
    lock_take(&lock_code);
    for (const AtEnd *w = wanted; w && !written; w = w->next)
        w->write(ending);
    written |= ending->end != END_EXEC;
    lock_drop(&lock_code);
}

void at_end_after_fork(void)
{
    end_file_forked = true;
    for (const AtEnd *w = wanted; w; w = w->next)
        w->after_fork();
}

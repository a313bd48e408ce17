/* title.h -- makes /proc/PID/cmdline and environ show the guest's.  proc(5).
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_PROCESS_TITLE_H
#define RUNTIME_LINUX_PROCESS_TITLE_H

#include "ir/base.h"

/* Asks the kernel to show the strings on the guest's stack (PR_SET_MM).  Called once,
 * when the stack is there. */
void title_show(void);
/* Returns true if the kernel shows them. */
bool title_is_shown(void);

#endif

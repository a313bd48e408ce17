/* title.h -- what /proc/PID/cmdline and environ show of the process.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_PROCESS_TITLE_H
#define RUNTIME_LINUX_PROCESS_TITLE_H

#include "ir/base.h"

/* Once, when the guest's stack is there: have the kernel show what lies on it. */
void title_show(void);
/* It does. */
bool title_is_shown(void);

#endif

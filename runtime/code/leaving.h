/* leaving.h -- counting how often ahead-of-time code leaves for other code.
 *
 *      leaving_count(t);                       once, before the guest runs
 *
 * The ways out, rt_dispatch and rt_call_unknown, have no test of their own whether they
 * are counted: if they are, they are patched to begin elsewhere.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_CODE_LEAVING_H
#define RUNTIME_CODE_LEAVING_H

#include "runtime/thread.h"

/* Begins to count, for the statistics, unless the process may make no executable
 * memory. */
void leaving_count(Thread *t);

#endif

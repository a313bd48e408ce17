/* crash.h -- the report of a guest that dies of a signal.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_CRASH_H
#define RUNTIME_CRASH_H

#include "runtime/thread.h"

extern bool crash_full; /* DBT_CRASH=full */

/* Guest pc, symbol, registers and back trace, to stderr. */
void crash_report(Thread *t, int signal);
/* The guest's registers, for the report and for -d cpu. */
void crash_registers(Thread *t, Out *out);

#endif

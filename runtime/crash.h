/* crash.h -- the report about a guest that a signal ends.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_CRASH_H
#define RUNTIME_CRASH_H

#include "runtime/thread.h"

extern bool crash_full; /* true if DBT_CRASH=full asks for reports */

/* Prints the guest's pc with its symbol, its registers and a back trace to stderr.
 * `signal` is the signal that ends it.  The back trace follows the frame chain of the
 * PowerPC System V ABI; for other guests only the link register is shown. */
void crash_report(Thread *t, int signal);
/* Prints the guest's registers, four to a line, to `out`; hidden registers are left
 * out.  The crash report and -d cpu use it. */
void crash_registers(Thread *t, Out *out);

#endif

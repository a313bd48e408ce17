/* helper.h -- dbt-disasm, which makes mnemonics of the host code in a listing.
 *
 *      if (!helper_filter(text, length, log_out()))
 *          ...                             there is no dbt-disasm: the text as it is
 *
 * It has LLVM's disassembler, which the runtime cannot have.  It is a process that is
 * started when it is first needed and ends with this one; the guest does not see it
 * among its children.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_BASE_HELPER_H
#define RUNTIME_BASE_HELPER_H

#include "ir/base.h"

/* Has the dbt-disasm beside this program change a text that ends in an empty line, and
 * writes what comes back to `out`.  Returns false, and writes nothing, if that cannot
 * be done.  Call it under a lock. */
bool helper_filter(const char *text, size_t length, Out *out);
/* Leaves the helper to the parent, in the child of a fork, which gets one of its own.
 */
void helper_after_fork(void);

#endif

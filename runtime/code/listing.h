/* listing.h -- blocks as text, for -d in_asm and -d out_asm.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_CODE_LISTING_H
#define RUNTIME_CODE_LISTING_H

#include "lifter/lifter.h"
#include "runtime/code/blocks.h"

/* Prints a block's guest code to the log. */
void listing_guest_code(const Guest *guest, const Block *blk);
/* Prints a block's host code, with the guest address of each instruction before its
 * host code: by dbt-disasm if dbt-run has it beside it (helper.h), else in bytes. */
void listing_host_code(const TransBlock *b);

#endif

/*
 * mca.h -- cycles of pieces of host code, by llvm-mca.
 *
 *      Mca *mca = mca_begin("mca.s");
 *      if (mca) { u32 n = mca_region(mca); mca_add(mca, "addl\t%eax, %ebx"); ... }
 *      double *cycles = mca_end(mca);       -- cycles[n]
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_COMPARE_MCA_H
#define AOT_COMPARE_MCA_H

#include "ir/base.h"

typedef struct Mca Mca;

/* Begins a file of assembly for llvm-mca; beside it come its output and messages.
 * Returns NULL if llvm-mca is not installed or the file cannot be written. */
Mca *mca_begin(const char *path);
/* Begins the next piece of code.  Returns its number, from 0 on. */
u32 mca_region(Mca *mca);
/* Adds an instruction to it. */
void mca_add(Mca *mca, const char *text);
/* Runs llvm-mca for this machine's processor.  Returns the cycles that one pass of each
 * piece takes if it runs again and again, 0 where llvm-mca knows nothing; from
 * base_alloc.  Returns NULL if it failed, or `mca` is NULL. */
double *mca_end(Mca *mca);

#endif

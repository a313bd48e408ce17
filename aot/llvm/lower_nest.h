/* lower_nest.h -- outer-loop vectorisation of a loop nest: see nest.h.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef AOT_LLVM_LOWER_NEST_H
#define AOT_LLVM_LOWER_NEST_H

#include "aot/llvm/lower.h"
#include "aot/flow/nest.h"

/* Lowers the vectorised version of a nest.  Call it at the start of the head, before
 * its ops; afterwards the builder is where the plain version of the head is to be
 * lowered. */
void lower_nest(Lower *w, Nest *nest);

#endif

/*
 * stubs.h -- stubs of the procedure linkage table, as parts of the functions that call
 * them.
 *
 *      block->stub = stubs_call(units, &block->ops);
 *      if (block->stub)
 *          ...             the block's call of a stub is a call through a pointer now
 *
 * A call of a stub (lifter/stub.h) becomes what it does: the load, and a call through a
 * pointer.  The function that calls has the stub's code in it then: if the guest
 * changes that code, all functions of the image are given up (AotImage.copied).
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_FLOW_STUBS_H
#define AOT_FLOW_STUBS_H

#include "aot/flow/unit.h"

/* If the block ends in a call of a stub, replaces the call by the stub's ops and a call
 * through the pointer that they load, and returns the stub's guest address; else
 * returns 0. */
u32 stubs_call(const Units *units, Block *block);

#endif

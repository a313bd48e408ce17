/*
 * reserve.h -- an array in reserved address space, of which only what is used counts as
 * memory of the process (RLIMIT_DATA, overcommit).
 *
 *      static Reserve blocks;
 *      reserve_space(&blocks, most);
 *      if (reserve_use(&blocks, bytes))
 *          ...                             the first `bytes` bytes can be written
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_BASE_RESERVE_H
#define RUNTIME_BASE_RESERVE_H

#include "ir/base.h"

typedef struct {
    u8 *start;
    u64 size;   /* bytes of address space */
    u64 usable; /* bytes from `start` on that are accessible, zeroed at first */
} Reserve;

/* Reserves `size` bytes of address space, inaccessible.  Returns 0 or a negated error
 * number. */
i64 reserve_space(Reserve *r, u64 size);
/* Makes at least the first `bytes` bytes accessible.  Returns false if the kernel gives
 * no more memory, or `bytes` is more than was reserved. */
bool reserve_use(Reserve *r, u64 bytes);

#endif

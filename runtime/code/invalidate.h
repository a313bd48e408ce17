/*
 * invalidate.h -- guest code that changes.
 *
 * A translation that is invalidated is entered again only if the guest has the same
 * bytes there as when it was made.  One that runs just now goes on to its end: only
 * its successors change, as on a processor that has fetched ahead.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_CODE_INVALIDATE_H
#define RUNTIME_CODE_INVALIDATE_H

#include "ir/base.h"

/* The guest's mapping of these pages changes: their translations are invalidated, and
 * the host protects the pages only as the guest does. */
void invalidate_range(u32 address, u64 size);

/* The runtime or the kernel is about to write these bytes: the same for their pages. */
void invalidate_write(u32 address, u64 size);

/* The guest says that it has changed these bytes, perhaps through another mapping: the
 * translations of just these bytes are invalidated. */
void invalidate_announced(u32 address, u32 size);

/* The guest could not write there: was it because of translations, and may it now? */
bool invalidate_fault(u32 address);

#endif

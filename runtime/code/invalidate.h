/*
 * invalidate.h -- guest code that changes: invalidating its translations.
 *
 *      invalidate_write(address, size);
 *      memcpy(memory_at(address), from, size);
 *
 * A translation, block or ahead-of-time function, that is invalidated is entered again
 * only if the guest has the same bytes there as when it was made.  A translation that
 * is running goes on to its end: only its successors change, as on a processor that has
 * prefetched instructions (Power ISA, Book II, 1.8).
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_CODE_INVALIDATE_H
#define RUNTIME_CODE_INVALIDATE_H

#include "ir/base.h"

/* Invalidates the translations of these bytes' pages, whose mapping or protection is
 * about to change.  The host no longer write-protects the pages for our sake. */
void invalidate_range(u32 address, u64 size);

/* The same for bytes that the runtime or the kernel is about to write.  Pages that are
 * PAGE_CHECKED need nothing. */
void invalidate_write(u32 address, u64 size);

/* Invalidates the translations of just these bytes, which the guest says it has
 * changed, perhaps through another mapping. */
void invalidate_announced(u32 address, u32 size);

/* Handles a fault of a guest store to `address`.  Returns true if the page was
 * write-protected only because of translations: it no longer is, and the store can be
 * repeated.  Returns false if the guest may not write there. */
bool invalidate_fault(u32 address);

#endif

/* invalidate.h -- forgetting translations of guest code that changes. */
#ifndef RUNTIME_CODE_INVALIDATE_H
#define RUNTIME_CODE_INVALIDATE_H

#include "ir/base.h"

/*
 * Translations of the pages that hold these guest bytes are never entered again,
 * and the pages are writable for the guest if its own protection says so.  A
 * translation that runs just now goes on to its end: only its successors change,
 * as on a processor that has fetched ahead.
 */
void invalidate_range(u32 address, u64 size);

/* The guest could not write there: was it because of translations, and may it now? */
bool invalidate_fault(u32 address);

#endif

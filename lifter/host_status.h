/*
 * host_status.h -- conversion between the floating-point status of a guest and the
 * host.
 *
 *      u32 found = flags_translate(pairs, ARRAY_LEN(pairs), host_status_take());
 *      host_status_set(MX_MASKS | MX_ROUND_ZERO);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef LIFTER_HOST_STATUS_H
#define LIFTER_HOST_STATUS_H

#include "ir/fp_host.h"

/* A flag in one status register and its counterpart in another. */
typedef struct {
    u32 from, to;
} FlagPair;

/* Returns the `to` of every pair whose `from` has a bit of `from` set, joined. */
u32 flags_translate(const FlagPair *pair, size_t count, u32 from);

/* Returns the exception flags (MX_...) of the calling thread's MXCSR, and clears them
 * there. */
u32 host_status_take(void);

/* Sets the calling thread's MXCSR: flags, masks and modes. */
void host_status_set(u32 mxcsr);

#endif

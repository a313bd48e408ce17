/*
 * host_status.h -- between a guest's floating-point status and the host's.
 *
 *      u32 found = flags_translate(pairs, ARRAY_LEN(pairs), host_status_take());
 *      host_status_set(MX_MASKS | MX_ROUND_ZERO);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef LIFTER_HOST_STATUS_H
#define LIFTER_HOST_STATUS_H

#include "ir/fp_host.h"

typedef struct {
    u32 from, to;
} FlagPair;

/* The `to` of every pair that has a bit of `from` set. */
u32 flags_translate(const FlagPair *pair, size_t count, u32 from);

/* MXCSR's exception flags (MX_...), which are cleared. */
u32 host_status_take(void);

/* Set MXCSR: its flags, masks and modes. */
void host_status_set(u32 mxcsr);

#endif

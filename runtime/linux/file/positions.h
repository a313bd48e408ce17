/* positions.h -- positions in directories, which the host has in 64 bits, as 32-bit
 * words for the guest.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_FILE_POSITIONS_H
#define RUNTIME_LINUX_FILE_POSITIONS_H

#include "ir/base.h"

/* Returns a word that stands for the host's position, as long as the process lives. */
u32 position_to_guest(u64 host);
/* Returns the host's position that a word stands for. */
u64 position_to_host(u32 guest);

#endif

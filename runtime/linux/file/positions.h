/* positions.h -- positions in directories, as words.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_LINUX_FILE_POSITIONS_H
#define RUNTIME_LINUX_FILE_POSITIONS_H

#include "ir/base.h"

/* A word that stands for the host's position, for as long as the process lives. */
u32 position_to_guest(u64 host);
/* What it stands for. */
u64 position_to_host(u32 guest);

#endif

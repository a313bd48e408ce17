/*
 * mapped_file.h -- which file the guest code at an address is mapped from.
 *
 *      u64 offset;
 *      const char *path = mapped_file_at(pc, &offset);
 *
 * The system is asked again only if mappings have changed since the last time.  Calls
 * are made under lock_code.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_CODE_MAPPED_FILE_H
#define RUNTIME_CODE_MAPPED_FILE_H

#include "ir/base.h"

/* Returns the host's path of the file, which lives as long as the process, and sets
 * *offset to the byte of it that is at `pc`.  Returns NULL if there is none. */
const char *mapped_file_at(u32 pc, u64 *offset);
/* Guest memory is about to be mapped, unmapped or moved. */
void mapped_file_changed(void);

#endif

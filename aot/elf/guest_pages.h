/*
 * guest_pages.h -- which pages of a guest's file an output holds, and what the runtime
 * does with them.
 *
 *      GuestPages pages = guest_pages(&file, true);
 *      object_append(object, section, pages.bytes, pages.size);
 *      guest_pages_free(&pages);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_ELF_GUEST_PAGES_H
#define AOT_ELF_GUEST_PAGES_H

#include "aot/elf/elf.h"
#include "runtime/abi.h"

typedef struct {
    u8 *bytes; /* whole pages */
    u64 size;
    AotSegment *row; /* `bytes` of a row: where they start in those */
    u32 num_rows;
} GuestPages;

/* `whole`: all of the file; else only pages that are mapped. */
GuestPages guest_pages(const ElfFile *file, bool whole);
void guest_pages_free(GuestPages *pages);

#endif

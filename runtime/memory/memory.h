/*
 * memory.h -- the guest's 4 GiB.
 *
 *      i64 at = memory_map(0, size, PROT_READ | PROT_WRITE,
 *                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
 *      if (memory_ok(address, 8, PROT_READ)) memcpy(x, memory_at(address), 8);
 *
 * Protections are the guest's, PROT_EXEC included; the host never gets that one.
 * Results are guest addresses or negated error numbers, flags the host's MAP_...
 * and MREMAP_...
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_MEMORY_MEMORY_H
#define RUNTIME_MEMORY_MEMORY_H

#include <linux/mman.h>

#include "runtime/abi.h"

#ifndef PROT_READ
#include <asm/mman.h>
#endif

enum { GUEST_PAGE = 4096 };

extern u8 *memory_base; /* host address of guest address 0 */

static inline u8 *memory_at(u32 address)
{
    return memory_base + address;
}

/*
 * What is to be told of guest memory that may hold translated code, before it changes;
 * set by main_run.  `memory_changing`: the bytes are mapped anew, unmapped, or get
 * another protection.  `memory_writing`: the runtime or the kernel is about to write
 * them.
 */
extern void (*memory_changing)(u32 address, u64 size);
extern void (*memory_writing)(u32 address, u64 size);

void memory_init(void);

/* The personality READ_IMPLIES_EXEC: what is mapped readable can be executed. */
extern bool memory_read_implies_exec;

/* May the guest access all these bytes so?  `protection` 0: are they mapped? */
bool memory_ok(u32 address, u64 size, int protection);
/* The bytes at address up to and with a 0; -1 if the guest may not read them. */
i64 memory_string_length(u32 address);
/*
 * Before the runtime or the kernel writes guest memory other than by guest code:
 * translations of what is there are dropped and host protection lifted.  False
 * if the guest may not write it (EFAULT).
 */
bool memory_prepare_write(u32 address, u64 size);

/* As the calls of these names. */
i64 memory_map(u32 address, u64 size, int protection, int flags, int fd, u64 offset);
i64 memory_unmap(u32 address, u64 size);
i64 memory_protect(u32 address, u64 size, int protection);
i64 memory_remap(u32 address, u64 old_size, u64 new_size, int flags, u32 new_address);
/* What the call brk returns: where the break is afterwards. */
u32 memory_brk(u32 wanted);

/* Mapped ranges of like protection, ascending: the first at or after `from`. */
typedef struct {
    u32 start;
    u64 end;
    int protection;
} MemoryRange;
bool memory_next_range(u64 from, MemoryRange *range);

#endif

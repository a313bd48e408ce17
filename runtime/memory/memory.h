/*
 * memory.h -- the guest's 4 GiB of memory: mapping it, and what the guest may access.
 *
 *      i64 at = memory_map(0, size, PROT_READ | PROT_WRITE,
 *                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
 *      if (memory_ok(address, 8, PROT_READ)) memcpy(x, memory_at(address), 8);
 *
 * Addresses are the guest's, sizes are bytes.  Protections are PROT_... as the guest
 * sees them; the host never makes guest memory executable.  i64 results are guest
 * addresses, or 0, or negated error numbers.  Flags are the host's MAP_... and
 * MREMAP_..., `fd` is a host descriptor.
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

/* Returns the host address of a guest address. */
static inline u8 *memory_at(u32 address)
{
    return memory_base + address;
}

/*
 * Called before guest memory that may hold translated code changes; main_run sets them.
 * `memory_changing`: the bytes are about to be mapped anew, unmapped, or given another
 * protection.  `memory_writing`: the runtime or the kernel is about to write them.
 */
extern void (*memory_changing)(u32 address, u64 size);
extern void (*memory_writing)(u32 address, u64 size);

/* Guest ranges, ascending, in which mappings are placed only if the guest insists on
 * the address, `memory_placing` wants it, or all else is full. */
typedef struct {
    u32 start, end; /* addresses of pages */
} MemoryKept;
extern const MemoryKept *memory_kept;
extern u32 memory_num_kept;
/* If set, called before a mapping is placed for which the guest names no address that
 * is free: `size` in whole pages, and `fd` -1 for anonymous memory.  Returns the
 * address it is to have, where all of it is free; 0: any. */
extern u32 (*memory_placing)(u64 size, int protection, int fd);
/* If set, called after guest memory was mapped or given another protection. */
extern void (*memory_changed)(u32 address, u64 size);

/* Reserves the guest's address space, with guard space on both sides.  Panics if there
 * is none. */
void memory_init(void);

/* True if the guest's personality is READ_IMPLIES_EXEC: what is mapped readable is
 * executable, too. */
extern bool memory_read_implies_exec;

/* Returns true if the guest may access all of these bytes so.  With `protection` 0: if
 * all are mapped. */
bool memory_ok(u32 address, u64 size, int protection);
/* Returns the bytes from `address` up to the first 0, without it; -1 if the guest may
 * not read them all. */
i64 memory_string_length(u32 address);
/*
 * Prepares guest memory for a write by the runtime or the kernel: invalidates the
 * translations of its pages and lifts their write protection on the host.  Returns
 * false if the guest may not write it all (EFAULT).
 */
bool memory_prepare_write(u32 address, u64 size);

/* As mmap(2), munmap(2), mprotect(2) and mremap(2). */
i64 memory_map(u32 address, u64 size, int protection, int flags, int fd, u64 offset);
/* As memory_map of a file, whose pages from `offset` on are in this process, too: the
 * `there` bytes at `pages`, whole pages of a private mapping.  Up to there the guest
 * gets other mappings of those pages, where the kernel permits that (mremap with
 * MREMAP_DONTUNMAP); *taken tells if it did.  Else the file's are mapped, and
 * memory_changed is not called: map it again when the file has its bytes. */
i64 memory_map_pages(u32 address, u64 size, int protection, int flags, int fd,
                     u64 offset, const void *pages, u64 there, bool *taken);
i64 memory_unmap(u32 address, u64 size);
i64 memory_protect(u32 address, u64 size, int protection);
i64 memory_remap(u32 address, u64 old_size, u64 new_size, int flags, u32 new_address);
/* Moves the break to `wanted` if it can be.  Returns where the break is afterwards, as
 * the kernel's brk does. */
u32 memory_brk(u32 wanted);

/* Finds the first mapped range at or after `from`: all adjacent pages of the same
 * protection.  Returns false if there is none. */
typedef struct {
    u32 start;
    u64 end;
    int protection;
} MemoryRange;
bool memory_next_range(u64 from, MemoryRange *range);

#endif

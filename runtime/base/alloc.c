/* alloc.c -- base_alloc and its kin, on the host's mmap. Sizes are rounded up to a
 * power of two; a freed piece waits in the list of its size. A piece of 128 KiB or more
 * is a mapping of its own.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <linux/mman.h>

#include "runtime/lock.h"
#include "runtime/program.h"

#include <string.h>
#include "runtime/base/sys.h"

typedef struct HeapPiece {
    u64 size; /* with this header */
    struct HeapPiece *next;
} HeapPiece;

enum { FIRST_CLASS = 5, NUM_CLASSES = 13, CHUNK = 1 << 20, HUGE = 1 << 17 };

static HeapPiece *free_list[NUM_CLASSES];
static u8 *chunk, *chunk_end;

/* No address is asked for: the kernel places the mapping far above 4 GiB. */
i64 sys_map(u64 size, int protection)
{
    lock_take(&lock_host_map);
    i64 got = sys_call6(__NR_mmap, 0, size, (u64)protection,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, ~0ull, 0);
    lock_drop(&lock_host_map);
    return got;
}

static void *map_or_panic(u64 size)
{
    i64 got = sys_map(size, PROT_READ | PROT_WRITE);

    if (sys_failed(got))
        program_no_memory("the runtime", size, got);
    return (void *)got;
}

static unsigned class_of(u64 size)
{
    unsigned bits = 64u - (unsigned)__builtin_clzll(size - 1);

    return bits < FIRST_CLASS ? 0 : bits - FIRST_CLASS;
}

static HeapPiece *take_piece(unsigned size_class)
{
    u64 size = 1ull << (size_class + FIRST_CLASS);
    HeapPiece *piece = free_list[size_class];

    if (piece) {
        free_list[size_class] = piece->next;
        return piece;
    }
    if ((u64)(chunk_end - chunk) < size) {
        chunk = map_or_panic(CHUNK);
        chunk_end = chunk + CHUNK;
    }
    piece = (HeapPiece *)(void *)chunk;
    chunk += size;
    piece->size = size;
    return piece;
}

void *base_alloc(size_t size)
{
    u64 whole = size + sizeof(HeapPiece);

    if (whole > HUGE) {
        whole = (whole + 4095) & -4096ull;
        HeapPiece *piece = map_or_panic(whole);
        piece->size = whole;
        return piece + 1;
    }
    lock_take(&lock_alloc);
    HeapPiece *piece = take_piece(class_of(whole));
    lock_drop(&lock_alloc);
    return memset(piece + 1, 0, size);
}

/* Grows or shrinks a mapping in place, or by moving its pages. Returns NULL if the
 * kernel refuses mremap. */
static void *resize_huge(HeapPiece *piece, u64 whole)
{
    whole = (whole + 4095) & -4096ull;
    lock_take(&lock_host_map);
    i64 got = sys_call4(__NR_mremap, (u64)piece, piece->size, whole, MREMAP_MAYMOVE);
    lock_drop(&lock_host_map);
    if (sys_failed(got))
        return NULL;
    piece = (HeapPiece *)got;
    piece->size = whole;
    return piece + 1;
}

void *base_resize(void *p, size_t size)
{
    if (!p)
        return base_alloc(size);
    HeapPiece *piece = (HeapPiece *)p - 1;
    void *bigger = NULL;
    if (piece->size > HUGE && size + sizeof *piece > HUGE)
        bigger = resize_huge(piece, size + sizeof *piece);
    if (bigger)
        return bigger;
    if (size + sizeof *piece <= piece->size && piece->size <= HUGE)
        return p;
    bigger = base_alloc(size);
    u64 kept = piece->size - sizeof *piece;
    memcpy(bigger, p, kept < size ? kept : size);
    base_free(p);
    return bigger;
}

void base_free(void *p)
{
    if (!p)
        return;
    HeapPiece *piece = (HeapPiece *)p - 1;
    if (piece->size > HUGE) {
        sys_call2(__NR_munmap, (u64)piece, piece->size);
        return;
    }
    unsigned size_class = class_of(piece->size);
    lock_take(&lock_alloc);
    piece->next = free_list[size_class];
    free_list[size_class] = piece;
    lock_drop(&lock_alloc);
}

/* sort.c -- heapsort.  Knuth, The Art of Computer Programming 3, 5.2.3.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/base/sort.h"

typedef struct {
    u8 *item;
    size_t size;
    int (*order)(const void *a, const void *b);
} Heap;

static u8 *at(const Heap *h, u32 number)
{
    return h->item + number * h->size;
}

static void swap(const Heap *h, u32 a, u32 b)
{
    for (size_t i = 0; i < h->size; i++) {
        u8 byte = at(h, a)[i];
        at(h, a)[i] = at(h, b)[i];
        at(h, b)[i] = byte;
    }
}

/* Moves the item at `root` down the heap of `count` items. */
static void sift(const Heap *h, u32 root, u32 count)
{
    u32 child;

    while ((child = 2 * root + 1) < count) {
        if (child + 1 < count && h->order(at(h, child), at(h, child + 1)) < 0)
            child++;
        if (h->order(at(h, root), at(h, child)) >= 0)
            return;
        swap(h, root, child);
        root = child;
    }
}

void sort(void *items, u32 count, size_t size,
          int (*order)(const void *a, const void *b))
{
    const Heap heap = {items, size, order};

    for (u32 i = count / 2; i-- > 0;)
        sift(&heap, i, count);
    for (u32 i = count; i-- > 1;) {
        swap(&heap, i, 0);
        sift(&heap, 0, i);
    }
}

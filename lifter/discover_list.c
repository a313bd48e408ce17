/* discover_list.c -- lists of addresses.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/discover_scan.h"

void list_add(List *list, u32 item)
{
    if (list->count == list->capacity) {
        list->capacity = list->capacity ? 2 * list->capacity : 64;
        list->item = base_resize(list->item, list->capacity * sizeof *list->item);
    }
    list->item[list->count++] = item;
}

void list_free(List *list)
{
    base_free(list->item);
    *list = (List){0};
}

/* Put item[i] where it belongs in the heap of which it is the root. */
static void sift(u32 *item, u32 i, u32 count)
{
    for (u32 child; (child = 2 * i + 1) < count; i = child) {
        if (child + 1 < count && item[child] < item[child + 1])
            child++;
        if (item[i] >= item[child])
            return;
        u32 swap = item[i];
        item[i] = item[child];
        item[child] = swap;
    }
}

void list_sort(List *list)
{
    u32 *item = list->item, kept = 0;

    for (u32 i = list->count / 2; i-- > 0;)
        sift(item, i, list->count);
    for (u32 end = list->count; end-- > 1;) {
        u32 swap = item[0];
        item[0] = item[end];
        item[end] = swap;
        sift(item, 0, end);
    }
    for (u32 i = 0; i < list->count; i++)
        if (i == 0 || item[i] != item[kept - 1])
            item[kept++] = item[i];
    list->count = kept;
}

/* parked.c -- invalidated blocks, used again if the guest's code is as before.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/code/parked.h"

#include <string.h>

#include "runtime/dispatch.h"
#include "runtime/code/translate.h"

/* VERSIONS: how many blocks are kept for one pc, whose code is overwritten again and
 * again. */
enum { HASH_SIZE = 1 << 14, VERSIONS = 4 };

/* By hash of the pc; the block that was parked last comes first. */
static TransBlock *parked[HASH_SIZE];

static TransBlock **head_of(u32 pc)
{
    return &parked[(pc >> dispatch_pc_shift) % HASH_SIZE];
}

/* Drops the oldest block of a pc that has more than VERSIONS.  A flush frees its
 * memory. */
static void drop_old(u32 pc)
{
    u32 count = 0;

    for (TransBlock **link = head_of(pc); *link; link = &(*link)->hash_next)
        if ((*link)->pc == pc && ++count > VERSIONS) {
            *link = (*link)->hash_next;
            return;
        }
}

void parked_put(TransBlock *b)
{
    TransBlock **head = head_of(b->pc);

    b->hash_next = *head;
    *head = b;
    drop_old(b->pc);
}

TransBlock *parked_take(u32 pc)
{
    for (TransBlock **link = head_of(pc); *link; link = &(*link)->hash_next) {
        TransBlock *b = *link;
        if (b->pc == pc && translate_holds(b)) {
            *link = b->hash_next;
            return b;
        }
    }
    return NULL;
}

void parked_forget_all(void)
{
    memset(parked, 0, sizeof parked);
}

/* call.c -- host memory that lives as long as one system call.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/linux/syscall.h"

#include <string.h>

struct CallBlock {
    CallBlock *next;
    u64 size;
};

void *call_room(Call *c, u64 size)
{
    u64 needed = (size + 15) & ~15ull;

    if (needed <= sizeof(c->room) - c->used) {
        u8 *room = c->room + c->used;
        c->used += (u32)needed;
        return memset(room, 0, needed);
    }
    CallBlock *block = base_alloc(sizeof(CallBlock) + needed);
    block->next = c->more;
    c->more = block;
    return block + 1;
}

void call_end(Call *c)
{
    while (c->more) {
        CallBlock *next = c->more->next;
        base_free(c->more);
        c->more = next;
    }
}

/* image_table.c -- the table of ahead-of-time functions, filled as it is used.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/code/image_table.h"

#include <linux/mman.h>

#include "runtime/base/sys.h"
#include "runtime/code/image_calls.h"
#include "runtime/dispatch.h"

enum { HOST_PAGE = 4096, ON_PAGE = HOST_PAGE / sizeof(u64) };

u64 image_table[AOT_TABLE_SIZE] __attribute__((aligned(HOST_PAGE)));

/* By page of the table: something was entered there.  Others are not looked at, since
 * that would cost a fault. */
static bool touched[AOT_TABLE_SIZE / ON_PAGE];

static u32 index_of(u32 pc)
{
    return (pc >> dispatch_pc_shift) % AOT_TABLE_SIZE;
}

/* Empties an entry: with a pc that is never looked for there.  0 is one, but for the
 * first two entries, where it would be the null pointer's. */
static void empty(u32 at)
{
    const u64 elsewhere = 8;

    __atomic_store_n(&image_table[at], at < 2 ? elsewhere : 0, __ATOMIC_RELEASE);
}

void image_table_init(void)
{
    empty(0);
    empty(1);
}

/* The same look-up is in dispatch.S (rt_enter_aot, rt_call_stub) and, as LLVM's
 * instructions, in aot/llvm/lower_indirect.c. */
u64 image_table_host(u32 pc)
{
    u64 entry = __atomic_load_n(&image_table[index_of(pc)], __ATOMIC_ACQUIRE);

    if (((u32)entry ^ pc) & ~(u32)AOT_TABLE_DOUBTFUL)
        return 0;
    return (u64)image_table + (u64)((i64)entry >> 32);
}

bool image_table_has(u32 pc)
{
    return image_table_host(pc);
}

void image_table_put(const Image *image, const AotFunction *function)
{
    u32 pc = function->entry, at = index_of(pc);
    u64 host = images_host(image, function->host) - (u64)image_table;

    if (!(function->flags & AOT_CERTAIN))
        pc ^= AOT_TABLE_DOUBTFUL;
    touched[at / ON_PAGE] = true;
    __atomic_store_n(&image_table[at], host << 32 | pc, __ATOMIC_RELEASE);
}

static void drop(u32 pc)
{
    u32 at = index_of(pc);

    if (touched[at / ON_PAGE] && image_table_has(pc))
        empty(at);
}

void image_table_drop(u32 pc)
{
    drop(pc);
    image_calls_drop(pc);
}

void image_table_drop_image(const Image *image)
{
    for (u32 i = 0; i < image->num_functions; i++)
        drop(image->function[i].entry);
    image_calls_drop_all();
}

void image_table_drop_all(void)
{
    for (u32 i = 0; i < AOT_TABLE_SIZE; i++)
        if (touched[i / ON_PAGE])
            empty(i);
    image_calls_drop_all();
}

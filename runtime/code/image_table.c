/* image_table.c -- the table of ahead-of-time functions, filled when it is used.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/code/image_table.h"

#include <linux/mman.h>

#include "lifter/lifter.h"
#include "runtime/base/sys.h"
#include "runtime/lock.h"

AotTables image_tables __attribute__((aligned(4096)));
u32 image_table_shift;

enum {
    SLOTS_SHIFT = 10, /* a page of the table has 1 << SLOTS_SHIFT slots */
    NUM_TABLES = ARRAY_LEN(((AotTables *)0)->directory),
    /* pages of slots that a guest has whose code is aligned to one byte */
    MOST_PAGES = 1 << (32 - SLOTS_SHIFT)
};

/* Bit p % 8 of byte p / 8: the page of slots p is filled; `p` is a guest address
 * shifted right by image_table_shift and SLOTS_SHIFT.  Set under lock_code. */
static u8 filled[MOST_PAGES / 8];

void image_table_init(const Guest *guest)
{
    image_table_shift = guest_pc_shift(guest);
}

static u32 page_of(u32 pc)
{
    return pc >> image_table_shift >> SLOTS_SHIFT;
}

static bool is_filled(u32 page)
{
    return __atomic_load_n(&filled[page / 8], __ATOMIC_ACQUIRE) >> page % 8 & 1;
}

static u64 table_bytes(void)
{
    return ((u64)AOT_TABLE_BYTES >> image_table_shift) * sizeof(i32);
}

/* Provides the tables [first, end), of which none exists yet, by one mapping. */
static bool provide(u32 first, u32 end)
{
    i64 at = sys_map((end - first) * table_bytes(), PROT_READ | PROT_WRITE);

    if (sys_failed(at))
        return false;
    for (u32 i = first; i < end; i++) {
        u64 table = (u64)at + (i - first) * table_bytes();
        __atomic_store_n(&image_tables.directory[i], (i64)(table - (u64)&image_tables),
                         __ATOMIC_RELEASE);
    }
    return true;
}

static bool cover(u32 start, u32 end)
{
    u32 first = start >> AOT_TABLE_SHIFT, stop = ((end - 1) >> AOT_TABLE_SHIFT) + 1;

    while (first < stop) {
        u32 run = first;
        while (run < stop && !image_tables.directory[run])
            run++;
        if (run > first && !provide(first, run))
            return false;
        first = run > first ? run : first + 1;
    }
    return true;
}

/* Functions may be far apart: a program's segments are where its maker wanted them. */
bool image_table_cover(const Image *image)
{
    for (u32 i = 0; i < image->num_functions;) {
        u32 start = image->function[i].entry, end = start + 1;
        for (i++; i < image->num_functions; i++) {
            u32 next = image->function[i].entry;
            if (next - end >= AOT_TABLE_BYTES)
                break;
            end = next + 1;
        }
        if (!cover(start, end))
            return false;
    }
    return true;
}

void image_table_retire(void)
{
    for (u32 i = 0; i < NUM_TABLES; i++)
        __atomic_store_n(&image_tables.directory[i], 0, __ATOMIC_RELEASE);
}

/* The same look-up is in dispatch.S (rt_enter_aot) and, as LLVM's instructions, in
 * aot/llvm/lower_indirect.c. */
static i32 *slot_at(u32 pc)
{
    u32 at = pc % AOT_TABLE_BYTES >> image_table_shift;
    i64 offset = __atomic_load_n(&image_tables.directory[pc >> AOT_TABLE_SHIFT],
                                 __ATOMIC_ACQUIRE);

    return offset ? (i32 *)((u64)&image_tables + (u64)offset) + at : NULL;
}

static void fill_slot(const Image *image, const AotFunction *f)
{
    i64 host = (i64)(images_host(image, f->host) - (u64)&image_tables);
    i32 found = (i32)host + (i32)(f->flags & AOT_CERTAIN);

    __atomic_store_n(slot_at(f->entry), found, __ATOMIC_RELEASE);
}

static void fill(const Image *image, u32 page)
{
    u32 start = page << SLOTS_SHIFT << image_table_shift;

    for (u32 i = images_function_from(image, start); i < image->num_functions; i++) {
        if (page_of(image->function[i].entry) != page)
            break;
        fill_slot(image, &image->function[i]);
    }
    __atomic_or_fetch(&filled[page / 8], (u8)(1 << page % 8), __ATOMIC_RELEASE);
}

void image_table_clear(const Image *image)
{
    for (u32 i = 0; i < image->num_functions; i++) {
        u32 entry = image->function[i].entry, page = page_of(entry);
        i32 *slot = slot_at(entry);
        if (slot)
            __atomic_store_n(slot, 0, __ATOMIC_RELEASE);
        __atomic_and_fetch(&filled[page / 8], (u8) ~(1 << page % 8), __ATOMIC_RELEASE);
    }
}

/* Whether the image is live is asked again under the lock, where that changes. */
static bool fill_for(u32 pc)
{
    lock_take(&lock_code);
    const Image *image = images_live_at(pc);
    if (image && !is_filled(page_of(pc)))
        fill(image, page_of(pc));
    lock_drop(&lock_code);
    return image;
}

i32 *image_slot(u32 pc)
{
    i32 *slot = slot_at(pc);

    if (slot && !is_filled(page_of(pc)) && !fill_for(pc))
        return NULL;
    return slot;
}

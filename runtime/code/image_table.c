/* image_table.c -- the flat table of ahead-of-time functions, filled when it is used.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/code/image_table.h"

#include "runtime/lock.h"

u32 image_code_start, image_code_size, image_code_shift;
i32 *image_table;

static const AotImage *the_image;
static const AotFunction *functions, *functions_end;

enum {
    SLOTS_SHIFT = 10, /* a page of the table has 1 << SLOTS_SHIFT slots */
    MOST_PAGES = AOT_TABLE_MOST >> SLOTS_SHIFT
};

/* Bit p % 8 of byte p / 8: page p of the table is filled.  Set under lock_code. */
static u8 filled[MOST_PAGES / 8];

void image_table_init(const AotImage *image)
{
    the_image = image;
    functions = image_at_offset(image, image->function);
    functions_end = functions + image->num_functions;
    image_table = (i32 *)((u64)image + (u64)(i64)image->table);
    image_code_start = image->code_start;
    image_code_size = image->code_end - image->code_start;
    image_code_shift = image->code_shift;
}

const AotFunction *image_function_from(u32 pc)
{
    const AotFunction *low = functions, *high = functions_end;

    while (low < high) {
        const AotFunction *middle = low + (high - low) / 2;
        if (middle->entry < pc)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_filled(u32 page)
{
    return __atomic_load_n(&filled[page / 8], __ATOMIC_ACQUIRE) >> page % 8 & 1;
}

/* Returns the number of guest bytes that the table covers, also when the functions are
 * retired and image_code_size is 0. */
static u32 covered(void)
{
    return the_image->code_end - the_image->code_start;
}

static void fill_slot(const AotFunction *f, u32 offset)
{
    i64 from_table = (i64)((u64)the_image - (u64)image_table) + f->host;
    i32 found = (i32)from_table + (i32)(f->flags & AOT_CERTAIN);

    __atomic_store_n(&image_table[offset >> image_code_shift], found, __ATOMIC_RELEASE);
}

static void fill(u32 page)
{
    u32 offset = page << SLOTS_SHIFT << image_code_shift;
    u32 end = offset + (1u << SLOTS_SHIFT << image_code_shift);
    const AotFunction *f = image_function_from(image_code_start + offset);

    if (end > covered())
        end = covered();
    for (; f < functions_end && (offset = f->entry - image_code_start) < end; f++)
        fill_slot(f, offset);
    __atomic_or_fetch(&filled[page / 8], (u8)(1 << page % 8), __ATOMIC_RELEASE);
}

/* The same look-up is in dispatch.S (rt_enter_aot) and, as LLVM's instructions, in
 * aot/llvm/lower_indirect.c. */
i32 *image_slot(u32 pc)
{
    u32 offset = pc - image_code_start, slot = offset >> image_code_shift;

    if (offset >= image_code_size)
        return NULL;
    if (!is_filled(slot >> SLOTS_SHIFT)) {
        lock_take(&lock_code);
        if (!is_filled(slot >> SLOTS_SHIFT))
            fill(slot >> SLOTS_SHIFT);
        lock_drop(&lock_code);
    }
    return &image_table[slot];
}

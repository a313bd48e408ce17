/*
 * image_table.h -- the table from guest addresses to ahead-of-time functions
 * (AotTables).
 *
 *      i32 *slot = image_slot(pc);             -- NULL: no live image has pc
 *
 * Ahead-of-time code looks in the table before a call through a pointer.  The slots of
 * addresses that images have are in memory that becomes theirs as it is used.  The
 * first image_slot on a page of slots fills that page from the rows of AotFunction.
 * Until then a call finds 0, goes to the dispatcher, and that asks image_slot.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_CODE_IMAGE_TABLE_H
#define RUNTIME_CODE_IMAGE_TABLE_H

#include "lifter/lifter.h"
#include "runtime/code/images.h"

extern AotTables image_tables;
/* The guest's `shift` (AotTables). */
extern u32 image_table_shift;

/* Call it first. */
void image_table_init(const Guest *guest);
/* Provides slots, all 0, for the functions of `image`.  Returns false if the kernel
 * gives no memory for them. */
bool image_table_cover(const Image *image);
/* Sets the slots of all functions of `image` to 0.  Call it under lock_code, with the
 * image not live: it will be filled anew when it is. */
void image_table_clear(const Image *image);
/* Makes the whole table lead nowhere, for good. */
void image_table_retire(void);
/* Returns the slot of guest address `pc`, on a page that is filled; NULL if no live
 * image has `pc`.  Takes lock_code if it has to fill the page. */
i32 *image_slot(u32 pc);

#endif

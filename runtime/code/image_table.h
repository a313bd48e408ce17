/*
 * image_table.h -- the flat table from guest addresses to ahead-of-time functions.
 *
 *      i32 *slot = image_slot(pc);             -- NULL: the table does not cover pc
 *
 * Ahead-of-time code looks in the table before a call through a pointer (abi.h).  It
 * takes no bytes of the file: all slots are 0 when the program starts.  The first
 * image_slot on a page of the table fills that page from the rows of AotFunction. Until
 * then a call finds 0, goes to the dispatcher, and that asks image_slot.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_CODE_IMAGE_TABLE_H
#define RUNTIME_CODE_IMAGE_TABLE_H

#include "runtime/abi.h"

/* AotImage's code_start, its code_end - code_start, code_shift, and table; dispatch.S
 * reads them, too. image_code_size is 0 if there is no code to be used. */
extern u32 image_code_start, image_code_size, image_code_shift;
extern i32 *image_table;

/* Begins to use the table of `image`. */
void image_table_init(const AotImage *image);
/* Returns the slot of guest address `pc`, on a page that is filled; NULL if the table
 * does not cover it.  Takes lock_code if it has to fill the page. */
i32 *image_slot(u32 pc);
/* Returns the first function whose entry is at or after guest address `pc`; one past
 * the last if there is none. */
const AotFunction *image_function_from(u32 pc);

#endif

/*
 * image_table.h -- the table by which calls find ahead-of-time functions (abi.h).
 *
 *      image_table_put(image, function);
 *      ...
 *      image_table_drop(function->entry);
 *
 * It is empty when the program starts, and takes no bytes of the file.  Ahead-of-time
 * code, rt_enter_aot and rt_call_stub look in it; what they do not find there, they ask
 * the dispatcher for, which enters it.  All functions but image_table_has and
 * image_table_host are called under lock_code.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_CODE_IMAGE_TABLE_H
#define RUNTIME_CODE_IMAGE_TABLE_H

#include "runtime/code/images.h"

extern u64 image_table[AOT_TABLE_SIZE];

/* Call it before the guest runs. */
void image_table_init(void);
/* Returns true if the table has a function at guest address `pc`. */
bool image_table_has(u32 pc);
/* Returns the host address of the function at guest address `pc`; 0 if the table does
 * not have it. */
u64 image_table_host(u32 pc);
/* Enters a function, perhaps in the place of another. */
void image_table_put(const Image *image, const AotFunction *function);
/* Removes the function at guest address `pc`, if it is there. */
void image_table_drop(u32 pc);
/* Removes all functions of `image`; of all images. */
void image_table_drop_image(const Image *image);
void image_table_drop_all(void);

#endif

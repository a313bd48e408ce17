/* image.h -- the ahead-of-time code in this file, if there is any. */
#ifndef RUNTIME_IMAGE_H
#define RUNTIME_IMAGE_H

#include "runtime/abi.h"

/* The flat table; dispatch.S reads it too.  code_size 0: there is none. */
extern u32 image_code_start, image_code_size, image_code_shift;
extern i32 *image_table;

void image_init(const AotImage *image); /* may be NULL */

/* Is there (still) ahead-of-time code for a function at pc? */
bool image_has(u32 pc);
/* The function whose host code a host pc is in; its guest entry in *pc. */
bool image_function_at(u64 host_pc, u32 *pc);
/* Functions with guest bytes in the range are never entered again; true if there
 * are any. */
bool image_invalidate(u32 address, u64 size);
/* Are the guest's registers exact where its accesses to memory fault? */
bool image_is_precise(void);
/* From now on only the dynamic translator runs: forget all functions.  False: there
 * was none. */
bool image_retire(void);
/* Since the last call of image_changed: did functions go whose host frames may live? */
bool image_is_stale(void);
bool image_changed(void);

#endif

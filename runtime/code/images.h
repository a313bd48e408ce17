/*
 * images.h -- the ahead-of-time code in this file: the program's, and that of modules.
 *
 *      Image *image = images_at(pc);
 *      if (image && image->live)
 *          ...                     search image->function for pc
 *
 * A module is a shared object that was translated for one place in guest memory
 * (abi.h). An image is *live* while its functions are in use: the program's from the
 * start, a module's while the guest has its bytes mapped there (modules.h).
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_CODE_IMAGES_H
#define RUNTIME_CODE_IMAGES_H

#include "runtime/abi.h"

typedef struct {
    const AotImage *aot;
    const AotFunction *function; /* ascending by entry */
    u32 num_functions;
    /* Guest range: of a module, the whole pages of all its segments; of the program, of
     * its functions. */
    u32 start, end;
    bool live;
    struct Gone *gone;   /* image.c: by function; NULL: none was ever invalidated */
    struct Spans *spans; /* spans.h: made when first needed */
} Image;

/* The program's image first, then the modules', ascending by `start`; their ranges do
 * not overlap each other. */
extern Image *images;
extern u32 num_images;
/* True once no ahead-of-time code is to be used any more. */
extern bool images_retired;

/* Takes note of the program's image and its modules; none is live. */
void images_init(const AotImage *program);
/* Returns true if some image is live, and images are not retired. */
bool images_any(void);
/* Returns the index of the first module whose range ends after `address`; num_images if
 * there is none. */
u32 images_from(u32 address);
/* Returns the module in whose range guest address `pc` is; else the program, if it is
 * in its range; else NULL. */
Image *images_at(u32 pc);
/* The same, but NULL if that image is not live or images are retired. */
Image *images_live_at(u32 pc);
/* Returns the index of the image's first function whose entry is at or after guest
 * address `pc`; num_functions if there is none. */
u32 images_function_from(const Image *image, u32 pc);
/* Returns the address in this process at `offset` of an image. */
static inline u64 images_host(const Image *image, i32 offset)
{
    return (u64)image->aot + (u64)(i64)offset;
}

#endif

/*
 * spans.h -- finds the functions of an image by the guest bytes they were made of.
 *
 *      for (u32 i = spans_next(image, 0, address, size); i < image->num_functions;
 *           i = spans_next(image, i + 1, address, size))
 *          ...                             function i has bytes of the range
 *
 * Functions are sorted by entry, but their bytes may begin before it, and overlap.  So
 * the bytes of each few neighbours together are kept, and of each few of these.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_CODE_SPANS_H
#define RUNTIME_CODE_SPANS_H

#include "runtime/code/images.h"

/* Returns the index of the first function, from index `from` on, with bytes in the
 * guest range of `size` bytes at `address`; num_functions if there is none. */
u32 spans_next(Image *image, u32 from, u32 address, u64 size);

#endif

/*
 * image_host.h -- finds ahead-of-time functions by the address of their host code.
 *
 *      const HostCode *code = image_host_at(host_pc);
 *      if (code)
 *          ... code->function->entry ...
 *
 * The host code of images is in no order that their rows have.  It is sorted when it is
 * first asked for, as by a fault.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_CODE_IMAGE_HOST_H
#define RUNTIME_CODE_IMAGE_HOST_H

#include "runtime/code/images.h"

typedef struct {
    u64 start; /* host address */
    u32 size;  /* bytes; of code whose size is not known, a page */
    u32 image; /* index in `images` */
    const AotFunction *function;
} HostCode;

/* Returns the code of a function (its entry for all callers, its body or a part) that
 * has the host address `host_pc`; NULL if there is none.  May take lock_code. */
const HostCode *image_host_at(u64 host_pc);

#endif

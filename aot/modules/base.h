/*
 * base.h -- the guest address of a module, which follows from the content of its file.
 *
 *      ModuleSpace space;
 *      const char *wrong = module_space(&space, bytes, size);
 *      u32 base = module_base(&space, 0);       -- try 1, 2 ... if that is taken
 *
 * So a library has the same address in nearly every program, and its translation serves
 * them all.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_MODULES_BASE_H
#define AOT_MODULES_BASE_H

#include "ir/base.h"

typedef struct {
    const u8 *bytes; /* of the file */
    size_t size;
    u32 extent;    /* bytes from its first page to the end of its last */
    u32 alignment; /* a power of two, at least 64 KiB */
    u32 own;       /* the address that the file asks for (prelinked); 0: any */
} ModuleSpace;

/* Reads what room a shared object needs; the space refers to `bytes`.  Returns NULL, or
 * why the file cannot be a module. */
const char *module_space(ModuleSpace *space, const u8 *bytes, size_t size);

/* Returns the guest address for a try: by the hash of the content, with the try as its
 * seed, within the window of modules (abi.h).  0: there is no such place, or the file
 * has an address of its own, and `number` is not 0. */
u32 module_base(const ModuleSpace *space, u32 number);

#endif

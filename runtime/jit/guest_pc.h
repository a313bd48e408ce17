/* guest_pc.h -- the table that leads from host code back to guest addresses.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef RUNTIME_JIT_GUEST_PC_H
#define RUNTIME_JIT_GUEST_PC_H

#include "ir/base.h"

/* A table being written: add the instructions in the order of their code. */
typedef struct {
    u8 *at;
    u32 room, used;
    u32 pc, offset; /* of the last one */
    bool full;
} GuestPc;

void guest_pc_add(GuestPc *table, u32 pc, u32 offset);
void guest_pc_end(GuestPc *table);

#endif

/*
 * guest_pc.h -- writes the table that maps a block's host code to guest addresses, for
 * jit_guest_pc.
 *
 *      GuestPc table = {.at = code_end, .room = left};
 *      guest_pc_add(&table, 0x10000, 0);      the code of 0x10000 is at offset 0
 *      guest_pc_end(&table);                  the table has table.used bytes
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_JIT_GUEST_PC_H
#define RUNTIME_JIT_GUEST_PC_H

#include "ir/base.h"

/* A table that is being written.  Instructions are added in the order of their host
 * code. */
typedef struct {
    u8 *at;         /* where the table is written */
    u32 room, used; /* bytes there are, and bytes written */
    u32 pc, offset; /* of the instruction added last */
    bool full;      /* sticky: the room did not suffice */
} GuestPc;

/* Adds the guest instruction at `pc`, whose host code begins `offset` bytes into the
 * block. */
void guest_pc_add(GuestPc *table, u32 pc, u32 offset);
/* Writes the end mark. */
void guest_pc_end(GuestPc *table);

#endif

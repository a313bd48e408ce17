/*
 * guest_pc.c -- the table that leads from host code back to guest addresses.
 *
 * For each instruction two numbers, differences to the one before: of the host
 * offset, plus 1, and of the guest pc, as signed.  Seven bits a byte, the lowest
 * first, all but the last with bit 7 set.  A 0 ends the table.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include "runtime/jit/guest_pc.h"
#include "runtime/jit/jit.h"

static void put(GuestPc *table, u64 n)
{
    do {
        if (table->used == table->room) {
            table->full = true;
            return;
        }
        table->at[table->used++] = (u8)((n & 0x7f) | (n > 0x7f ? 0x80 : 0));
        n >>= 7;
    } while (n);
}

static u64 get(const u8 **p)
{
    u64 n = 0;
    u32 shift = 0;

    do
        n |= (u64)(**p & 0x7f) << shift, shift += 7;
    while (*(*p)++ & 0x80);
    return n;
}

/* Maps signed numbers near 0 to small unsigned ones: 0, -1, 1, -2 ... to 0, 1, 2, 3 ...
 */
static u32 fold(u32 n)
{
    return n << 1 ^ (n >> 31 ? ~0u : 0);
}

static u32 unfold(u32 n)
{
    return n >> 1 ^ (n & 1 ? ~0u : 0);
}

void guest_pc_add(GuestPc *table, u32 pc, u32 offset)
{
    put(table, (u64)(offset - table->offset) + 1);
    put(table, fold(pc - table->pc));
    table->offset = offset;
    table->pc = pc;
}

void guest_pc_end(GuestPc *table)
{
    put(table, 0);
}

u32 jit_guest_pc(const u8 *block, u32 table, u32 offset)
{
    const u8 *p = block + table;
    u32 pc = 0, at = 0, n = 0;
    u64 step;

    while ((step = get(&p)) != 0) {
        u32 difference = unfold((u32)get(&p));

        at += (u32)(step - 1);
        if (at > offset && n)
            break;
        n++;
        pc += difference;
    }
    return pc;
}

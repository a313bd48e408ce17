/*
 * guest_pc.c -- the table that leads from host code back to guest addresses.
 *
 * For each row two numbers, differences to the one before: of the host
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

JitPcs jit_pcs(const u8 *block, u32 table)
{
    return (JitPcs){.at = block + table};
}

bool jit_pcs_next(JitPcs *row)
{
    u64 step = get(&row->at);

    if (!step)
        return false;
    row->offset += (u32)(step - 1);
    row->pc += unfold((u32)get(&row->at));
    return true;
}

/* The code before the first row is taken to be of its instruction. */
u32 jit_guest_pc(const u8 *block, u32 table, u32 offset)
{
    JitPcs row = jit_pcs(block, table);
    u32 pc = jit_pcs_next(&row) ? row.pc : 0;

    while (jit_pcs_next(&row) && row.offset <= offset)
        pc = row.pc;
    return pc;
}

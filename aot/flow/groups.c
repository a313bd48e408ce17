/* groups.c -- joining registers that are held together, and taking them apart.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/flow/groups.h"

#include <string.h>

void groups_begin(Groups *g)
{
    memset(g, 0, sizeof(*g));
}

static void join(Groups *g, u32 first, u32 count)
{
    for (u32 i = first; i < first + count; i++) {
        g->first[i] = (u8)first;
        g->count[i] = (u8)count;
    }
}

/* Accesses are aligned, so of two overlapping groups one contains the other. */
void groups_join(Groups *g, RegPiece p)
{
    if (g->count[p.reg] < p.count)
        join(g, p.reg, p.count);
}

void groups_end(Groups *g, const Universe *u)
{
    for (u32 r = 0; r < u->count; r++) {
        if (g->count[r])
            continue;
        RegPiece whole = u->whole[r];
        bool untouched = true;

        for (u32 i = 0; i < whole.count; i++)
            untouched &= g->count[whole.reg + i] == 0;
        join(g, untouched ? whole.reg : r, untouched ? whole.count : 1);
    }
}

static bool has_all(const RegSet *set, u32 first, u32 count)
{
    for (u32 i = 0; i < count; i++)
        if (!regset_has(set, first + i))
            return false;
    return true;
}

/* Splits the registers of `set` among first .. first + count - 1 into the largest
 * aligned pieces: all of them, else each half by itself.  `count` is 1, 2 or 4. Returns
 * the number of pieces. */
static u32 take_apart(const RegSet *set, u32 first, u32 count, RegPiece *piece)
{
    if (has_all(set, first, count)) {
        *piece = (RegPiece){(u8)first, (u8)count};
        return 1;
    }
    if (count == 1)
        return 0;
    u32 num = take_apart(set, first, count / 2, piece);
    return num + take_apart(set, first + count / 2, count / 2, piece + num);
}

u32 groups_pieces(const Groups *g, RegSet set, RegPiece piece[MAX_REGS])
{
    u32 num = 0;

    FOR_EACH_REG (r, set) {
        num += take_apart(&set, g->first[r], g->count[r], piece + num);
        set = regset_minus(set, piece_set((RegPiece){g->first[r], g->count[r]}));
    }
    return num;
}

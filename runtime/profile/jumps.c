/* jumps.c -- counting where indirect jumps and calls go.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/abi.h"
#include "runtime/base/tally.h"
#include "runtime/lock.h"
#include "runtime/profile/profile_own.h"

bool profile_on;
Rows profile_gone;

/* By site and target: how often.  The mark is 1 for a call, else 0. */
static Tally jumps;

bool profile_find(u32 pc, RowPlace *to)
{
    Origin o = origin_of(pc, NULL, 0);

    if (o.kind != ORIGIN_FILE || !o.file)
        return false;
    *to = profile_place(&o);
    return true;
}

void profile_add(Rows *rows, RowKind kind, const RowPlace *at, const RowPlace *to,
                 u64 count)
{
    Row row = {.kind = kind, .at = *at, .count = count};

    if (to)
        row.to = *to;
    rows_add(rows, &row);
}

/* An indirect call makes its target an entry, too. */
static void add_jump(Rows *rows, const TallyEntry *e)
{
    RowPlace at, to;
    bool call = e->mark;

    if (e->count && profile_find((u32)(e->key >> 32), &at) &&
        profile_find((u32)e->key, &to)) {
        profile_add(rows, call ? ROW_CALL : ROW_JUMP, &at, &to, e->count);
        if (call)
            profile_add(rows, ROW_ENTRY, &to, NULL, e->count);
    }
}

void profile_jumped(u32 site, u32 target, u32 link)
{
    lock_take(&lock_code);
    TallyEntry *e = tally_at(&jumps, (u64)site << 32 | target, 0);
    e->mark = link != NO_RETURN;
    e->count++;
    lock_drop(&lock_code);
}

void profile_forget(u32 address, u64 size)
{
    for (u32 i = 0; i < jumps.room; i++) {
        TallyEntry *e = &jumps.entry[i];
        u32 site = (u32)(e->key >> 32), target = (u32)e->key;
        if (e->count && (site - address < size || target - address < size)) {
            add_jump(&profile_gone, e);
            e->count = 0;
        }
    }
}

void profile_mapped(u32 address)
{
    lock_take(&lock_code);
    origin_note(address);
    lock_drop(&lock_code);
}

void profile_add_jumps(Rows *rows)
{
    for (u32 i = 0; i < jumps.room; i++)
        add_jump(rows, &jumps.entry[i]);
}

void profile_clear_jumps(void)
{
    tally_reset(&jumps);
}

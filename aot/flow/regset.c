/* regset.c -- numbering a guest's registers.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/flow/regset.h"

#include <string.h>

static void add_reg(Universe *u, Reg reg)
{
    if (u->count == MAX_REGS || reg.slot + reg.size > sizeof(u->at))
        panic("%s has too many registers", u->guest->name);
    memset(u->at + reg.slot, (int)u->count, reg.size);
    u->all = regset_add(u->all, u->count);
    u->reg[u->count++] = reg;
}

/* Returns the size of the smallest register view that contains the slot. */
static u8 smallest(const Guest *guest, u32 slot, u8 size)
{
    for (const GuestReg *v = guest->views; v && v->name; v++)
        if (slot >= v->slot && slot < v->slot + v->count * v->size && v->size < size)
            size = v->size;
    return size;
}

/* Adds a register of the guest: whole, or as the parts that views of it have. */
static void add_guest_reg(Universe *u, const GuestReg *r, u32 slot)
{
    u8 size = smallest(u->guest, slot, r->size);
    RegPiece whole = {(u8)u->count, r->size / size};

    for (u32 at = slot; at < slot + r->size; at += size) {
        add_reg(u, (Reg){at, size, r->group == REG_FLOAT});
        u->whole[u->count - 1] = whole;
    }
}

Universe universe_of(const Guest *guest)
{
    Universe u = {.guest = guest};

    for (const GuestReg *r = guest->regs; r->name; r++) {
        u32 count = r->count ? r->count : 1;

        for (u32 i = 0; i < count; i++)
            if (r->slot + i * r->size != guest->pc_slot)
                add_guest_reg(&u, r, r->slot + i * r->size);
    }
    return u;
}

RegPlace universe_place(const Universe *u, u32 slot, Type type)
{
    u8 n = u->at[slot], last;
    u32 end = slot + type_bits(type) / 8;
    const Reg *first = &u->reg[n], *final;

    last = u->at[end - 1];
    final = &u->reg[last];
    if (slot < first->slot || end > final->slot + final->size || last < n)
        panic("slot %u of %s is no register", slot, u->guest->name);
    return (RegPlace){{n, (u8)(last - n + 1)},
                      slot == first->slot && end == final->slot + final->size};
}

RegSet universe_ranges(const Universe *u, const SlotRange *ranges)
{
    RegSet set = {{0}};

    for (; ranges && ranges->size; ranges++)
        for (u32 i = 0; i < u->count; i++)
            if (u->reg[i].slot < ranges->slot + ranges->size &&
                u->reg[i].slot + u->reg[i].size > ranges->slot)
                set = regset_add(set, i);
    return set;
}

RegSet universe_slots(const Universe *u, const u32 *slots)
{
    RegSet set = {{0}};

    for (u32 i = 0; slots[i] != GUEST_NO_SLOT; i++)
        set = regset_or(set, piece_set(u->whole[u->at[slots[i]]]));
    return set;
}

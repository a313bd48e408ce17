/* regset.c -- numbering a guest's registers. */
#include "aot/regset.h"

#include <string.h>

static void add_reg(Universe *u, u32 slot, u8 size)
{
    if (u->count == MAX_REGS || slot + size > sizeof(u->at))
        panic("%s has too many registers", u->guest->name);
    memset(u->at + slot, (int)u->count, size);
    u->all = regset_add(u->all, u->count);
    u->reg[u->count++] = (Reg){slot, size};
}

Universe universe_of(const Guest *guest)
{
    Universe u = {.guest = guest};

    for (const GuestReg *r = guest->regs; r->name; r++) {
        u32 count = r->count ? r->count : 1;

        if (r->slot == guest->pc_slot)
            continue;
        for (u32 i = 0; i < count; i++)
            add_reg(&u, r->slot + i * r->size, r->size);
    }
    return u;
}

Place universe_place(const Universe *u, u32 slot, Type type)
{
    u8 n = u->at[slot];
    const Reg *reg = &u->reg[n];
    u32 size = type_bits(type) / 8;

    if (slot < reg->slot || slot + size > reg->slot + reg->size)
        panic("slot %u of %s is no register", slot, u->guest->name);
    return (Place){n, (u8)(slot - reg->slot), size == reg->size};
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
        set = regset_add(set, u->at[slots[i]]);
    return set;
}

/* state.c -- the guest's registers by name.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/lifter.h"

#include <string.h>

static bool name_in(const GuestReg *rows, u32 slot, char *name, size_t room)
{
    for (const GuestReg *r = rows; r && r->name; r++) {
        u32 index = (slot - r->slot) / r->size;
        if (slot < r->slot || index >= (r->count ? r->count : 1u) ||
            slot != r->slot + index * r->size)
            continue;
        if (r->count)
            base_format(name, room, "%s%u", r->name, index);
        else
            base_format(name, room, "%s", r->name);
        return true;
    }
    return false;
}

bool guest_reg_name(const Guest *guest, u32 slot, char *name, size_t room)
{
    return name_in(guest->regs, slot, name, room) ||
           name_in(guest->views, slot, name, room);
}

/* A decimal number that is all of `text`; false if it is none. */
static bool read_number(const char *text, u32 *number)
{
    *number = 0;
    if (!*text || (text[0] == '0' && text[1]))
        return false;
    for (; *text; text++) {
        if (*text < '0' || *text > '9' || *number > 999)
            return false;
        *number = *number * 10 + (u32)(*text - '0');
    }
    return true;
}

static const GuestReg *row_in(const GuestReg *rows, const char *name, u32 *slot)
{
    for (const GuestReg *r = rows; r && r->name; r++) {
        size_t length = strlen(r->name);
        u32 index = 0;
        if (strncmp(r->name, name, length) != 0)
            continue;
        if (r->count ? !read_number(name + length, &index) : name[length] != 0)
            continue;
        if (index >= (r->count ? r->count : 1u))
            continue;
        *slot = r->slot + index * r->size;
        return r;
    }
    return NULL;
}

const GuestReg *guest_reg_row(const Guest *guest, const char *name, u32 *slot)
{
    const GuestReg *row = row_in(guest->regs, name, slot);

    return row ? row : row_in(guest->views, name, slot);
}

bool guest_reg_slot(const Guest *guest, const char *name, u32 *slot)
{
    return guest_reg_row(guest, name, slot) != NULL;
}

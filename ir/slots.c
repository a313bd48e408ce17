/* slots.c -- which values the guest's state is known to hold.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <string.h>

#include "ir/passes.h"

void slots_forget_all(Slots *slots)
{
    memset(slots->value, 0xff, sizeof(slots->value));
}

/* The units of state, of UNIT bytes each, that a range of bytes touches. */
static u32 first_unit(u32 slot)
{
    return slot / SLOT_UNIT;
}

static u32 end_unit(u32 slot, u32 size)
{
    u64 end = ((u64)slot + size + SLOT_UNIT - 1) / SLOT_UNIT;

    return end < SLOT_UNITS ? (u32)end : SLOT_UNITS;
}

void slots_forget(Slots *slots, u32 slot, u32 size)
{
    for (u32 unit = first_unit(slot); unit < end_unit(slot, size); unit++)
        slots->value[unit] = VAL_NONE;
}

void slots_learn(Slots *slots, u32 slot, u32 size, Val v)
{
    if (slot % SLOT_UNIT) {
        slots_forget(slots, slot, size);
        return;
    }
    for (u32 unit = first_unit(slot); unit < end_unit(slot, size); unit++) {
        slots->value[unit] = v;
        slots->part[unit] = (u8)(unit - first_unit(slot));
    }
}

Val slots_find_part(const Slots *slots, u32 slot, u32 size, u32 *part)
{
    u32 first = first_unit(slot), count = size / SLOT_UNIT;

    if (slot % SLOT_UNIT || first + count > SLOT_UNITS)
        return VAL_NONE;
    for (u32 k = 1; k < count; k++)
        if (slots->value[first + k] != slots->value[first] ||
            slots->part[first + k] != slots->part[first] + k)
            return VAL_NONE;
    *part = slots->part[first];
    return slots->value[first];
}

Val slots_find(const Slots *slots, u32 slot, u32 size)
{
    u32 part;
    Val v = slots_find_part(slots, slot, size, &part);

    return v == VAL_NONE || part ? VAL_NONE : v;
}

/* forms_neon_memory.c -- operands of Advanced SIMD loads and stores.  ARM ARM, A7.7.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/neon/neon.h"

#define FORM(name) bool form_neon_##name(ArmInsn *i, const Fields *f)

static void set_base(ArmInsn *i, const Fields *f)
{
    i->n = (u8)f->n, i->m = (u8)f->m;
    i->writeback = i->m != 15;
    i->size = (u8)f->z;
    i->align = 0;
}

static bool fits(const ArmInsn *i)
{
    u32 last = i->count == i->elements ? (i->count - 1u) * i->spacing : i->count - 1u;

    return i->d + last < 32;
}

/* Registers by the type field: elements a structure has, registers, their distance. */
typedef struct {
    u8 elements, count, spacing;
} Structures;

static const Structures structures[16] = {{4, 4, 1}, {4, 4, 2}, {1, 4, 1}, {2, 4, 2},
                                          {3, 3, 1}, {3, 3, 2}, {1, 3, 1}, {1, 1, 1},
                                          {2, 2, 1}, {2, 2, 2}, {1, 2, 1}};

/* The alignment field, y, is for 8, 16 or 32 bytes, but not for more than is moved or
 * than a whole number of times. */
FORM(structures)
{
    Structures s = structures[f->t];
    u32 most = s.count == 4 ? 3 : s.count == 2 ? 2 : 1;

    set_base(i, f);
    i->elements = s.elements, i->count = s.count, i->spacing = s.spacing;
    if (f->y)
        i->align = (u8)(4u << f->y);
    return s.count && f->y <= most && (s.elements == 1 || f->z < 3) && fits(i);
}

static bool lane_of_1(ArmInsn *i, u32 low)
{
    static const u8 bad[] = {1, 2, 4};

    if (low & bad[i->size] || (i->size == 2 && low != 0 && low != 3))
        return false;
    i->align = low ? (u8)(1u << i->size) : 0;
    return true;
}

static bool lane_of_2(ArmInsn *i, u32 low)
{
    if (low & 1)
        i->align = (u8)(2u << i->size);
    return i->size != 2 || !(low & 2);
}

static bool lane_of_3(u32 low, u32 size)
{
    return !(low & (size == 2 ? 3 : 1));
}

static bool lane_of_4(ArmInsn *i, u32 low)
{
    if (i->size == 2) {
        i->align = low & 3 ? (u8)(4u << (low & 3)) : 0;
        return (low & 3) != 3;
    }
    if (low & 1)
        i->align = (u8)(4u << i->size);
    return true;
}

/* v is the lane, then a bit for spacing if there may be lanes of that size in every
 * second register, then what is left for alignment. */
FORM(lane)
{
    u32 low = f->v & ((2u << f->z) - 1);

    set_base(i, f);
    i->elements = i->count = (u8)(f->k + 1);
    i->lane = (u8)(f->v >> (f->z + 1));
    i->spacing = i->elements > 1 && f->z && low >> f->z & 1 ? 2 : 1;
    switch (i->elements) {
    case 1: return lane_of_1(i, low) && fits(i);
    case 2: return lane_of_2(i, low) && fits(i);
    case 3: return lane_of_3(low, f->z) && fits(i);
    }
    return lane_of_4(i, low) && fits(i);
}

/* x is for spacing, or for a second register of the same elements; y for alignment. */
FORM(all_lanes)
{
    set_base(i, f);
    i->elements = (u8)(f->k + 1);
    i->count = i->elements == 1 ? (u8)(1 + f->x) : i->elements;
    i->spacing = i->elements == 1 ? 1 : (u8)(1 + f->x);
    if (f->y)
        i->align = (u8)(i->elements << i->size);
    if (i->size == 3) {
        i->size = 2;
        i->align = 16;
        return i->elements == 4 && f->y && fits(i);
    }
    if (i->elements == 4 && i->size == 2 && f->y)
        i->align = 8;
    return !(f->y && (i->elements == 3 || (i->elements == 1 && !i->size))) && fits(i);
}

/* neon_memory.c -- loads and stores of elements and structures.  ARM ARM, A7.7.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/neon/neon_rows.h"

/* After the access, so that a fault leaves the base as it was. */
static void write_back(Block *b, const ArmInsn *i, u32 bytes)
{
    if (!i->writeback)
        return;
    Val base = reg(b, i, i->n);
    Val by = i->m == 13 ? imm(b, bytes) : reg(b, i, i->m);
    set_reg(b, i, i->n, ir_add(b, base, by));
}

/* Where the access is, if it is aligned as it says. */
static Val address_of(Block *b, const ArmInsn *i)
{
    Val at = address_if(b, i, reg(b, i, i->n));

    if (i->align > 1) {
        Val low = ir_and(b, at, imm(b, i->align - 1u));
        if (i->holds != VAL_NONE)
            low = ir_select(b, i->holds, low, imm(b, 0));
        Val kept = ir_get(b, TY_I32, SLOT(exclusive_address));
        ir_put(b, ir_select(b, low, at, kept), SLOT(exclusive_address));
        ir_raise_if(b, low, RAISE_ALIGN, i->here);
    }
    return at;
}

/*
 * Registers are loaded and stored in pairs, of which there are at most two, x and y;
 * the last may have one alone.  The number of the kth register:
 */
static u32 register_at(const ArmInsn *i, u32 k)
{
    bool rows = i->count != i->elements; /* of vld1, or two rows of vld2 */

    return i->d + k * (rows ? 1 : i->spacing);
}

/* Where byte `byte` of the registers is in memory. */
static u32 place_in_memory(const ArmInsn *i, u32 byte)
{
    u32 size = 1u << i->size, row = 8 * i->count / i->elements;
    u32 element = byte / row, structure = byte % row / size;

    if (i->elements == 1)
        return byte;
    return (structure * i->elements + element) * size + byte % size;
}

static bool has_pair(const ArmInsn *i, u32 pair)
{
    return 2 * pair + 1 < i->count;
}

static bool has_half(const ArmInsn *i, u32 pair)
{
    return 2 * pair + 1 == i->count;
}

static void load_pairs(Block *b, const ArmInsn *i, Val at, Val pair[2])
{
    for (u32 k = 0; k < 2; k++) {
        i32 from = 16 * (i32)k;

        if (has_pair(i, k))
            pair[k] = ir_load(b, TY_V128, at, from, MEM_16);
        else if (has_half(i, k))
            pair[k] = ir_vlow(b, TY_V128, ir_load(b, TY_F64, at, from, MEM_8));
        else
            pair[k] = pair[0];
    }
}

static Val high_half(Block *b, Val v)
{
    return ir_vlow(b, TY_V128, ir_vextract(b, TY_I64, v, vec_imm(64, 1)));
}

static void set_pair(Block *b, const ArmInsn *i, u32 pair, Val v)
{
    u32 first = register_at(i, 2 * pair), second = register_at(i, 2 * pair + 1);

    if (has_pair(i, pair) && second == first + 1 && !(first & 1)) {
        set_simd_q(b, i, first, v);
        return;
    }
    set_simd_d(b, i, first, v);
    if (has_pair(i, pair))
        set_simd_d(b, i, second, high_half(b, v));
}

static Val get_pair(Block *b, const ArmInsn *i, u32 pair)
{
    u32 first = register_at(i, 2 * pair), second = register_at(i, 2 * pair + 1);

    if (!has_pair(i, pair))
        return simd_d(b, first);
    if (second == first + 1 && !(first & 1))
        return simd_q(b, first);
    Val low = simd_d(b, first);
    return ir_vjoin(b, low, simd_d(b, second), 64);
}

INSN(vld)
{
    Val at = address_of(b, i), memory[2] = {0}, pair[2];

    load_pairs(b, i, at, memory);
    for (u32 k = 0; 2 * k < i->count; k++) {
        u8 order[16];

        for (u32 byte = 0; byte < 16; byte++)
            order[byte] = (u8)place_in_memory(i, 16 * k + byte);
        pair[k] =
            i->elements == 1 ? memory[k] : simd_shuffle(b, memory[0], memory[1], order);
    }
    for (u32 k = 0; 2 * k < i->count; k++)
        set_pair(b, i, k, pair[k]);
    write_back(b, i, 8u * i->count);
}

INSN(vst)
{
    Val at = address_of(b, i), pair[2];
    u8 order[32] = {0};

    for (u32 byte = 0; byte < 8u * i->count; byte++)
        order[place_in_memory(i, byte)] = (u8)byte;
    pair[0] = pair[1] = get_pair(b, i, 0);
    if (i->count > 2)
        pair[1] = get_pair(b, i, 1);
    for (u32 k = 0; 2 * k < i->count; k++) {
        Val v = i->elements == 1 ? pair[k]
                                 : simd_shuffle(b, pair[0], pair[1], order + 16 * k);
        if (has_half(i, k))
            v = ir_vextract(b, TY_I64, v, vec_imm(64, 0));
        ir_store(b, at, 16 * (i32)k, v, has_half(i, k) ? MEM_8 : MEM_16);
    }
    write_back(b, i, 8u * i->count);
}

/* Element k of a structure. */
static Val load_element(Block *b, const ArmInsn *i, Val at, u32 k)
{
    return ir_load(b, TY_I32, at, (i32)(k << i->size), 1u << i->size);
}

INSN(vld_lane)
{
    Val at = address_of(b, i), element[4];

    for (u32 k = 0; k < i->elements; k++)
        element[k] = load_element(b, i, at, k);
    for (u32 k = 0; k < i->elements; k++) {
        Val v = ir_vlow(b, TY_V128, element[k]), old = simd_d(b, register_at(i, k));
        u64 lane = vec_imm(element_bits(i), i->lane);
        set_simd_d(b, i, register_at(i, k), ir_vinsert(b, old, v, lane));
    }
    write_back(b, i, (u32)i->elements << i->size);
}

INSN(vst_lane)
{
    Val at = address_of(b, i);

    for (u32 k = 0; k < i->elements; k++) {
        Val v = simd_d(b, register_at(i, k));
        v = ir_vextract(b, TY_I32, v, vec_imm(element_bits(i), i->lane));
        ir_store(b, at, (i32)(k << i->size), v, 1u << i->size);
    }
    write_back(b, i, (u32)i->elements << i->size);
}

INSN(vld_all)
{
    Val at = address_of(b, i), element[4];

    for (u32 k = 0; k < i->elements; k++)
        element[k] = load_element(b, i, at, k);
    for (u32 k = 0; k < i->count; k++) {
        Val v =
            ir_vsplat(b, TY_V128, element[i->elements == 1 ? 0 : k], element_bits(i));
        set_simd_d(b, i, register_at(i, k), v);
    }
    write_back(b, i, (u32)i->elements << i->size);
}

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

/* clang-format off */
/* t says how many registers and how they are spaced, k is the number of elements of a
 * structure - 1, v the lane and more: see the forms. */
#define MULTIPLE(name, l, function, flags)                                                      \
    NEON(MEMORY, name, "11110100 0 d " l "0 nnnn dddd tttt zz yy mmmm",                         \
         function, structures, "n", "K, B", (flags) | NOT_BIG)
#define LANE(name, l, function, flags)                                                          \
    NEON(MEMORY, name, "11110100 1 d " l "0 nnnn dddd zz kk vvvv mmmm",                         \
         function, lane, "n3", "K[x], B", flags)

const ArmRow arm_neon_memory_rows[] = {
    NEON(MEMORY, "vld~.@", "11110100 1 d 10 nnnn dddd 11 kk zz x y mmmm",
         vld_all, all_lanes, "n", "K[], B", LOADS),
    MULTIPLE("vld~.@", "1", vld, LOADS), MULTIPLE("vst~.@", "0", vst, STORES),
    LANE("vld~.@", "1", vld_lane, LOADS), LANE("vst~.@", "0", vst_lane, STORES),
    {0}
};
/* clang-format on */

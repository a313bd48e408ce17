/*
 * regset.h -- sets of a guest's registers, and where each register lies in the state.
 *
 *      Universe u = universe_of(&guest_ppc);
 *      RegPlace p = universe_place(&u, slot, TY_I32);
 *      RegSet live = piece_set(p.regs);
 *
 * Where registers overlap, the elements of a set are the smallest: ARM's s0 and s1 are
 * two, d0 is the set of both, and an access to d0 is one to both.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_FLOW_REGSET_H
#define AOT_FLOW_REGSET_H

#include "lifter/lifter.h"

enum { MAX_REGS = 256 };

typedef struct {
    u64 word[MAX_REGS / 64];
} RegSet;

/* A register, or several side by side: `size` bytes of the guest's state at offset
 * `slot`. */
typedef struct {
    u32 slot;
    u8 size;
    bool is_float;
} Reg;

/* `count` registers side by side in the state, from number `reg` on. */
typedef struct {
    u8 reg, count;
} RegPiece;

typedef struct {
    const Guest *guest;
    Reg reg[MAX_REGS];
    RegPiece whole[MAX_REGS]; /* by register: the guest's widest register that it is
                                 part of */
    u32 count;
    u8 at[2048]; /* by offset in the state: the register there */
    RegSet all;
} Universe;

/* The registers that a get or put accesses, and whether it accesses all of their bytes.
 */
typedef struct {
    RegPiece regs;
    bool whole;
} RegPlace;

/* Numbers the registers of a guest, in the order of their offsets in the state. */
Universe universe_of(const Guest *guest);
/* The registers that a get or put of a value of `type` at state offset `slot` accesses.
 */
RegPlace universe_place(const Universe *u, u32 slot, Type type);
/* All registers with a byte in one of the ranges, whose list ends with size 0; NULL:
 * none. */
RegSet universe_ranges(const Universe *u, const SlotRange *ranges);
/* All registers at a list of state offsets that ends with GUEST_NO_SLOT. */
RegSet universe_slots(const Universe *u, const u32 *slots);

static inline RegSet regset_or(RegSet a, RegSet b)
{
    for (unsigned i = 0; i < ARRAY_LEN(a.word); i++)
        a.word[i] |= b.word[i];
    return a;
}

static inline RegSet regset_and(RegSet a, RegSet b)
{
    for (unsigned i = 0; i < ARRAY_LEN(a.word); i++)
        a.word[i] &= b.word[i];
    return a;
}

static inline RegSet regset_minus(RegSet a, RegSet b)
{
    for (unsigned i = 0; i < ARRAY_LEN(a.word); i++)
        a.word[i] &= ~b.word[i];
    return a;
}

static inline RegSet regset_add(RegSet a, u32 reg)
{
    a.word[reg / 64] |= 1ull << reg % 64;
    return a;
}

static inline RegSet regset_drop(RegSet a, u32 reg)
{
    a.word[reg / 64] &= ~(1ull << reg % 64);
    return a;
}

static inline bool regset_has(const RegSet *a, u32 reg)
{
    return a->word[reg / 64] >> reg % 64 & 1;
}

static inline bool regset_same(const RegSet *a, const RegSet *b)
{
    for (unsigned i = 0; i < ARRAY_LEN(a->word); i++)
        if (a->word[i] != b->word[i])
            return false;
    return true;
}

static inline bool regset_is_empty(const RegSet *a)
{
    return regset_same(a, &(RegSet){{0}});
}

static inline RegSet piece_set(RegPiece p)
{
    RegSet set = {{0}};

    for (u32 i = 0; i < p.count; i++)
        set = regset_add(set, p.reg + i);
    return set;
}

/* The first register at or after `from`; MAX_REGS if there is none:
 *      for (u32 r = regset_next(&s, 0); r < MAX_REGS; r = regset_next(&s, r + 1)) */
static inline u32 regset_next(const RegSet *a, u32 from)
{
    while (from < MAX_REGS) {
        u64 rest = a->word[from / 64] >> from % 64;

        if (rest)
            return from + (u32)__builtin_ctzll(rest);
        from = (from / 64 + 1) * 64;
    }
    return MAX_REGS;
}

/* FOR_EACH_REG(r, set) statement: for each register `r` of a set, in ascending order.
 */
#define FOR_EACH_REG(r, set)                                                           \
    for (u32 r = regset_next(&(set), 0); r < MAX_REGS; r = regset_next(&(set), r + 1))

#endif

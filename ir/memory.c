/* memory.c -- forwards stored and loaded values within a block. A load of bytes that
 * the block has stored or loaded before takes that value: it needs no access, and it
 * cannot fault where the earlier access did not. The gain is greatest where a load
 * covers two earlier stores, on which the host would stall: compilers make a double of
 * an int by `stw; stw; lfd`. Stores of other threads may be seen late, as on any
 * machine; fences, cas and helpers forget all values.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "ir/passes.h"

static unsigned size_of(unsigned shape)
{
    return shape & MEM_SIZE;
}

static bool overlaps(const Stored *x, const Stored *y)
{
    u32 after = (u32)y->displacement - (u32)x->displacement;

    return after < size_of(x->shape) || -after < size_of(y->shape);
}

void memory_forget(Memory *memory)
{
    for (u32 i = 0; i < MEMORY_PLACES; i++)
        memory->place[i].base = VAL_NONE;
}

/* Forgets the places that a store may overlap. Only places with the same base address
 * and another displacement are known to be apart. */
static void forget_overlapped(Memory *memory, const Stored *by)
{
    for (u32 i = 0; i < MEMORY_PLACES; i++) {
        Stored *place = &memory->place[i];

        if (place->base != by->base || overlaps(place, by))
            place->base = VAL_NONE;
    }
}

static void learn(Memory *memory, const Stored *stored)
{
    memory->place[memory->next++ % MEMORY_PLACES] = *stored;
}

static Stored stored_by(const Op *op, Val value)
{
    return (Stored){op->a, value, (u8)(mem_shape(op->imm) & ~MEM_SIGNED), false,
                    mem_displacement(op->imm)};
}

void memory_stored(Memory *memory, const Op *op)
{
    Stored stored = stored_by(op, op->b);

    forget_overlapped(memory, &stored);
    learn(memory, &stored);
}

void memory_loaded(Memory *memory, const Op *op, Val value)
{
    Stored stored = stored_by(op, value);

    stored.was_loaded = true;
    learn(memory, &stored);
}

/* Returns what is known of exactly these bytes in this byte order; NULL: nothing. */
static const Stored *place_of(const Memory *memory, Val base, i32 displacement,
                              unsigned shape)
{
    for (u32 i = 0; i < MEMORY_PLACES; i++) {
        const Stored *place = &memory->place[i];

        if (place->base == base && place->displacement == displacement &&
            place->shape == shape)
            return place;
    }
    return NULL;
}

static Val find(const Memory *memory, Val base, i32 displacement, unsigned shape)
{
    const Stored *place = place_of(memory, base, displacement, shape);

    return place ? place->value : VAL_NONE;
}

/* As find, but only for stored values. Two loaded halves may come from two different
 * stores of another thread, and a load of both must see only one of them. */
static Val find_stored(const Memory *memory, Val base, i32 displacement, unsigned shape)
{
    const Stored *place = place_of(memory, base, displacement, shape);

    return place && !place->was_loaded ? place->value : VAL_NONE;
}

static Val load_whole(Optimiser *o, const Op *op, unsigned shape)
{
    unsigned bits = 8 * size_of(shape);
    Val v = find(&o->memory, op->a, mem_displacement(op->imm), shape);

    if (v == VAL_NONE || bits == type_bits((Type)op->type))
        return v == VAL_NONE ? v : opt_same_bits(o, v, (Type)op->type);
    if (opt_op(o, v).type != op->type)
        return VAL_NONE;
    return opt_make1(o, mem_shape(op->imm) & MEM_SIGNED ? OP_sext : OP_zext,
                     (Type)op->type, v, bits);
}

/* Joins two known words to the eight bytes that a load of both reads. */
static Val load_of_halves(Optimiser *o, const Op *op, unsigned shape)
{
    i32 displacement = mem_displacement(op->imm);
    unsigned half = (shape & MEM_BIG) | MEM_4;
    Val first = find_stored(&o->memory, op->a, displacement, half);
    Val second = find_stored(&o->memory, op->a, displacement + 4, half);
    Val high = shape & MEM_BIG ? first : second, low = shape & MEM_BIG ? second : first;

    if (high == VAL_NONE || low == VAL_NONE)
        return VAL_NONE;
    high = opt_same_bits(o, high, TY_I32);
    low = opt_same_bits(o, low, TY_I32);
    if (high == VAL_NONE || low == VAL_NONE)
        return VAL_NONE;
    high = opt_make1(o, OP_extu, TY_I64, high, 0);
    high = opt_make_const(o, OP_shl, TY_I64, high, 32);
    low = opt_make1(o, OP_extu, TY_I64, low, 0);
    return opt_same_bits(o, opt_make2(o, OP_or, TY_I64, high, low), (Type)op->type);
}

/* A word of eight bytes. */
static Val load_half(Optimiser *o, const Op *op, unsigned shape)
{
    i32 displacement = mem_displacement(op->imm);
    unsigned whole = (shape & MEM_BIG) | MEM_8;
    bool second = false;
    Val v = find(&o->memory, op->a, displacement, whole);

    if (v == VAL_NONE) {
        v = find(&o->memory, op->a, displacement - 4, whole);
        second = true;
    }
    if (v != VAL_NONE)
        v = opt_same_bits(o, v, TY_I64);
    if (v == VAL_NONE)
        return VAL_NONE;
    if (second == ((shape & MEM_BIG) == 0))
        v = opt_make_const(o, OP_shr, TY_I64, v, 32);
    return opt_same_bits(o, opt_make1(o, OP_trunc, TY_I32, v, 0), (Type)op->type);
}

Val memory_load(Optimiser *o, const Op *op)
{
    unsigned shape = mem_shape(op->imm) & ~(unsigned)MEM_SIGNED;
    Val v = load_whole(o, op, shape);

    if (v == VAL_NONE && size_of(shape) == MEM_8)
        v = load_of_halves(o, op, shape);
    if (v == VAL_NONE && size_of(shape) == MEM_4 && type_bits((Type)op->type) == 32)
        v = load_half(o, op, shape);
    return v;
}

/*
 * interp.c -- the reference meaning of a block.
 *
 * Both back ends are tested against this file.  Accesses of 1, 2, 4 and 8 bytes are
 * single ones of the host, as other threads may run in the same memory.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include <string.h>

#include "ir/ir.h"

typedef struct {
    const Block *blk;
    const Helper *helpers;
    u8 *state, *ram;
    V128 *values;
} Run;

static V128 bits_of(const u8 *bytes, unsigned size)
{
    V128 bits = {0, 0};

    memcpy(&bits, bytes, size);
    return bits;
}

static void copy_in_order(u8 *to, const u8 *from, unsigned size, bool reversed)
{
    for (unsigned i = 0; i < size; i++)
        to[i] = from[reversed ? size - 1 - i : i];
}

/* Of any alignment. */
typedef u16 __attribute__((aligned(1), may_alias)) Cell16;
typedef u32 __attribute__((aligned(1), may_alias)) Cell32;
typedef u64 __attribute__((aligned(1), may_alias)) Cell64;

/* Reads with a single host access; returns false if the host has none of that size. */
static bool read_cell(const volatile u8 *from, unsigned size, u8 *bytes)
{
    u64 v;

    switch (size) {
    case 1: v = *from; break;
    case 2: v = *(const volatile Cell16 *)from; break;
    case 4: v = *(const volatile Cell32 *)from; break;
    case 8: v = *(const volatile Cell64 *)from; break;
    default: return false;
    }
    memcpy(bytes, &v, size);
    return true;
}

static bool write_cell(volatile u8 *to, unsigned size, const u8 *bytes)
{
    u64 v = 0;

    memcpy(&v, bytes, size <= 8 ? size : 8);
    switch (size) {
    case 1: *to = (u8)v; return true;
    case 2: *(volatile Cell16 *)to = (u16)v; return true;
    case 4: *(volatile Cell32 *)to = (u32)v; return true;
    case 8: *(volatile Cell64 *)to = v; return true;
    default: return false;
    }
}

/* Compares and swaps: stores `new` if `old` is at `at`, and returns what was there.
 * Both are in the byte order of memory. */
static u64 swap_cell(u8 *at, unsigned size, u64 old, u64 new)
{
    switch (size) {
    case 1: return __sync_val_compare_and_swap(at, (u8)old, (u8) new);
    case 2: return __sync_val_compare_and_swap((u16 *)at, (u16)old, (u16) new);
    case 4: return __sync_val_compare_and_swap((u32 *)at, (u32)old, (u32) new);
    default: return __sync_val_compare_and_swap((u64 *)at, old, new);
    }
}

static bool is_cut(u32 address, unsigned size)
{
    return address + (u64)size > 1ull << 32;
}

/* Reads whole bytes; single accesses of more than 8 bytes are not asked for by any
 * guest. */
static bool read_whole(const u8 *from, unsigned size, u8 *bytes)
{
    if (size == 16)
        return read_cell(from, 8, bytes) && read_cell(from + 8, 8, bytes + 8);
    return read_cell(from, size, bytes);
}

static bool write_whole(u8 *to, unsigned size, const u8 *bytes)
{
    if (size == 16)
        return write_cell(to, 8, bytes) && write_cell(to + 8, 8, bytes + 8);
    return write_cell(to, size, bytes);
}

/* Reads guest memory; an access that crosses the end of the 4 GiB wraps to address 0,
 * as it does on the guests. */
static void memory_read(const Run *run, u32 address, unsigned size, u8 *bytes)
{
    if (!is_cut(address, size) && read_whole(run->ram + address, size, bytes))
        return;
    for (unsigned i = 0; i < size; i++)
        bytes[i] = run->ram[(u32)(address + i)];
}

static void memory_write(const Run *run, u32 address, unsigned size, const u8 *bytes)
{
    if (!is_cut(address, size) && write_whole(run->ram + address, size, bytes))
        return;
    for (unsigned i = 0; i < size; i++)
        run->ram[(u32)(address + i)] = bytes[i];
}

static u32 address_of(const Op *op, V128 a)
{
    return (u32)a.low + (u32)mem_displacement(op->imm);
}

static V128 load(const Run *run, const Op *op, u32 address)
{
    unsigned shape = mem_shape(op->imm), size = shape & MEM_SIZE;
    u8 memory[16], bytes[16];
    V128 bits;

    memory_read(run, address, size, memory);
    copy_in_order(bytes, memory, size, shape & MEM_BIG);
    bits = bits_of(bytes, size);
    if (shape & MEM_SIGNED)
        bits.low = sign_extend(bits.low, 8 * size);
    return bits;
}

static void store(const Run *run, const Op *op, u32 address, V128 value)
{
    unsigned shape = mem_shape(op->imm), size = shape & MEM_SIZE;
    u8 memory[16], bytes[16];

    memcpy(bytes, &value, sizeof(bytes));
    copy_in_order(memory, bytes, size, shape & MEM_BIG);
    memory_write(run, address, size, memory);
}

/* Converts the low bytes of v between the byte order of memory and that of a value. */
static u64 reordered(unsigned shape, u64 v)
{
    unsigned size = shape & MEM_SIZE;

    return shape & MEM_BIG ? __builtin_bswap64(v) >> (64 - 8 * size)
                           : v & ~0ull >> (64 - 8 * size);
}

static V128 compare_and_swap(const Run *run, const Op *op, u32 address)
{
    unsigned shape = mem_shape(op->imm), size = shape & MEM_SIZE;
    u64 expected = run->values[op->b].low, new = run->values[op->c].low;
    u64 old;

    /* Guests get no atomicity for an access that wraps. */
    if (is_cut(address, size)) {
        V128 now = load(run, op, address);
        if (reordered(shape, now.low) == reordered(shape, expected))
            store(run, op, address, run->values[op->c]);
        return now;
    }
    old = swap_cell(run->ram + address, size, reordered(shape, expected),
                    reordered(shape, new));
    old = reordered(shape, old);
    return (V128){shape & MEM_SIGNED ? sign_extend(old, 8 * size) : old, 0};
}

static u64 operand(const Run *run, Val v)
{
    return v == VAL_NONE ? 0 : run->values[v].low;
}

static u64 call_helper(const Run *run, const Op *op)
{
    u64 a = operand(run, op->a), b = operand(run, op->b), c = operand(run, op->c);

    return run->helpers[op->imm].fn(run->state, a, b, c);
}

static V128 pure_value(const Run *run, const Op *op)
{
    const V128 none = {0, 0};
    unsigned args = op_info[op->code].args;
    V128 a = args > 0 ? run->values[op->a] : none;
    V128 b = args > 1 ? run->values[op->b] : none;
    V128 c = args > 2 ? run->values[op->c] : none;
    Type from = args > 0 ? (Type)run->blk->ops[op->a].type : TY_NONE;

    return ir_value_128(op, from, a, b, c);
}

static void cut_to_type(V128 *bits, Type type)
{
    if (type != TY_NONE && type != TY_V128)
        bits->low &= ~0ull >> (64 - type_bits(type));
}

/* Executes one op; returns true if it leaves the block. */
static bool step(const Run *run, u32 index, Left *left)
{
    const Op *op = &run->blk->ops[index];
    unsigned size = type_bits(op->type) / 8;
    V128 *result = &run->values[index];
    V128 a = {0, 0};

    if (op_info[op->code].args > 0 && op->a != VAL_NONE)
        a = run->values[op->a];
    switch ((Opcode)op->code) {
#include "ir/case_pure.inc"
        *result = pure_value(run, op);
        return false;
    case OP_insn:
    case OP_fence:
    case OP_order:
    case OP_invalidate: return false;
    case OP_get: *result = bits_of(run->state + op->imm, size); return false;
    case OP_put: memcpy(run->state + op->imm, &a, size); return false;
    case OP_load:
        *result = load(run, op, address_of(op, a));
        cut_to_type(result, (Type)op->type);
        return false;
    case OP_store: store(run, op, address_of(op, a), run->values[op->b]); return false;
    case OP_cas:
        *result = compare_and_swap(run, op, address_of(op, a));
        cut_to_type(result, (Type)op->type);
        return false;
    case OP_helper:
        *result = (V128){call_helper(run, op), 0};
        cut_to_type(result, (Type)op->type);
        return false;
    case OP_exit_if: *left = (Left){(u32)op->imm, LEFT_JUMP, 0, 0}; return a.low != 0;
    case OP_raise_if:
        *left = (Left){(u32)(op->imm >> 32), LEFT_RAISE, (u8)op->imm, 0};
        return a.low != 0;
    case OP_jump: *left = (Left){(u32)op->imm, LEFT_JUMP, 0, 0}; return true;
    case OP_call:
        *left = (Left){(u32)op->imm, LEFT_CALL, 0, (u32)(op->imm >> 32)};
        return true;
    case OP_jump_to:
        *left =
            (Left){(u32)a.low, op->imm == JUMP_RETURN ? LEFT_RETURN : LEFT_JUMP, 0, 0};
        return true;
    case OP_call_to:
        *left = (Left){(u32)a.low, LEFT_CALL, 0, (u32)op->imm};
        return true;
    case OP_syscall: *left = (Left){(u32)op->imm, LEFT_SYSCALL, 0, 0}; return true;
    case OP_resync: *left = (Left){(u32)op->imm, LEFT_RESYNC, 0, 0}; return true;
    case OP_raise:
        *left = (Left){(u32)(op->imm >> 32), LEFT_RAISE, (u8)op->imm, 0};
        return true;
    case NUM_OPS: break;
    }
    panic("block at %#x is damaged", run->blk->pc);
}

Left ir_run_in(const Block *blk, const Helper *helpers, void *state, u8 *ram,
               V128 *values)
{
    Run run = {blk, helpers, state, ram, values};
    Left left = {0, LEFT_JUMP, 0, 0};
    bool over = false;

    for (u32 i = 0; i < blk->count && !over; i++)
        over = step(&run, i, &left);
    if (!over)
        panic("block at %#x does not end", blk->pc);
    return left;
}

Left ir_run(const Block *blk, const Helper *helpers, void *state, u8 *ram)
{
    V128 *values = base_alloc(blk->count * sizeof *values);
    Left left = ir_run_in(blk, helpers, state, ram, values);

    base_free(values);
    return left;
}

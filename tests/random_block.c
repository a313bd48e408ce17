/* random_block.c -- random well-formed blocks, made from ops.def.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <string.h>

#include "ir/words.h"
#include "tests/random_block.h"

typedef struct {
    Block *blk;
    Random *rnd;
    const RandomShape *shape;
    Val address; /* of the last memory op; VAL_NONE: none yet */
} Maker;

static u64 helper_mix(void *state, u64 a, u64 b, u64 c)
{
    (void)state;
    return (a * 31 + b) * 31 + c;
}

/* Reads slots 16 to 23, writes slots 24 to 31. */
static u64 helper_step(void *state, u64 a, u64 b, u64 c)
{
    u64 v;

    (void)b;
    (void)c;
    memcpy(&v, (u8 *)state + 16, 8);
    v = v * 5 + a;
    memcpy((u8 *)state + 24, &v, 8);
    return v >> 7;
}

/* Writes slots 64 to 67, reads 0 to 7 and 40 to 43; gives nothing. */
static u64 helper_gather(void *state, u64 a, u64 b, u64 c)
{
    u32 v[3];

    (void)c;
    memcpy(v, state, 8);
    memcpy(v + 2, (u8 *)state + 40, 4);
    v[0] += v[1] ^ v[2] ^ (u32)a ^ (u32)b;
    memcpy((u8 *)state + 64, v, 4);
    return 0;
}

/* Counts in slots 8 to 11: a helper that is not pure for this alone. */
static u64 helper_count(void *state, u64 a, u64 b, u64 c)
{
    u32 count;

    (void)a;
    (void)b;
    (void)c;
    memcpy(&count, (u8 *)state + 8, 4);
    count++;
    memcpy((u8 *)state + 8, &count, 4);
    return count;
}

static const SlotRange count_range[] = {{8, 4}, {0, 0}};
static const SlotRange step_reads[] = {{16, 8}, {0, 0}};
static const SlotRange step_writes[] = {{24, 8}, {0, 0}};
static const SlotRange gather_reads[] = {{0, 8}, {40, 4}, {0, 0}};
static const SlotRange gather_writes[] = {{64, 4}, {0, 0}};

static const Helper helpers[] = {
    {"test_mix", helper_mix, 3, TY_I32, false, false, NULL, NULL},
    {"test_mix_64", helper_mix, 2, TY_I64, false, false, NULL, NULL},
    {"test_step", helper_step, 1, TY_I64, true, true, step_reads, step_writes},
    {"test_gather", helper_gather, 2, TY_NONE, false, true, gather_reads,
     gather_writes},
    {"test_count", helper_count, 0, TY_I32, false, false, count_range, count_range},
};

const IrNames random_names = {NULL, NULL, helpers, ARRAY_LEN(helpers)};

static u32 below(Maker *m, u32 limit)
{
    return random_below(m->rnd, limit);
}

static Type random_type(Maker *m, unsigned types)
{
    Type type;

    do
        type = (Type)below(m, NUM_TYPES);
    while (!(types >> type & 1));
    return type;
}

static bool makes_value(const Op *op, Type type)
{
    return op_info[op->code].results && op->type == type;
}

/* Few enough that blocks use most of them twice, also as parts of larger ones. */
static u32 random_slot(Maker *m)
{
    return 4 * below(m, 24);
}

/* A new value from nothing: often one that is good to shift by. */
static Val fresh_value(Maker *m, Type type)
{
    if (below(m, 3) == 0 || (type == TY_V128 && below(m, 2)))
        return ir_get(m->blk, type, random_slot(m));
    if ((type == TY_I32 || type == TY_I64) && below(m, 3) == 0)
        return ir_constant(m->blk, type, below(m, type_bits(type)));
    return ir_constant(m->blk, type, awkward_bits(m->rnd, type));
}

/* Mostly a value made before, and mostly one of the last. */
static Val operand(Maker *m, Type type)
{
    u32 count = m->blk->count;

    if (below(m, 6) == 0)
        return fresh_value(m, type);
    for (u32 tries = 0; count && tries < 12; tries++) {
        u32 reach = below(m, 2) && count > 8 ? 8 : count;
        u32 v = count - 1 - below(m, reach);

        if (makes_value(&m->blk->ops[v], type))
            return (Val)v;
    }
    return fresh_value(m, type);
}

/* An i32 that is 0 or 1. */
static Val bool_operand(Maker *m)
{
    Val x;

    for (u32 tries = 0; m->blk->count && tries < 12; tries++) {
        u32 v = below(m, m->blk->count);

        if (op_info[m->blk->ops[v].code].traits & BOOL)
            return (Val)v;
    }
    if (below(m, 2))
        return ir_constant(m->blk, TY_I32, below(m, 2));
    x = operand(m, TY_I32);
    return ir_zext(m->blk, x, 1);
}

static bool imm_is_good(const Op *op, u64 imm)
{
    ImmKind kind = (ImmKind)op_info[op->code].imm;

    if (!words_say(kind, imm))
        return false;
    if (kind != IMM_NAN)
        return true;
    if (op->code != OP_fma && imm & (FMA_NEG_ADDEND | FMA_NEG_RESULT | FMA_SINGLE))
        return false;
    if (imm & NAN_OF_DIV && op->code != OP_fdiv)
        return false;
    if (imm & NAN_OF_SQRT && op->code != OP_fsqrt)
        return false;
    return !(imm & FMA_SINGLE) || op->type == TY_F64;
}

static u64 random_vec(Maker *m, const Op *op)
{
    const OpInfo *info = &op_info[op->code];
    unsigned bits = type_bits((Type)op->type), limit, lane, shape;
    bool whole = op->code == OP_vinsert || op->code == OP_vextract;

    if (op->code == OP_vsplat)
        bits = type_bits((Type)m->blk->ops[op->a].type);
    do
        lane = 8u << below(m, 4);
    while (!(info->lanes & lane) || lane > bits);
    shape = lane | (below(m, VEC_COUNT) & info->flags & VEC_SHAPE);
    shape |= info->flags & VEC_STANDARD;
    limit = whole ? 128 / lane : lane + 1;
    return vec_imm(shape, info->flags & VEC_COUNT ? below(m, limit) : 0);
}

static u64 random_imm(Maker *m, const Op *op)
{
    unsigned bits = type_bits((Type)op->type);
    u64 imm;

    switch ((ImmKind)op_info[op->code].imm) {
    case IMM_NUM:
        if (op->code == OP_constant)
            return awkward_bits(m->rnd, (Type)op->type);
        return 1 + below(m, bits);
    case IMM_COND:
    case IMM_FCOND:
    case IMM_NAN:
    case IMM_INT:
    case IMM_ROUND:
        do
            imm = below(m, 128);
        while (!imm_is_good(op, imm));
        return imm;
    case IMM__:
    case IMM_SLOT:
    case IMM_MEM:
    case IMM_PC:
    case IMM_CALL:
    case IMM_HELPER:
    case IMM_RAISE:
    case NUM_IMMS: break;
    case IMM_VEC: return random_vec(m, op);
    }
    return 0;
}

/* The result's type and operand a's type, as the table and its rules allow. */
static void random_types(Maker *m, Opcode code, Type *type, Type *from)
{
    const OpInfo *info = &op_info[code];
    bool same = info->types == info->from && !(info->traits & BOOL);
    bool same_width = code == OP_as_int || code == OP_as_float;

    *type = random_type(m, info->types);
    *from = TY_NONE;
    if (info->args == 0)
        return;
    do
        *from = same ? *type : random_type(m, info->from);
    while (same_width && type_bits(*from) != type_bits(*type));
}

/* The other relations of a guest's compare, and all of them used or not. */
static void add_to_fset(Maker *m)
{
    enum { SLOT = RANDOM_STATE_SIZE - 4 };
    Op op = m->blk->ops[m->blk->count - 1];
    Val v = (Val)(m->blk->count - 1), all;

    if (!m->shape->dead_fsets) {
        all = ir_get(m->blk, TY_I32, SLOT);
        ir_put(m->blk, ir_xor(m->blk, all, v), SLOT);
        return;
    }
    for (u32 n = below(m, 4); n > 0; n--) {
        bool swapped = below(m, 2);

        op.imm = (op.imm & FC_SIGNALS) | below(m, FC_KIND + 1);
        ir_emit(m->blk, swapped ? (Op){op.code, op.type, op.b, op.a, 0, op.imm} : op);
    }
}

static void add_pure(Maker *m, Opcode code)
{
    const OpInfo *info = &op_info[code];
    bool carries = code == OP_carry || code == OP_overflow;
    Op op = {.code = (u8)code};
    Type type, from;

    random_types(m, code, &type, &from);
    op.type = (u8)type;
    if (info->args > 0)
        op.a = operand(m, from);
    if (info->args > 1)
        op.b = operand(m, code == OP_select ? type : from);
    if (info->args > 2)
        op.c = carries ? bool_operand(m) : operand(m, type);
    op.imm = random_imm(m, &op);
    ir_emit(m->blk, op);
    if (code == OP_fset)
        add_to_fset(m);
}

static Val random_address(Maker *m)
{
    Val x = operand(m, TY_I32), low, base;

    x = ir_and(m->blk, x, ir_constant(m->blk, TY_I32, 0x7ff));
    low = x;
    base = ir_constant(m->blk, TY_I32, RANDOM_RAM + below(m, 0x400));
    return ir_add(m->blk, low, base);
}

static unsigned random_mem(Maker *m, Type type, bool loads)
{
    unsigned bits = type_bits(type), size = bits / 8;
    bool is_int = type == TY_I32 || type == TY_I64;
    unsigned shape = below(m, 2) ? MEM_BIG : 0;

    if (is_int)
        size >>= below(m, type == TY_I64 ? 4 : 3);
    if (is_int && loads && size < bits / 8 && below(m, 2))
        shape |= MEM_SIGNED;
    return shape | size;
}

static Type random_storable(Maker *m)
{
    unsigned types = m->shape->vectors ? TYPES_IF | 1 << TY_V128 : TYPES_IF;

    return random_type(m, types);
}

/* Often places that overlap those of other memory ops. */
static void add_memory(Maker *m)
{
    bool again = m->address != VAL_NONE && below(m, 4);
    Val address = again ? m->address : random_address(m), value, expected;
    i32 displacement = (i32)(below(m, 8) ? 4 * below(m, 6) : below(m, 0x300));
    Type type = random_storable(m);

    m->address = address;

    switch (below(m, 4)) {
    case 0:
    case 1:
        ir_load(m->blk, type, address, displacement, random_mem(m, type, true));
        break;
    case 2:
        value = operand(m, type);
        ir_store(m->blk, address, displacement, value, random_mem(m, type, false));
        break;
    default:
        type = random_type(m, TYPES_I);
        expected = operand(m, type);
        if (below(m, 2)) /* likely to be there */
            expected = ir_load(m->blk, type, address, 0, type_bits(type) / 8);
        value = operand(m, type);
        ir_cas(m->blk, address, expected, value, type_bits(type) / 8);
    }
}

static void add_helper(Maker *m)
{
    u32 index = below(m, ARRAY_LEN(helpers));
    Val arg[3] = {VAL_NONE, VAL_NONE, VAL_NONE};

    for (u32 k = 0; k < helpers[index].args; k++)
        arg[k] = operand(m, random_type(m, TYPES_IF));
    ir_helper(m->blk, helpers, index, arg[0], arg[1], arg[2]);
}

static bool is_vector(Opcode code)
{
    return op_info[code].types == TYPES_V128 || op_info[code].from == TYPES_V128;
}

static void add_op(Maker *m)
{
    Type type = random_storable(m);
    Opcode code;

    switch (below(m, 17)) {
    case 0: ir_get(m->blk, type, random_slot(m)); return;
    case 1:
    case 2:
    case 3: ir_put(m->blk, operand(m, type), random_slot(m)); return;
    case 4:
    case 16: add_memory(m); return;
    case 5:
        if (!m->shape->no_helpers && below(m, 2))
            add_helper(m);
        return;
    case 6:
        if (below(m, 4) == 0)
            ir_exit_if(m->blk, operand(m, TY_I32), 0x2000 + below(m, 64) * 4);
        else if (below(m, 4) == 0)
            ir_raise_if(m->blk, operand(m, TY_I32), RAISE_ALIGN, 0x10f8);
        return;
    case 7: ir_insn(m->blk, m->blk->pc + 4 * m->blk->num_insns); return;
    default:
        do
            code = (Opcode)below(m, NUM_OPS);
        while (!op_info[code].pure || (op_info[code].traits & FP && !m->shape->fp) ||
               (is_vector(code) && !m->shape->vectors));
        add_pure(m, code);
    }
}

static void add_end(Maker *m)
{
    Val x = operand(m, TY_I32);

    switch (below(m, 8)) {
    case 0: ir_jump_to(m->blk, x, JUMP_PLAIN); break;
    case 1: ir_jump_to(m->blk, x, JUMP_RETURN); break;
    case 2: ir_call(m->blk, 0x3000, 0x1100); break;
    case 3: ir_call_to(m->blk, x, 0x1100); break;
    case 4: ir_syscall(m->blk, 0x1100); break;
    case 5: ir_resync(m->blk, 0x1100); break;
    case 6: ir_raise(m->blk, (Raise)below(m, NUM_RAISES), 0x10fc); break;
    default: ir_jump(m->blk, 0x1100);
    }
}

void random_block(Block *blk, Random *rnd, const RandomShape *shape)
{
    Maker m = {blk, rnd, shape, VAL_NONE};

    ir_clear(blk);
    blk->pc = 0x1000;
    ir_insn(blk, blk->pc);
    while (blk->count < shape->num_ops)
        add_op(&m);
    add_end(&m);
}

void random_single(Block *blk, Random *rnd, Opcode code)
{
    RandomShape shape = {0};
    Maker m = {blk, rnd, &shape, VAL_NONE};
    bool carries = code == OP_carry || code == OP_overflow;
    Op op = {.code = (u8)code};
    Type type, from;
    Val made;

    ir_clear(blk);
    blk->pc = 0x1000;
    ir_insn(blk, blk->pc);
    random_types(&m, code, &type, &from);
    op.type = (u8)type;
    if (op_info[code].args > 0)
        op.a = ir_get(blk, from, 0);
    if (op_info[code].args > 1)
        op.b = ir_get(blk, code == OP_select ? type : from, 16);
    if (op_info[code].args > 2)
        op.c = ir_get(blk, carries ? TY_I32 : type, 32);
    if (carries)
        op.c = ir_zext(blk, op.c, 1);
    op.imm = random_imm(&m, &op);
    made = ir_emit(blk, op);
    ir_put(blk, made, 48);
    ir_jump(blk, 0x1004);
}

/* Eight bytes of numbers of one width, 8 to 64 bits. */
static u64 random_row(Random *rnd)
{
    unsigned bits = 8u << random_below(rnd, 4);
    bool is_float = bits >= 32 && random_below(rnd, 2);
    u64 row = 0;

    for (unsigned at = 0; at < 64; at += bits)
        row |= (is_float ? awkward_float(rnd, bits) : awkward_int(rnd, bits)) << at;
    return row;
}

static void fill(Random *rnd, u8 *bytes, u32 size)
{
    for (u32 i = 0; i < size; i += 8) {
        u64 value = random_row(rnd);

        memcpy(bytes + i, &value, 8);
    }
}

void random_state(Random *rnd, u8 *state, u8 *ram)
{
    fill(rnd, state, RANDOM_STATE_SIZE);
    fill(rnd, ram + RANDOM_RAM, RANDOM_RAM_SIZE);
}

/*
 * passes.h -- what the parts of ir_optimise share.
 *
 * One walk down the block copies it, op by op, into `out`: opt_make takes an op
 * whose operands are already there and gives the value to use in its place,
 * which may be an older value or a simpler op.  Then one walk up (dead.c) finds
 * what nobody needs.
 *
 *      Val sum = opt_make(o, (Op){OP_add, TY_I32, x, opt_constant(o, TY_I32, 0), 0,
 * 0});
 *      -> x
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef IR_PASSES_H
#define IR_PASSES_H

#include "ir/ir.h"

/* Guest state is followed in units of four bytes, as far as this many. */
enum { SLOT_UNIT = 4, SLOT_UNITS = 512 };

/* Which value each unit of guest state is known to hold, and which of its units. */
typedef struct {
    Val value[SLOT_UNITS]; /* VAL_NONE: not known */
    u8 part[SLOT_UNITS];
} Slots;

/* A place in guest memory: at base + displacement, in a Mem's size and order. */
typedef struct {
    Val base, value; /* base VAL_NONE: none */
    u8 shape;
    bool was_loaded;
    i32 displacement;
} Stored;

enum { MEMORY_PLACES = 16 };

/* The places last stored to or loaded from. */
typedef struct {
    Stored place[MEMORY_PLACES];
    u32 next;
} Memory;

/* How many rules one op may go through, and the ops they may append: the work for
 * an op has a bound, whatever it is made of. */
enum { RULES_DEEP = 16, RULES_APPEND = 4 * RULES_DEEP };

typedef struct {
    Block out;
    u64 *ones; /* by value in `out`: the bits that may be 1 */
    u32 room;  /* values there is room for in `ones` */
    const Helper *helpers;
    Val *renamed;     /* by value in the old block: the value in `out` */
    Val *known;       /* hash table of the pure ops in `out`; VAL_NONE: empty */
    u32 known_mask;   /* its size - 1 */
    u32 fp_barrier;   /* FP ops before this one saw other modes */
    unsigned precise; /* PRECISE_... */
    u32 depth;        /* of rules in rules */
    bool ended;       /* `ended`: no op after this can be reached */
    Slots slots;
    Memory memory;
} Optimiser;

static inline Op opt_op(const Optimiser *o, Val v)
{
    return o->out.ops[v];
}

static inline bool opt_is(const Optimiser *o, Val v, Opcode code)
{
    return o->out.ops[v].code == code;
}

static inline Type type_of(const Optimiser *o, Val v)
{
    return (Type)o->out.ops[v].type;
}

static inline bool is_constant(const Optimiser *o, Val v)
{
    return opt_is(o, v, OP_constant);
}

static inline u64 constant_of(const Optimiser *o, Val v)
{
    return o->out.ops[v].imm;
}

static inline bool opt_is_constant(const Optimiser *o, Val v, u64 imm)
{
    return opt_is(o, v, OP_constant) && o->out.ops[v].imm == imm;
}

/* All bits of an integer type. */
static inline u64 type_mask(Type type)
{
    return ~0ull >> (64 - type_bits(type));
}

/* The simplest value there is for a pure op; may append ops. */
Val opt_make(Optimiser *o, Op op);
/* The op as it is, or the same one made earlier. */
Val opt_emit(Optimiser *o, Op op);
/* Append an op that is no pure one. */
Val opt_append(Optimiser *o, Op op);
Val opt_constant(Optimiser *o, Type type, u64 imm);
Val opt_make1(Optimiser *o, Opcode code, Type type, Val a, u64 imm);
Val opt_make2(Optimiser *o, Opcode code, Type type, Val a, Val b);
/* b is a constant of the result's type. */
Val opt_make_const(Optimiser *o, Opcode code, Type type, Val a, u64 b);
Val opt_set(Optimiser *o, Cond cond, Val a, Val b);
/* The int or float of a type that has the same bits; VAL_NONE if there is none. */
Val opt_same_bits(Optimiser *o, Val v, Type type);
/* x & mask, as zext where there is one. */
Val opt_mask(Optimiser *o, Val x, u64 mask);

/*
 * The rules, by op.  Operands are in `out`; if only one of a COMM op is a
 * constant it is b; not all of them are constants.  VAL_NONE: no rule applies.
 */
typedef Val Rule(Optimiser *o, const Op *op);
Rule rule_add, rule_sub, rule_mul, rule_mulhu, rule_divu, rule_divs, rule_neg;
Rule rule_and, rule_or, rule_xor, rule_not, rule_sext, rule_zext;
Rule rule_shl, rule_shr, rule_sar, rule_ror;
Rule rule_set, rule_select, rule_carry, rule_overflow;
Rule rule_inverse, rule_exts, rule_fabs;
Rule rule_vextract, rule_vjoin, rule_low_half, rule_vector_same, rule_vector_zero;

/* The bits of the op's value that may be 1. */
u64 opt_ones(const Optimiser *o, const Op *op);

void slots_forget_all(Slots *slots);
void slots_forget(Slots *slots, u32 slot, u32 size);
void slots_learn(Slots *slots, u32 slot, u32 size, Val v);
/* The value that just fills these bytes; VAL_NONE if not known. */
Val slots_find(const Slots *slots, u32 slot, u32 size);
/* The value that these bytes are the units from *part on of; VAL_NONE if not known. */
Val slots_find_part(const Slots *slots, u32 slot, u32 size, u32 *part);

void memory_forget(Memory *memory);
/* `op` has been appended: what is known of memory after it. */
void memory_stored(Memory *memory, const Op *op);
void memory_loaded(Memory *memory, const Op *op, Val value);
/* The value a load would give; VAL_NONE if not known. */
Val memory_load(Optimiser *o, const Op *op);

bool helper_is_pure(const Helper *helper);

/* Drop what nobody needs from `out`, and close the gaps. */
void opt_drop_dead(Optimiser *o);

#endif

/*
 * passes.h -- what the files of ir_optimise share.
 *
 * One walk down the block copies it, op by op, into the block `out`.  opt_make takes an
 * op whose operands are values of `out`, and returns the value to use in its place: an
 * older value, or that of a simpler op.  Then one walk up (dead.c) removes the ops that
 * nothing uses.
 *
 *      Val zero = opt_constant(o, TY_I32, 0);
 *      Val sum = opt_make(o, (Op){OP_add, TY_I32, x, zero, 0, 0});     -> x
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef IR_PASSES_H
#define IR_PASSES_H

#include "ir/ir.h"

/* The passes track guest state in units of four bytes, of which they track this many.
 */
enum { SLOT_UNIT = 4, SLOT_UNITS = 512 };

/* The values that guest state is known to hold, by unit: unit i holds bytes 4 * part[i]
 * to 4 * part[i] + 3 of value[i]. */
typedef struct {
    Val value[SLOT_UNITS]; /* VAL_NONE: unknown */
    u8 part[SLOT_UNITS];
} Slots;

/* The value known to be in guest memory at base + displacement, as loads and stores of
 * this size and byte order see it. */
typedef struct {
    Val base, value; /* base is VAL_NONE in an unused entry */
    u8 shape;
    bool was_loaded;
    i32 displacement;
} Stored;

/* How many places in guest memory are tracked. */
enum { MEMORY_PLACES = 16 };

/* The places last stored to or loaded from, as a ring buffer. */
typedef struct {
    Stored place[MEMORY_PLACES];
    u32 next;
} Memory;

/* How many rules may apply to one op in a row, and how many ops they may append.  This
 * bounds the work for one op. */
enum { RULES_DEEP = 16, RULES_APPEND = 4 * RULES_DEEP };

/* The state of one call of ir_optimise. */
typedef struct {
    Block out;
    u64 *ones; /* by value in `out`: the mask of bits that may be 1 */
    u32 room;  /* number of values that `ones` has room for */
    const Helper *helpers;
    Val *renamed;     /* by value in the old block: its replacement in `out` */
    Val *known;       /* hash table of the pure ops in `out`; VAL_NONE: empty */
    u32 known_mask;   /* the hash table's size - 1 */
    u32 fp_barrier;   /* FP ops of `out` before this index ran in other
                         floating-point modes */
    unsigned precise; /* PRECISE_... */
    u32 depth;        /* of nested rules */
    bool ended;       /* control cannot reach the ops that follow */
    Slots slots;
    Memory memory;
} Optimiser;

/* Returns the op that makes value v of `out`.  The next functions ask about it. */
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

/* Returns the mask of all bits of an integer type, or of a vector's low 64, which a
 * constant has. */
static inline u64 type_mask(Type type)
{
    unsigned bits = type_bits(type);

    return bits < 64 ? ~0ull >> (64 - bits) : ~0ull;
}

/* Returns the simplest value equal to a pure op's, folded or by a rule; may append ops.
 */
Val opt_make(Optimiser *o, Op op);
/* Returns the value of the op as it stands: of an equal older op, else of this one,
 * which it appends. */
Val opt_emit(Optimiser *o, Op op);
/* Appends an op without looking for an equal one. */
Val opt_append(Optimiser *o, Op op);
/* Returns the value of a constant, cut to the type's width. */
Val opt_constant(Optimiser *o, Type type, u64 imm);
/* These make an op of one or two operands, as opt_make does. */
Val opt_make1(Optimiser *o, Opcode code, Type type, Val a, u64 imm);
Val opt_make2(Optimiser *o, Opcode code, Type type, Val a, Val b);
/* As opt_make2, with a constant b of the result's type. */
Val opt_make_const(Optimiser *o, Opcode code, Type type, Val a, u64 b);
/* Returns a set op, as opt_make does: 1 if a COND b, else 0. */
Val opt_set(Optimiser *o, Cond cond, Val a, Val b);
/* Returns v's bits as a value of `type`, an integer or float of the same width;
 * VAL_NONE if the widths differ. */
Val opt_same_bits(Optimiser *o, Val v, Type type);
/* Returns x & mask, as a zext if the mask is one. */
Val opt_mask(Optimiser *o, Val x, u64 mask);

/* The rewrite rules, by op.  A rule returns a value to use in place of the op, or
 * VAL_NONE if it does not apply.  The op's operands are values of `out`, not all
 * constant.  If exactly one operand of a COMM op is a constant, it is b. */
typedef Val Rule(Optimiser *o, const Op *op);
Rule rule_add, rule_sub, rule_mul, rule_mulhu, rule_divu, rule_divs, rule_neg;
Rule rule_and, rule_or, rule_xor, rule_not, rule_sext, rule_zext;
Rule rule_shl, rule_shr, rule_sar, rule_ror;
Rule rule_set, rule_select, rule_carry, rule_overflow;
Rule rule_inverse, rule_exts, rule_fabs;
Rule rule_vextract, rule_vjoin, rule_low_half, rule_vector_same, rule_vector_zero;
Rule rule_vxor, rule_vaesmix, rule_vclmul, rule_vshuffle;

/* Returns the mask of the bits of the op's value that may be 1. */
u64 opt_ones(const Optimiser *o, const Op *op);

/* Slots (slots.c).  slots_forget and slots_learn note that `size` bytes of guest state
 * at `slot` hold an unknown value, or v. */
void slots_forget_all(Slots *slots);
void slots_forget(Slots *slots, u32 slot, u32 size);
void slots_learn(Slots *slots, u32 slot, u32 size, Val v);
/* Returns the value that fills exactly these bytes; VAL_NONE if unknown. */
Val slots_find(const Slots *slots, u32 slot, u32 size);
/* Returns the value of which these bytes are a part; *part becomes the part's offset in
 * it, in units.  Returns VAL_NONE if unknown. */
Val slots_find_part(const Slots *slots, u32 slot, u32 size, u32 *part);

/* Forgets all that is known of guest memory (memory.c). */
void memory_forget(Memory *memory);
/* Note what guest memory holds after a store or load `op`, which has been appended. */
void memory_stored(Memory *memory, const Op *op);
void memory_loaded(Memory *memory, const Op *op, Val value);
/* Returns the value that a load would give; VAL_NONE if unknown.  May append ops. */
Val memory_load(Optimiser *o, const Op *op);

/* Returns true if a helper's calls may be moved, merged and dropped; see Helper. */
bool helper_is_pure(const Helper *helper);

/* Removes the ops of `out` that nothing uses, and renumbers the others. */
void opt_drop_dead(Optimiser *o);

#endif

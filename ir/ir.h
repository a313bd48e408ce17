/*
 * ir.h -- blocks of micro-ops.
 *
 * A block is the translation of a run of guest instructions: a list of ops, in the
 * order in which they run.  An op makes at most one value.  The op's index in the block
 * names the value, which is assigned once (SSA).  Values live inside their block only.
 * Guest registers live in the guest's state; the ops get and put read and write them.
 * Control enters a block at its first op and leaves it at an exit_if, a raise_if or the
 * last op.
 *
 *      Block b = {.pc = 0x1000};
 *      ir_insn(&b, 0x1000);
 *      Val x = ir_get(&b, TY_I32, offsetof(PpcCpu, gpr[3]));
 *      ir_put(&b, ir_add(&b, x, x), offsetof(PpcCpu, gpr[3]));
 *      ir_jump(&b, 0x1004);
 *      ir_verify(&b);
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef IR_IR_H
#define IR_IR_H

#include "ir/base.h"
#include "ir/fp.h"
#include "ir/vector.h"

/* The type of a value: integer, float or vector, and its width in bits. */
typedef enum { TY_NONE, TY_I32, TY_I64, TY_F32, TY_F64, TY_V128, NUM_TYPES } Type;

/* Integer relations.  Those that end in U compare unsigned numbers; LT, GE, LE and GT
 * compare signed ones. */
typedef enum {
    CC_EQ,
    CC_NE,
    CC_LT,
    CC_GE,
    CC_LE,
    CC_GT,
    CC_LTU,
    CC_GEU,
    CC_LEU,
    CC_GTU,
    NUM_CONDS
} Cond;

/* How a load or store accesses memory: its size in bytes and two flags.  A load that is
 * narrower than its type is zero-extended, or with MEM_SIGNED sign-extended.  A store
 * writes the low bytes of its value.  With MEM_BIG the memory is big-endian. */
typedef enum {
    MEM_1 = 1,
    MEM_2 = 2,
    MEM_4 = 4,
    MEM_8 = 8,
    MEM_16 = 16,
    MEM_SIZE = 31,
    MEM_SIGNED = 32,
    MEM_BIG = 64,
    MEM_SHAPE = 255
} Mem;

/* The imm of jump_to: the kind of jump the guest made.  The host's return predictor and
 * code discovery use it; correctness never depends on it. */
typedef enum {
    JUMP_PLAIN,
    JUMP_RETURN,
    JUMP_AWAY /* usually to another function */
} JumpKind;

/* Why a guest program stops.  The Linux layer turns it into the signal and si_code
 * given. */
typedef enum {
    RAISE_ILLEGAL,    /* SIGILL, ILL_ILLOPC */
    RAISE_PRIVILEGED, /* SIGILL, ILL_PRVOPC */
    RAISE_TRAP,       /* SIGTRAP, TRAP_BRKPT (PowerPC tw, gdb's of ARM) */
    RAISE_DEBUG,      /* SIGTRAP, TRAP_HWBKPT (ARM bkpt) */
    RAISE_FETCH,      /* SIGSEGV: the pc is not in executable memory */
    RAISE_ALIGN,      /* SIGBUS, BUS_ADRALN */
    RAISE_FLOAT,      /* SIGFPE: an instruction such as PowerPC's mtfsf set an
                         exception that is enabled.  FPSCR gives the si_code.
                         Arithmetic comes as the host's SIGFPE instead.  While the
                         guest's traps are off: no signal.  Enabled exceptions then
                         only suppress results, so from now on the state is kept
                         exact where floating point may trap */
    RAISE_STEP, /* no signal: the block has put a mode in the guest's mode slot.  The
                   runtime then runs single instructions (Block.steps) till the mode
                   is 0 */
    NUM_RAISES
} Raise;

/* The operation of an op: one enumerator for each row of ops.def. */
typedef enum {
#define OP0(name, ...) OP_##name,
#define OP1 OP0
#define OP2 OP0
#define OP3 OP0
#define CVT OP0
#define EFFECT OP0
#include "ir/ops.def"
    NUM_OPS
} Opcode;

typedef u16 Val; /* a value: the index of the op that makes it */
enum { VAL_NONE = 0xffff /* an unused operand of a helper op */ };

/* One micro-op.  `a`, `b` and `c` are its operands; ops.def says what `imm` holds. */
typedef struct {
    u8 code; /* Opcode */
    u8 type; /* Type of the value that is made, stored or put, or on which the block
                is left */
    Val a, b, c;
    u64 imm;
} Op;

_Static_assert(sizeof(Op) == 16, "ops are copied by the thousand");

/* A list of ops, and what the lifter is told and tells about the guest code. */
typedef struct {
    Op *ops;
    u32 count, capacity;
    u32 pc;   /* address of the first guest instruction; on ARM bit 0 is set if it is
                 Thumb */
    u32 here; /* address of the instruction being lifted; at the end, of the one
                 after the last */
    u32 num_insns;
    u32 mode;      /* the guest's mode slot, which with the pc says how to decode the
                      first instruction (ARM: the IT state); 0 unless `steps` is set */
    bool asks;     /* the block is code of the guest's vDSO, which may ask the runtime:
                      lifter/ask.h */
    bool steps;    /* lift one instruction only, never several as a unit */
    u32 beyond;    /* number of readable bytes after those given to lift_block; only
                      the last instruction of the block may extend into them */
    bool idioms;   /* the lifter may replace known instruction sequences (idioms) by
                      fewer ops.  The caller promises that the sequence's bytes, also
                      those in `beyond`, do not change while the translation is used,
                      and, unless `exact` is set, that no one sees the registers of a
                      fault in it */
    bool exact;    /* idioms are only made of instructions that cannot fault */
    u32 idiom_end; /* address after the last idiom whose own instructions run only
                      for operands that it is never given; 0: there is none */
    u32 idiom_steps; /* if idiom_end is not 0: where the first of the places is that the
                        idiom's own instructions may jump to; idiom_end is the last */
    u32 idiom_step;  /* bytes from one to the next */
} Block;

/* A well-formed block has at most this many ops. */
enum { BLOCK_MAX_OPS = 60000 };

/* What the imm of an op holds: the imm column of ops.def. */
typedef enum {
    IMM__,
    IMM_NUM,
    IMM_COND,
    IMM_FCOND,
    IMM_NAN,
    IMM_INT,
    IMM_ROUND,
    IMM_SLOT,
    IMM_MEM,
    IMM_PC,
    IMM_CALL,
    IMM_HELPER,
    IMM_RAISE,
    IMM_VEC,
    NUM_IMMS
} ImmKind;

/* Traits of an op, as flags: the traits column of ops.def. */
enum {
    COMM = 1,
    FP = 2,
    BOOL = 4,
    ENDS = 8,
    SEES = 16,
    ORDERS = 32,
    ON_I32 = 64,
    AES = 128,
    SHA = 256
};

/* Sets of types: the types column of ops.def. */
enum {
    TYPES_I32 = 1 << TY_I32,
    TYPES_I64 = 1 << TY_I64,
    TYPES_F32 = 1 << TY_F32,
    TYPES_F64 = 1 << TY_F64,
    TYPES_V128 = 1 << TY_V128,
    TYPES_I = TYPES_I32 | TYPES_I64,
    TYPES_F = TYPES_F32 | TYPES_F64,
    TYPES_IF = TYPES_I | TYPES_F,
    TYPES_IFV = TYPES_IF | TYPES_V128,
};

/* What ops.def says of one opcode. */
typedef struct {
    const char *name;
    u8 results, args;
    u8 imm; /* ImmKind */
    u16 traits;
    u8 from;   /* types of operand a (TYPES_...); 0 for an EFFECT row or an op
                  without operands */
    u8 types;  /* types of the result */
    bool pure; /* the op has no effect but its result; false for EFFECT rows */
    u8 lanes;  /* IMM_VEC: the sum of the lane widths that the imm may give */
    u16 flags; /* IMM_VEC: the flags that the imm may have (VEC_...) */
} OpInfo;

extern const OpInfo op_info[NUM_OPS];
extern const char *const type_names[NUM_TYPES]; /* by Type: "", "i32", ... */

/* Appends an op and returns the value it makes.  Panics at VAL_NONE ops. */
Val ir_emit(Block *blk, Op op);
void ir_clear(Block *blk); /* removes all ops; keeps the memory */
/* Gives back the memory beyond the ops, for a block that is kept. */
void ir_trim(Block *blk);
/* Frees the ops and clears *blk. */
void ir_free(Block *blk);

/* The C functions that `helper` ops call: each guest has a table of its own.  A helper
 * takes and returns floats as their bit patterns.  `state` is the guest's registers.
 * Of guest state a helper reads and writes only the ranges `reads` and `writes`.  A
 * helper with both empty that touches neither memory nor the host's floating-point
 * environment is pure: passes may move, merge and drop its calls. */
typedef struct {
    u32 slot, size; /* bytes; size 0 ends a list */
} SlotRange;

/* A helper's function.  It must ignore arguments beyond Helper.args.  A result of 32
 * bits is in the low half. */
typedef u64 HelperFn(void *state, u64 a, u64 b, u64 c);

typedef struct {
    const char *name; /* also its C symbol, for code translated ahead of time */
    HelperFn *fn;
    u8 args;             /* number of arguments, 0 to 3 */
    u8 result;           /* Type of the result; TY_NONE: no result */
    bool touches_fp;     /* reads or writes the host's rounding mode or exception
                            flags */
    bool touches_memory; /* may read or write guest memory; also set if calls must
                            not be merged or moved */
    const SlotRange *reads, *writes; /* slots it may access; NULL: none */
} Helper;

/* The names that a dump uses, for the printer and the parser.  slot_name writes the
 * name of a slot and slot_of finds the slot of a name; both return false if there is
 * none. */
typedef struct {
    bool (*slot_name)(u32 slot, char *name, size_t room);
    bool (*slot_of)(const char *name, u32 *slot);
    const Helper *helpers;
    u32 num_helpers;
} IrNames;

/* Writes a block as text that ir_parse reads.  `names` may be NULL. */
void ir_print(const Block *blk, const IrNames *names, Out *out);

/* Appends the ops in `text` to *blk.  Returns NULL, or an error such as "line 3: ...",
 * valid until the next call. */
const char *ir_parse(Block *blk, const char *text, const IrNames *names);

/* Returns, by op, the mask of the bits of its value that may be 1.  The caller frees it
 * with base_free. */
u64 *ir_ones(const Block *blk);

/* Returns NULL if the block is well formed, else what is wrong with it, valid until the
 * next call. */
const char *ir_verify(const Block *blk);

/* Runs a block on the guest state `state` and on guest memory `ram`, the host address
 * of guest address 0 in a space of 4 GiB.  This interpreter is the reference for both
 * back ends.  Returns how control left the block. */
typedef enum {
    LEFT_JUMP,
    LEFT_CALL,
    LEFT_RETURN,
    LEFT_SYSCALL,
    LEFT_RESYNC,
    LEFT_RAISE
} LeftBy;
/* How control left a block. */
typedef struct {
    u32 pc;   /* guest address to continue at; LEFT_RAISE: of the instruction that
                 raised */
    u8 by;    /* LeftBy */
    u8 raise; /* Raise */
    u32 ret;  /* LEFT_CALL: the return address */
} Left;
Left ir_run(const Block *blk, const Helper *helpers, void *state, u8 *ram);
/* The same with memory of the caller for the values: blk->count of them.  A caller that
 * is left by a fault of an op then loses no memory. */
Left ir_run_in(const Block *blk, const Helper *helpers, void *state, u8 *ram,
               V128 *values);

/* Returns the value of a pure op on constant operands, all as bits.  ir_run and
 * constant folding use it.  `from` is the type of operand a, TY_NONE if there is none.
 */
u64 ir_value(const Op *op, Type from, u64 a, u64 b, u64 c);
/* Does the same for every pure op, also those with v128 operands or results. */
V128 ir_value_128(const Op *op, Type from, V128 a, V128 b, V128 c);

/* Returns true if the f32 lanes of a v128 are known not to be denormal. */
bool ir_has_no_denormals(const Block *blk, Val v);

/*
 * Optimises a block in place, for both back ends.  The block keeps its meaning; the
 * indices of its ops change.  Removes puts that are overwritten before anything sees
 * them, gets of known values, common subexpressions and unused ops.  Folds constants
 * and applies algebraic identities.  Replaces a load of bytes that the block has stored
 * or loaded before.  Keeps every other load, used or not, since it may fault, and keeps
 * memory ops in order.
 *
 * A put is seen at exit_if, at the end of the block and by a helper that reads its
 * slot.  `precise` adds more such points, so that a guest that stops there has exact
 * registers: 0, or a sum of PRECISE_....  The time is linear in the number of ops.
 */
enum {
    PRECISE_MEMORY = 1, /* load, store, cas, and helpers that touch memory */
    PRECISE_FLOAT = 2   /* ops with the trait FP, which may trap if unmasked */
};
void ir_optimise(Block *blk, const Helper *helpers, unsigned precise);

/* Returns the width of a type in bits; 0 for TY_NONE. */
static inline unsigned type_bits(Type t)
{
    static const u8 bits[NUM_TYPES] = {0, 32, 64, 32, 64, 128};

    return bits[t];
}

/* Returns true for a pure op that has a v128 as its result or operand. */
static inline bool op_is_vector(unsigned code, unsigned type)
{
    return type == TY_V128 || op_info[code].from == TYPES_V128;
}

/* Returns true for f32 and f64. */
static inline bool type_is_float(Type t)
{
    return t == TY_F32 || t == TY_F64;
}

/* Returns the imm of load, store and cas: a Mem and a displacement in bytes. */
static inline u64 mem_imm(unsigned shape, i32 displacement)
{
    return (u64)(u32)displacement << 32 | shape;
}

/* Return the parts of such an imm. */
static inline unsigned mem_shape(u64 imm)
{
    return imm & MEM_SHAPE;
}

static inline i32 mem_displacement(u64 imm)
{
    return (i32)(imm >> 32);
}

/*
 * The builders append one op each and return its value.  ops.def defines them, one for
 * each op without effects:
 *
 *      Val ir_add(Block *, Val a, Val b);
 *      Val ir_sext(Block *, Val a, u64 imm);
 *      Val ir_trunc(Block *, Type, Val a);
 *
 * Two of these calls must not be arguments of one call: C leaves the order open in
 * which arguments are evaluated, and so the order of the ops.
 */
#define PARAM__
#define PARAM_NUM , u64 imm
#define PARAM_COND , Cond imm
#define PARAM_FCOND , unsigned imm
#define PARAM_NAN , unsigned imm
#define PARAM_INT , unsigned imm
#define PARAM_ROUND , unsigned imm
#define PARAM_VEC , u64 imm
#define VALUE__ 0
#define VALUE_NUM imm
#define VALUE_COND imm
#define VALUE_FCOND imm
#define VALUE_NAN imm
#define VALUE_INT imm
#define VALUE_ROUND imm
#define VALUE_VEC imm
#define TYPE_OF(v) blk->ops[v].type
#define RESULT(traits, v) (u8)((traits)&BOOL ? TY_I32 : TYPE_OF(v))
#define OP0(name, k, ...)                                                              \
    static inline Val ir_##name(Block *blk, Type type PARAM_##k)                       \
    {                                                                                  \
        return ir_emit(blk, (Op){OP_##name, (u8)type, 0, 0, 0, VALUE_##k});            \
    }
#define OP1(name, k, types, traits, ...)                                               \
    static inline Val ir_##name(Block *blk, Val a PARAM_##k)                           \
    {                                                                                  \
        return ir_emit(blk, (Op){OP_##name, RESULT(traits, a), a, 0, 0, VALUE_##k});   \
    }
#define OP2(name, k, types, traits, ...)                                               \
    static inline Val ir_##name(Block *blk, Val a, Val b PARAM_##k)                    \
    {                                                                                  \
        return ir_emit(blk, (Op){OP_##name, RESULT(traits, a), a, b, 0, VALUE_##k});   \
    }
#define OP3(name, k, types, traits, ...)                                               \
    static inline Val ir_##name(Block *blk, Val a, Val b, Val c PARAM_##k)             \
    {                                                                                  \
        return ir_emit(blk, (Op){OP_##name, RESULT(traits, b), a, b, c, VALUE_##k});   \
    }
#define CVT(name, k, from, types, traits, ...)                                         \
    static inline Val ir_##name(Block *blk, Type type, Val a PARAM_##k)                \
    {                                                                                  \
        return ir_emit(blk, (Op){OP_##name, (u8)type, a, 0, 0, VALUE_##k});            \
    }
#define EFFECT(...)
#include "ir/ops.def"
#undef PARAM__
#undef PARAM_NUM
#undef PARAM_COND
#undef PARAM_FCOND
#undef PARAM_NAN
#undef PARAM_INT
#undef PARAM_ROUND
#undef PARAM_VEC
#undef VALUE__
#undef VALUE_NUM
#undef VALUE_COND
#undef VALUE_FCOND
#undef VALUE_NAN
#undef VALUE_INT
#undef VALUE_ROUND
#undef VALUE_VEC
#undef RESULT

/* Marks the start of the guest instruction at `pc`, and counts it. */
static inline void ir_insn(Block *blk, u32 pc)
{
    blk->num_insns++;
    ir_emit(blk, (Op){OP_insn, TY_NONE, 0, 0, 0, pc});
}

/* The builders of ops with effects; ops.def gives their meaning.  `slot` is an offset
 * in the guest's state in bytes, `shape` a Mem, `displacement` in bytes; `pc`,
 * `target`, `ret` and `next` are guest addresses. */
static inline Val ir_get(Block *blk, Type type, u32 slot)
{
    return ir_emit(blk, (Op){OP_get, (u8)type, 0, 0, 0, slot});
}

static inline void ir_put(Block *blk, Val v, u32 slot)
{
    ir_emit(blk, (Op){OP_put, TYPE_OF(v), v, 0, 0, slot});
}

static inline Val ir_load(Block *blk, Type type, Val address, i32 displacement,
                          unsigned shape)
{
    return ir_emit(
        blk, (Op){OP_load, (u8)type, address, 0, 0, mem_imm(shape, displacement)});
}

static inline void ir_store(Block *blk, Val address, i32 displacement, Val v,
                            unsigned shape)
{
    ir_emit(blk,
            (Op){OP_store, TYPE_OF(v), address, v, 0, mem_imm(shape, displacement)});
}

static inline Val ir_cas(Block *blk, Val address, Val expected, Val value,
                         unsigned shape)
{
    return ir_emit(
        blk, (Op){OP_cas, TYPE_OF(value), address, expected, value, mem_imm(shape, 0)});
}

static inline void ir_fence(Block *blk)
{
    ir_emit(blk, (Op){OP_fence, TY_NONE, 0, 0, 0, 0});
}

static inline void ir_order(Block *blk)
{
    ir_emit(blk, (Op){OP_order, TY_NONE, 0, 0, 0, 0});
}

/* Appends a call of table[index].  Operands that the helper does not take are VAL_NONE.
 */
static inline Val ir_helper(Block *blk, const Helper *table, u32 index, Val a, Val b,
                            Val c)
{
    return ir_emit(blk, (Op){OP_helper, table[index].result, a, b, c, index});
}

static inline void ir_exit_if(Block *blk, Val v, u32 pc)
{
    ir_emit(blk, (Op){OP_exit_if, TYPE_OF(v), v, 0, 0, pc});
}

static inline void ir_raise_if(Block *blk, Val v, Raise what, u32 pc)
{
    ir_emit(blk, (Op){OP_raise_if, TYPE_OF(v), v, 0, 0, (u64)pc << 32 | what});
}

static inline void ir_jump(Block *blk, u32 pc)
{
    ir_emit(blk, (Op){OP_jump, TY_NONE, 0, 0, 0, pc});
}

static inline void ir_call(Block *blk, u32 target, u32 ret)
{
    ir_emit(blk, (Op){OP_call, TY_NONE, 0, 0, 0, (u64)ret << 32 | target});
}

static inline void ir_jump_to(Block *blk, Val address, JumpKind kind)
{
    ir_emit(blk, (Op){OP_jump_to, TYPE_OF(address), address, 0, 0, kind});
}

static inline void ir_call_to(Block *blk, Val address, u32 ret)
{
    ir_emit(blk, (Op){OP_call_to, TYPE_OF(address), address, 0, 0, ret});
}

static inline void ir_syscall(Block *blk, u32 next)
{
    ir_emit(blk, (Op){OP_syscall, TY_NONE, 0, 0, 0, next});
}

static inline void ir_invalidate(Block *blk, Val address, u32 size)
{
    ir_emit(blk, (Op){OP_invalidate, TYPE_OF(address), address, 0, 0, size});
}

static inline void ir_resync(Block *blk, u32 next)
{
    ir_emit(blk, (Op){OP_resync, TY_NONE, 0, 0, 0, next});
}

static inline void ir_raise(Block *blk, Raise what, u32 pc)
{
    ir_emit(blk, (Op){OP_raise, TY_NONE, 0, 0, 0, (u64)pc << 32 | what});
}
#undef TYPE_OF

#endif

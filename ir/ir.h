/*
 * ir.h -- blocks of micro-ops.
 *
 * A block is the translation of a run of guest instructions: a list of ops, each
 * of which makes at most one value, named by the op's index and assigned once.
 * Values live only inside their block; guest registers live in the guest's
 * state and are read and written by get and put.  Control enters at the top and
 * leaves at an exit_if or at the last op.
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

typedef enum { TY_NONE, TY_I32, TY_I64, TY_F32, TY_F64, TY_V128, NUM_TYPES } Type;

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

/* What a load or store moves: a size in bytes, and what to do with it.  A load
 * narrower than its type is extended; a store takes the low bytes. */
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

/* jump_to's imm: what the guest meant, for the host's return predictor and for
 * discovery.  Never needed for correctness. */
typedef enum {
    JUMP_PLAIN,
    JUMP_RETURN,
    JUMP_AWAY /* to another function, mostly */
} JumpKind;

/* What a guest program may be stopped by; the Linux layer makes signals of it. */
typedef enum {
    RAISE_ILLEGAL,    /* SIGILL, ILL_ILLOPC */
    RAISE_PRIVILEGED, /* SIGILL, ILL_PRVOPC */
    RAISE_TRAP,       /* SIGTRAP, TRAP_BRKPT (PowerPC tw, gdb's of ARM) */
    RAISE_DEBUG,      /* SIGTRAP, TRAP_HWBKPT (ARM bkpt) */
    RAISE_FETCH,      /* SIGSEGV: the pc is not in executable memory */
    RAISE_ALIGN,      /* SIGBUS, BUS_ADRALN */
    RAISE_FLOAT,      /* SIGFPE: PowerPC mtfsf and such made an enabled exception; the
                         code is what FPSCR says.  Those of arithmetic come as the
                         host's SIGFPE.  Or nothing, with the guest's traps off, and
                         from now on registers are exact where floating point may trap:
                         enabled exceptions suppress results all the same */
    RAISE_STEP, /* nothing: steps are to be taken, the guest's mode being put, till
                   the mode is 0 again */
    NUM_RAISES
} Raise;

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

typedef u16 Val; /* the index of the op that makes the value */
enum { VAL_NONE = 0xffff /* an operand that helper does not have */ };

typedef struct {
    u8 code; /* Opcode */
    u8 type; /* Type of the value made; of the value stored, put, or left on */
    Val a, b, c;
    u64 imm;
} Op;

_Static_assert(sizeof(Op) == 16, "ops are copied by the thousand");

typedef struct {
    Op *ops;
    u32 count, capacity;
    u32 pc;   /* address of the first guest instruction (ARM: low bit is Thumb) */
    u32 here; /* address of the one being lifted, or after the last one */
    u32 num_insns;
    u32 mode;    /* besides pc, what says how its instruction is to be read (ARM: the IT
                    state); only with `steps` it may be other than 0 */
    bool asks;   /* of the guest's vDSO, which may ask the runtime: lifter/ask.h */
    bool steps;  /* one instruction, and no row of them lifted as one */
    u32 beyond;  /* bytes of code after those given to lift_block that may be read for
                    the last instruction, which may go on there */
    bool idioms; /* known sequences may be done in fewer steps: their bytes, which may
                    be beyond, stay as they are while what is made of them is used,
                    and nobody sees the registers of a fault in them */
    u32 idiom_end; /* behind the last such sequence of which nothing is left to be done,
                      but for operands it is never given; 0: there was none */
} Block;

enum { BLOCK_MAX_OPS = 60000 };

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

enum { COMM = 1, FP = 2, BOOL = 4, ENDS = 8, SEES = 16, ORDERS = 32, ON_I32 = 64 };

/* Sets of types, as ops.def names them. */
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

typedef struct {
    const char *name;
    u8 results, args;
    u8 imm; /* ImmKind */
    u8 traits;
    u8 from;   /* types of operand a (TYPES_...), 0 if not a value op */
    u8 types;  /* types of the result */
    bool pure; /* no effect but its result: all but EFFECT rows */
    u8 lanes;  /* IMM_VEC: the widths it may give, as their sum */
    u16 flags; /* and what else it may say: VEC_... */
} OpInfo;

extern const OpInfo op_info[NUM_OPS];
extern const char *const type_names[NUM_TYPES]; /* "", "i32", ... */

Val ir_emit(Block *blk, Op op);
void ir_clear(Block *blk); /* count = 0; keeps the memory */
void ir_free(Block *blk);

/*
 * The C functions that `helper` ops call, a guest's own table.  Floats go in and
 * out as their bits.  `state` is the guest's registers.  A helper reads and
 * writes no guest state outside its ranges; with `reads` and `writes` empty it is
 * pure and may be moved, merged and left out.
 */
typedef struct {
    u32 slot, size; /* bytes; size 0 ends a list */
} SlotRange;

typedef u64 HelperFn(void *state, u64 a, u64 b, u64 c);

typedef struct {
    const char *name; /* also the C symbol, for ahead-of-time code */
    HelperFn *fn;
    u8 args;             /* 0 to 3 */
    u8 result;           /* Type; TY_NONE for none */
    bool touches_fp;     /* reads or writes the host's FP modes or flags */
    bool touches_memory; /* may read or write guest memory, through `ram` of base */
    const SlotRange *reads, *writes; /* NULL: none */
} Helper;

/* A slot's name and back, for the printer and the parser. */
typedef struct {
    bool (*slot_name)(u32 slot, char *name, size_t room);
    bool (*slot_of)(const char *name, u32 *slot);
    const Helper *helpers;
    u32 num_helpers;
} IrNames;

/* Print a block as text that ir_parse reads; `names` may be NULL. */
void ir_print(const Block *blk, const IrNames *names, Out *out);

/* Append the block in `text`; NULL, or what is wrong ("line 3: ..."; valid until
 * the next call). */
const char *ir_parse(Block *blk, const char *text, const IrNames *names);

/* Of each op's value the bits that may be 1, by index; to be freed. */
u64 *ir_ones(const Block *blk);

/* NULL if the block is well formed, else what is wrong with it (valid until the
 * next call). */
const char *ir_verify(const Block *blk);

/*
 * Run a block, as the reference meaning: on guest state `state` and guest memory
 * `ram` (the host address of guest address 0, 4 GiB).  Why it stopped:
 */
typedef enum {
    LEFT_JUMP,
    LEFT_CALL,
    LEFT_RETURN,
    LEFT_SYSCALL,
    LEFT_RESYNC,
    LEFT_RAISE
} LeftBy;
typedef struct {
    u32 pc;   /* where to go on; for LEFT_RAISE where it happened */
    u8 by;    /* LeftBy */
    u8 raise; /* Raise */
    u32 ret;  /* LEFT_CALL: the return address */
} Left;
Left ir_run(const Block *blk, const Helper *helpers, void *state, u8 *ram);

/* The value of a pure op on constant operands (bits); used by ir_run and by
 * constant folding.  `from` is the type of operand a (TY_NONE without one). */
u64 ir_value(const Op *op, Type from, u64 a, u64 b, u64 c);
/* The same for ops with v128 operands or result, and all others. */
V128 ir_value_128(const Op *op, Type from, V128 a, V128 b, V128 c);

/* Whether the f32 lanes of a v128 are known to have no denormals. */
bool ir_has_no_denormals(const Block *blk, Val v);

/*
 * The passes both back ends share, in one call: puts overwritten before they can
 * be seen, gets of known values, constants, algebraic identities, common
 * subexpressions, ops nobody uses.  The block keeps its meaning; indices change.
 * Loads of what the block has stored or loaded before give that; all others stay,
 * used or not, since they may fault, and memory ops keep their order.
 * Puts are seen at exit_if, at the end, and by helpers that read their slot.
 * `precise` says where else, so that the registers of a guest that is stopped
 * there are exact: any of these, or 0.  The time is linear in the number of ops.
 */
enum {
    PRECISE_MEMORY = 1, /* load, store, cas, and helpers that touch memory */
    PRECISE_FLOAT = 2   /* ops with the trait FP, which may trap if unmasked */
};
void ir_optimise(Block *blk, const Helper *helpers, unsigned precise);

static inline unsigned type_bits(Type t)
{
    static const u8 bits[NUM_TYPES] = {0, 32, 64, 32, 64, 128};

    return bits[t];
}

/* All pure ops that have a v128 as a result or operand. */
static inline bool op_is_vector(unsigned code, unsigned type)
{
    return type == TY_V128 || op_info[code].from == TYPES_V128;
}

static inline bool type_is_float(Type t)
{
    return t == TY_F32 || t == TY_F64;
}

/* load's, store's and cas's imm. */
static inline u64 mem_imm(unsigned shape, i32 displacement)
{
    return (u64)(u32)displacement << 32 | shape;
}

static inline unsigned mem_shape(u64 imm)
{
    return imm & MEM_SHAPE;
}

static inline i32 mem_displacement(u64 imm)
{
    return (i32)(imm >> 32);
}

/*
 * One builder function an op, made from the table:
 *      Val ir_add(Block *, Val a, Val b);
 *      Val ir_sext(Block *, Val a, u64 imm);
 *      Val ir_trunc(Block *, Type, Val a);
 * Two such calls must not be arguments of one call: C leaves their order open.
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

/* Mark the guest instruction at `pc`, and count it. */
static inline void ir_insn(Block *blk, u32 pc)
{
    blk->num_insns++;
    ir_emit(blk, (Op){OP_insn, TY_NONE, 0, 0, 0, pc});
}

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

/* Operands it does not take are VAL_NONE; the result type is the helper's. */
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

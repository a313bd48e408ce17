/*
 * host.h -- declarations that the files of the x86-64 back end share.
 *
 * A block is compiled in three passes.  plan.c counts the uses of each value and
 * decides which values are lazy: the instructions that use a lazy value compute it, and
 * no others are emitted for it.  Then, backwards, it links each use of a value to the
 * next one.  compile.c goes forward and calls the lowering function of each op:
 *
 *      void jit_lower_not(Jit *j, const Op *op)
 *      {
 *          emit_f7(&j->e, F7_NOT, width((Type)op->type), jit_define_from(j, op->a));
 *      }
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_JIT_X86_64_HOST_H
#define RUNTIME_JIT_X86_64_HOST_H

#include "runtime/jit/jit.h"
#include "runtime/jit/x86_64/emit.h"

enum {
    NO_USE = 0xffff,
    NO_SLOT = 0xffff,
    MAX_USES = 4,
    MAX_SPILLS = JIT_FRAME / 16,
    NUM_GRANULES = STATE_MAX / 4
};

/* The state of a value while the block is compiled. */
typedef struct {
    u16 next;  /* the op that uses it next, after the current op; NO_USE: none */
    u16 uses;  /* number of ops that have it as operand */
    u16 home;  /* its home: slot / 4 of the guest state that holds it, or NO_SLOT */
    u16 spill; /* its spill slot: memory at rsp + 16 * spill, or NO_SLOT */
    u8 reg;    /* the host register that holds it, or NO_REG */
    bool hard; /* some op that uses it needs it as a value of its own */
    bool lazy; /* computed by the instructions of the ops that use it */
    bool bit;  /* its home is a bit slot (JitConfig.bit_slots) */
} ValueInfo;

/* A use of a value by the instructions of an op.  The operands of a lazy operand are
 * uses, in its place. */
typedef struct {
    Val v;
    u16 next;
} Use;

/* The kind of a Test: which host instruction sets the flags. */
typedef enum { TEST_VALUE, TEST_CMP, TEST_AND, TEST_FLOAT } TestKind;
/* equal and ordered (FEQ); unequal or unordered (FNE): two host conditions */
enum { X_FEQ = 16, X_FNE = 17 };
typedef struct {
    u8 kind;      /* TestKind */
    u8 cc;        /* X_...: the host condition under which the test holds */
    bool signals; /* a quiet NaN operand raises invalid, too */
    Val a, b;     /* operands; TEST_VALUE compares `a` with 0 */
} Test;

/* An argument of a C function: a value, or a constant. */
typedef struct {
    Val v; /* VAL_NONE: it is `imm` */
    u64 imm;
} CallArg;

/* An out-of-line call of a C function, whose result replaces that of a host
 * instruction. */
typedef struct {
    u32 from[3]; /* displacements of the jumps that lead here; 0: none */
    u32 back;    /* offset in the block at which the block goes on */
    u32 live;    /* registers that are saved around the call, as bits */
    const void *fn;
    u8 reg[5];     /* registers of the arguments; NO_REG: the argument is in `imm` */
    bool is_32[5]; /* the argument has 32 bits */
    u64 imm[5];
    u8 result, num_args;
    bool is_vector; /* fn is ir_vector: imm[0] and imm[1] are the op's code and imm,
                       `reg` its operands */
    /* pc of the guest instruction; offset of the path's code in the block */
    u32 pc, at;
} Cold;

typedef struct {
    u32 site;         /* offset of the jump's displacement */
    const void *stub; /* of JitStubs */
    u32 pc;
    i32 what; /* index in JitBlock.exits; below 0: see exits.c */
    /* pc of the guest instruction; offset of the stub's code in the block */
    u32 insn, at;
} Leave;

enum { MAX_COLD = 1024, MAX_LEAVES = 512 };

struct Jit {
    JitConfig config;
    const Block *blk;
    JitBlock *out;
    Emit e;
    u32 capacity;         /* ops that the arrays have room for */
    ValueInfo *info;      /* by value */
    Use (*use)[MAX_USES]; /* by op */
    u32 at;               /* index of the op being emitted */
    bool too_big;         /* sticky: the result is JIT_TOO_BIG */
    u32 num_insns, code_size;
    /* the value in each register; VAL_NONE: the register is free */
    u16 reg_value[NUM_REGS];
    u32 locked; /* registers that the current op uses, as bits: they are not evicted */
    /* the value whose home the granule of 4 bytes is, or VAL_NONE */
    u16 homed[NUM_GRANULES];
    u64 spill_used[MAX_SPILLS / 64]; /* spill slots in use, as bits */
    u32 num_cold, num_leaves;
    Cold cold[MAX_COLD + 1];
    Leave leave[MAX_LEAVES];
    u64 bit_granule[NUM_GRANULES / 64]; /* granules of config.bit_slots, as bits */
    u32 *insn_at; /* code offset of each guest instruction (OP_insn) */
    u32 insn_pc;  /* guest pc of the last of these */
};

/* Returns the op that computes value `v`. */
static inline const Op *op_of(const Jit *j, Val v)
{
    return &j->blk->ops[v];
}

/* Returns the type of value `v`. */
static inline Type type_of(const Jit *j, Val v)
{
    return (Type)j->blk->ops[v].type;
}

/* Returns W for a 64-bit type, else 0. */
static inline u32 width(Type type)
{
    return type == TY_I64 || type == TY_F64 ? W : 0;
}

/* Returns true for xmm0 to xmm15. */
static inline bool is_xmm(u8 reg)
{
    return reg >= XMM0 && reg != NO_REG;
}

/* Returns true if value `v` is a constant. */
static inline bool is_constant(const Jit *j, Val v)
{
    return op_of(j, v)->code == OP_constant;
}

/* Returns true if the value is a constant of any type, or joins two constants as the
 * halves of a vector; then sets *bits to it. */
static inline bool vector_constant(const Jit *j, Val v, V128 *bits)
{
    const Op *op = op_of(j, v);
    bool join = op->code == OP_vjoin;

    bits->low = op_of(j, join ? op->a : v)->imm;
    bits->high = op_of(j, join ? op->b : v)->imm;
    if (op->type != TY_V128)
        bits->high = 0;
    return join ? is_constant(j, op->a) && is_constant(j, op->b) : is_constant(j, v);
}

/* Returns true if the value is the constant `imm`. */
static inline bool is_constant_of(const Jit *j, Val v, u64 imm)
{
    return is_constant(j, v) && op_of(j, v)->imm == imm;
}

/* Returns true if the value is a constant that fits the sign-extended 32-bit immediate
 * of an instruction; then sets *imm. */
bool jit_immediate(const Jit *j, Val v, i32 *imm);
/* Returns true if the byte offset `slot` of guest state is one of JitConfig.bit_slots.
 */
bool jit_is_bit_slot(const Jit *j, u64 slot);

/* --- plan.c --- */
/* Fills in `info` and `use` for the whole block. */
void jit_plan_block(Jit *j);
/* Returns true if the op must be emitted even if its result is not used. */
bool jit_has_effect(const Jit *j, const Op *op);

/* --- merge.c --- */
/* Returns true if `user` computes its operand `k`, the op `def`, in its own
 * instructions where that value is lazy.  `only_use`: no other op has the value as
 * operand. */
bool jit_merges(const Jit *j, const Op *user, u32 k, const Op *def, bool only_use);
/* Writes the values that the instructions for op `v` use: its operands, and those of
 * lazy operands in their place.  Returns their number. */
u32 jit_uses(const Jit *j, Val v, Val out[MAX_USES]);
/* Writes the op's operands; returns their number. */
u32 jit_operands(const Op *op, Val out[3]);

/* --- condition.c: conditions as host compares, for plan.c and for emitting --- */
Test jit_test_made(const Jit *j, Val v); /* the test that a set, fset or xor computes */
/* the test of `v` != 0, or the test that lazy `v` is */
Test jit_test_of(const Jit *j, Val v);
/* the host's flags hold its result already */
bool jit_test_ready(const Jit *j, Test test);
/* Emits code that sets the flags.  Returns the condition code, X_FEQ or X_FNE. */
u32 jit_test_emit(Jit *j, Test test);
/* Emits the test and jumps that are taken if it holds.  Writes the offsets of their
 * displacements to `sites`; returns their number, 1 or 2. */
u32 jit_test_jump(Jit *j, Test test, u32 sites[2]);
void jit_put_test(Jit *j, const Op *op); /* emits a put of a lazy test to a bit slot */

/* --- memory.c --- */
typedef struct {
    Val base, index; /* values, or VAL_NONE */
    i32 disp;
} SplitAddress;
/* Splits the guest address `v` + displacement into base + index + disp, as one host
 * memory operand can have it. */
SplitAddress jit_address_of(const Jit *j, Val v, i32 displacement);

/* --- integer.c --- */
/* Returns the value to shift by: the operand of a lazy mask, else op->b.  Sets
 * *known_below to a number that the count is known to be less than, or all ones. */
Val jit_shift_count(const Jit *j, const Op *op, u32 *known_below);
/* For an `and` with a lazy `not`: returns the operand of the `not`, and sets *other to
 * the other operand of the `and`.  Else returns VAL_NONE. */
Val jit_inverted(const Jit *j, const Op *op, Val *other);
/* Returns true if the carry or overflow `op` is that of a difference x - y, which is
 * written x + ~y + 1.  Then sets *x, and *y or, if that is VAL_NONE, *constant. */
bool jit_of_difference(const Jit *j, const Op *op, Val *x, Val *y, u64 *constant);

/* --- regs.c --- */
/* Frees all registers, spill slots and homes, before a block. */
void jit_regs_begin(Jit *j);
/* Begins the current op: moves `next` of its operands on, and locks the registers they
 * are in. */
void jit_regs_start_op(Jit *j);
/* Ends the current op: unlocks all registers and frees those of values that are not
 * used any more. */
void jit_regs_finish_op(Jit *j);
/* Return a register that holds the value, loaded if need be.  It is locked until the op
 * is finished and must not be written. */
u8 jit_in_gpr(Jit *j, Val v);
u8 jit_in_xmm(Jit *j, Val v);
/* Return the value as a source operand: memory if it is only there and not used again,
 * else a register. */
Rm jit_rm_gpr(Jit *j, Val v);
Rm jit_rm_xmm(Jit *j, Val v);
bool jit_dies(const Jit *j, Val v); /* true if no later op uses the value */
/* true if it is only in a bit slot, *rm */
bool jit_in_bit_slot(const Jit *j, Val v, Rm *rm);
/* Returns the memory operand of guest state at byte offset `slot`. */
Rm jit_state_at(u64 slot);
/* Return a register that is free until the op is finished; spill a value if none is. */
u8 jit_new_gpr(Jit *j);
u8 jit_new_xmm(Jit *j);
u8 jit_define_gpr(Jit *j); /* Return a new register for the op's result, other than
                              those of all operands. */
u8 jit_define_xmm(Jit *j);
/* Returns a register for the result that holds `v` already and may be written. */
u8 jit_define_from(Jit *j, Val v);
/* Returns a register for the result: that of `v` if `v` dies, else a new one.  Nothing
 * is moved. */
u8 jit_define_over(Jit *j, Val v);
void jit_define_in(Jit *j, u8 reg);      /* notes that the op's result is in `reg` */
void jit_claim(Jit *j, u8 reg);          /* frees and locks `reg`; its value moves */
void jit_copy_to(Jit *j, u8 reg, Val v); /* loads the value into a claimed register */
/* The guest state there is about to change: values with their home there are loaded
 * into registers unless they are elsewhere, too. */
void jit_home_gone(Jit *j, u32 slot, u32 size);
/* Notes that guest state at byte offset `slot` holds the value: it needs no spill. */
void jit_home_made(Jit *j, Val v, u32 slot);
u32 jit_regs_live(const Jit *j); /* registers whose values later ops use, as bits */
/* Before a call of a C function: saves to memory the values in registers that it may
 * destroy. */
void jit_save_for_call(Jit *j);
void jit_forget_for_call(Jit *j); /* after it: they are only there */

/* --- float.c --- */
/* Emits dst = a insn b, in VEX or SSE form as the host has it. dst must not be b; in
 * SSE form a is copied to dst first. */
void emit_sse(Jit *j, u32 insn, u8 dst, u8 a, Rm b);
/* Emits an instruction that moves, or has one source, in VEX or SSE form. */
void emit_sse1(Jit *j, u32 insn, u8 reg, Rm rm);
u32 jit_scalar(Type type); /* PF2 for f64, PF3 for f32 */

/* --- call.c --- */
/* Registers that a C function may destroy, as bits: all xmm, rax rcx rdx rsi rdi r8-r11
 * (System V ABI, AMD64, 3.2). */
#define CALLER_SAVED 0xffff0fc7u
#define FN(name) ((const void *)(uintptr_t)(name))
/* Emits a call of C function `fn` with integer arguments, at most five.  Its result is
 * in rax. */
void jit_call_c(Jit *j, const void *fn, const CallArg *args, u32 num_args);
/* Begins an out-of-line call of `fn`, to which the jump at `from` leads; it goes on at
 * the present place with the result in register `result`.  The caller adds the
 * arguments in order by jit_cold_reg and jit_cold_imm. */
Cold *jit_cold_call(Jit *j, u32 from, const void *fn, u8 result);
/* The same for ir_vector, the C meaning of vector op `op`; the arguments are its
 * operands. */
Cold *jit_cold_vector(Jit *j, u32 from, const Op *op, u8 result);
/* Add an argument: a register, which must still hold what it held at the jump, or a
 * constant. */
void jit_cold_reg(Cold *c, u8 reg, bool is_32);
void jit_cold_imm(Cold *c, u64 imm);
/* Emits the code of all out-of-line calls, after the block's. */
void jit_cold_emit(Jit *j);

/* --- exits.c --- */
/* Emits the test of ThreadHead.pending at the block's entry. */
void jit_leave_pending(Jit *j);
/* Returns the memory operand of the ThreadHead's member at offset `member`. */
Rm jit_head_at(size_t member);
/* Emits the code that leaves to the stubs, after the block's. */
void jit_leaves_emit(Jit *j);

/* The lowering function of each op: emits its code. */
typedef void JitLower(Jit *j, const Op *op);
#define OP0(name, ...) JitLower jit_lower_##name;
#define OP1 OP0
#define OP2 OP0
#define OP3 OP0
#define CVT OP0
#define EFFECT OP0
#include "ir/ops.def"

#endif

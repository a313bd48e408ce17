/*
 * host.h -- what the files of the x86-64 back end share.
 *
 * A block is compiled in three passes: plan.c counts uses and decides which
 * values are lazy (made by the instructions that use them), then, backwards,
 * links each use of a value to its next one; compile.c goes forward and has
 * each op emitted by its lowering function.
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

/* What is known of a value while the block is compiled. */
typedef struct {
    u16 next; /* the op that uses it next, after the one being emitted */
    u16 uses;
    u16 home;  /* slot / 4 of guest state that holds it, or NO_SLOT */
    u16 spill; /* rsp + 16 * spill holds it, or NO_SLOT */
    u8 reg;    /* or NO_REG */
    bool hard; /* some user needs it as a value of its own */
    bool lazy; /* made by its users */
    bool bit;  /* its home is a bit slot */
} ValueInfo;

/* A use of a value by an op, as the op's instructions have it: through lazy ones. */
typedef struct {
    Val v;
    u16 next;
} Use;

/* A condition on the host's flags. */
typedef enum { TEST_VALUE, TEST_CMP, TEST_AND, TEST_FLOAT } TestKind;
enum { X_FEQ = 16, X_FNE = 17 }; /* equal, and not unordered; the opposite */
typedef struct {
    u8 kind; /* TestKind */
    u8 cc;   /* X_...: holds if */
    bool signals;
    Val a, b; /* VALUE: a against 0 */
} Test;

/* Where an argument of a C function comes from. */
typedef struct {
    Val v; /* VAL_NONE: imm */
    u64 imm;
} Arg;

/* An out-of-line call of a C function that replaces the result of an instruction. */
typedef struct {
    u32 from[3]; /* jumps that lead here; 0: none */
    u32 back;    /* where to go on */
    u32 live;    /* registers to be kept */
    const void *fn;
    u8 reg[5]; /* of the arguments, or NO_REG: imm */
    bool is_32[5];
    u64 imm[5];
    u8 result, num_args;
    bool
        is_vector; /* ir_vector: code and imm are imm[0] and imm[1], the operands reg */
    u32 pc, at;    /* of the guest instruction, and the offset of the path's code */
} Cold;

typedef struct {
    u32 site; /* of the jump's displacement */
    const void *stub;
    u32 pc;
    i32 what; /* an index of exits, or less than 0: see exits.c */
} Leave;

enum { MAX_COLD = 1024, MAX_LEAVES = 512 };

struct Jit {
    JitConfig config;
    const Block *blk;
    JitBlock *out;
    Emit e;
    u32 capacity; /* ops there is room for */
    ValueInfo *info;
    Use (*use)[MAX_USES];
    u32 at; /* the op being emitted */
    bool too_big;
    u32 num_insns, code_size;
    u16 reg_value[NUM_REGS]; /* VAL_NONE: free */
    u32 locked;              /* registers the op being emitted holds */
    u16 homed[NUM_GRANULES]; /* the value whose home it is, or VAL_NONE */
    u64 spill_used[MAX_SPILLS / 64];
    u32 num_cold, num_leaves;
    Cold cold[MAX_COLD + 1];
    Leave leave[MAX_LEAVES];
    u64 bit_granule[NUM_GRANULES / 64]; /* config.bit_slots */
    u32 *insn_at;                       /* offset of each insn mark */
    u32 insn_pc;                        /* of the last one */
};

static inline const Op *op_of(const Jit *j, Val v)
{
    return &j->blk->ops[v];
}

static inline Type type_of(const Jit *j, Val v)
{
    return (Type)j->blk->ops[v].type;
}

/* W for a 64-bit type. */
static inline u32 width(Type type)
{
    return type == TY_I64 || type == TY_F64 ? W : 0;
}

static inline bool is_xmm(u8 reg)
{
    return reg >= XMM0 && reg != NO_REG;
}

static inline bool is_constant(const Jit *j, Val v)
{
    return op_of(j, v)->code == OP_constant;
}

/* The value is a constant of any type, or two as the halves of a vector. */
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

static inline bool is_constant_of(const Jit *j, Val v, u64 imm)
{
    return is_constant(j, v) && op_of(j, v)->imm == imm;
}

/* The value is a constant that an instruction can have as its immediate. */
bool jit_immediate(const Jit *j, Val v, i32 *imm);
bool jit_is_bit_slot(const Jit *j, u64 slot);

/* --- plan.c --- */
void jit_plan_block(Jit *j);
bool jit_has_effect(const Jit *j, const Op *op);

/* --- condition.c: what a condition is in host terms; plans and emits alike --- */
Test jit_test_made(const Jit *j, Val v);      /* by a set, fset or xor */
Test jit_test_of(const Jit *j, Val v);        /* whether v is not 0 */
bool jit_test_ready(const Jit *j, Test test); /* the flags are set already */
u32 jit_test_emit(Jit *j, Test test); /* sets the flags; the condition code, or X_F.. */
/* test_emit and jumps: taken to *sites (1 or 2) if the test holds. */
u32 jit_test_jump(Jit *j, Test test, u32 sites[2]);
void jit_put_test(Jit *j, const Op *op); /* a put of a lazy test to a bit slot */

/* --- memory.c --- */
typedef struct {
    Val base, index; /* or VAL_NONE */
    i32 disp;
} Address;
Address jit_address_of(const Jit *j, Val v, i32 displacement);

/* --- integer.c --- */
Val jit_shift_count(const Jit *j, const Op *op, u32 *known_below);
Val jit_inverted(const Jit *j, const Op *op, Val *other);
bool jit_of_difference(const Jit *j, const Op *op, Val *x, Val *y, u64 *constant);

/* --- regs.c --- */
void jit_regs_begin(Jit *j);
void jit_regs_start_op(Jit *j);
void jit_regs_finish_op(Jit *j);
/* The value in a register of the kind, which may not be written. */
u8 jit_in_gpr(Jit *j, Val v);
u8 jit_in_xmm(Jit *j, Val v);
/* The value as a source operand: memory if it is there only and not used again. */
Rm jit_rm_gpr(Jit *j, Val v);
Rm jit_rm_xmm(Jit *j, Val v);
bool jit_dies(const Jit *j, Val v); /* not used after the op being emitted */
bool jit_in_bit_slot(const Jit *j, Val v, Rm *rm); /* and in no register */
Rm jit_state_at(u64 slot);
u8 jit_new_gpr(Jit *j); /* free until the op is finished */
u8 jit_new_xmm(Jit *j);
u8 jit_define_gpr(
    Jit *j); /* a register for the op's result, different from all others */
u8 jit_define_xmm(Jit *j);
/* A register for the result that holds `v` and may be written. */
u8 jit_define_from(Jit *j, Val v);
/* The result may be where a dying `v` was, or elsewhere: nothing is moved. */
u8 jit_define_over(Jit *j, Val v);
void jit_define_in(Jit *j, u8 reg);      /* the op's result is in `reg` */
void jit_claim(Jit *j, u8 reg);          /* free it, moving its value, and lock it */
void jit_copy_to(Jit *j, u8 reg, Val v); /* the value to this (claimed) register */
void jit_home_gone(Jit *j, u32 slot, u32 size); /* the state there is about to change */
void jit_home_made(Jit *j, Val v, u32 slot);
u32 jit_regs_live(const Jit *j);  /* those holding values used later, as bits */
void jit_save_for_call(Jit *j);   /* what a C function destroys is in memory, too */
void jit_forget_for_call(Jit *j); /* and now only there */

/* --- float.c --- */
/* dst = a insn b, in the form the host has; dst is neither of them. */
void emit_sse(Jit *j, u32 insn, u8 dst, u8 a, Rm b);
/* An instruction that only moves, or has one source. */
void emit_sse1(Jit *j, u32 insn, u8 reg, Rm rm);
u32 jit_scalar(Type type); /* PF2 or PF3 */

/* --- call.c --- */
/* All xmm, rax rcx rdx rsi rdi r8-r11. */
#define CALLER_SAVED 0xffff0fc7u
#define FN(name) ((const void *)(uintptr_t)(name))
void jit_call_c(Jit *j, const void *fn, const Arg *args, u32 num_args);
Cold *jit_cold_call(Jit *j, u32 from, const void *fn, u8 result);
Cold *jit_cold_vector(Jit *j, u32 from, const Op *op, u8 result);
void jit_cold_reg(Cold *c, u8 reg, bool is_32);
void jit_cold_imm(Cold *c, u64 imm);
void jit_cold_emit(Jit *j);

/* --- exits.c --- */
void jit_leave_pending(Jit *j);
/* A member of the ThreadHead, by its offset there. */
Rm jit_head_at(size_t member);
void jit_leaves_emit(Jit *j);

/* One function an op. */
typedef void JitLower(Jit *j, const Op *op);
#define OP0(name, ...) JitLower jit_lower_##name;
#define OP1 OP0
#define OP2 OP0
#define OP3 OP0
#define CVT OP0
#define EFFECT OP0
#include "ir/ops.def"

#endif

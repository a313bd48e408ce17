/*
 * lower.h -- micro-ops to LLVM IR: what the files lower*.c share.
 *
 * A guest function becomes `name.body`; its registers are allocas that LLVM makes
 * SSA values of.  `valid` registers have their value there, `dirty` ones are newer
 * there than in the state; see flow.h for when each must be where.
 */
#ifndef AOT_LLVM_LOWER_H
#define AOT_LLVM_LOWER_H

#include <llvm-c/Core.h>

#include "aot/settings.h"
#include "aot/flow/single.h"
#include "aot/flow/flow.h"

enum { GROUP_MAX = 32 };

/* Floating-point ops of a block not yet checked for NaNs: see lower_group.h. */
typedef struct {
    u32 member[GROUP_MAX], put[GROUP_MAX]; /* by index of the op */
    u32 count, num_puts;
    bool open;  /* the op being lowered is a member: no check of its own */
    bool again; /* the group is being done over: the whole op, by its function */
} Group;

/* A loop that counts, by the block it begins at: what its own jump back goes to, and
 * what the counter is when it has to poll. */
typedef struct {
    LLVMBasicBlockRef begin;
    LLVMValueRef pause;
} Turns;

typedef struct {
    const Units *units;
    const AotOptions *options;
    LLVMContextRef context;
    LLVMModuleRef module;
    LLVMBuilderRef b;
    LLVMTypeRef void_type, i1, i8, i16, i32, i64, f32, f64, v128, pointer;
    LLVMTypeRef state_pointer, memory_pointer; /* fs- and gs-relative */
    LLVMValueRef state_tag, memory_tag;        /* alias information */
    LLVMValueRef unlikely;                     /* branch weights */
    unsigned tbaa, prof;                       /* metadata kinds */
    bool avx2;                                 /* the host has it */

    /* For ops run alone, as the tests do: the state and guest memory are behind
     * these pointers, not fs and gs.  NULL in functions. */
    LLVMValueRef state_base, memory_base;

    /* The function being made. */
    const Unit *unit;
    LLVMValueRef function;
    LLVMBasicBlockRef *bb;      /* by block of the unit */
    Turns *turns;               /* the same; 0 where no such loop begins */
    LLVMValueRef reg[MAX_REGS]; /* allocas of groups, by their first; made on demand */
    LLVMValueRef target;        /* alloca: which target the next gate is to go to */
    LLVMValueRef ret;           /* where the host caller goes on, a guest pc */
    RegSet valid, dirty;
    LLVMValueRef reg_single[MAX_REGS]; /* as f32, where the value is one */
    RegSet singles;                    /* registers whose reg_single is right */
    const UnitBlock *unit_block;
    const RegSet *live, *wanted; /* after each event of the block */
    u32 event;                   /* the op's first, if it has any */
    u32 insn_pc;                 /* of the guest instruction being made */
    u32 state_pc;                /* with --precise: what the pc's slot holds */

    /* The block being made. */
    const Block *block;
    LLVMValueRef *val;    /* by index of the op that makes it */
    LLVMValueRef *single; /* the f32 it is, if known; NULL outside functions */
    u64 *ones;            /* its bits that may be 1; the same */
    Singles known;
    Group group;
    const Op *op;
    LLVMTypeRef type;      /* of the op's result, or of what it stores */
    LLVMValueRef a, b0, c; /* operands */
} Lower;

void lower_begin(Lower *w, LLVMContextRef context, LLVMModuleRef module,
                 const Units *units, const AotOptions *options);
void lower_end(Lower *w);

/* Make op `index` of the block the current one. */
void lower_operands(Lower *w, u32 index);
/* The f32 that operand v is the widening of, or NULL. */
LLVMValueRef lower_single(const Lower *w, Val v);
/* The current op, one with no effect on control or registers; sets w->val[index]. */
void lower_op(Lower *w, u32 index);

/* `name.body`, `name` and `name.leave` of a unit. */
void lower_unit(Lower *w, const Unit *unit);

/* The pieces, by file. */
LLVMTypeRef lower_type(const Lower *w, Type type);
LLVMValueRef lower_number(const Lower *w, LLVMTypeRef type, u64 n);
LLVMValueRef lower_intrinsic(Lower *w, const char *name, LLVMTypeRef *types, unsigned n,
                             LLVMValueRef *args, unsigned num_args);
/* Call a C function of the runtime by name.  `cold`: through its stub that keeps
 * all registers, for code off the hot path. */
LLVMValueRef lower_runtime(Lower *w, const char *name, bool cold, LLVMTypeRef result,
                           LLVMValueRef *args, unsigned num_args);
/* Operand v of a helper: its bits as an i64; 0 if there is none. */
LLVMValueRef lower_argument(Lower *w, Val v);
/* What the current op, a helper, returned, an i64: sets w->val[index]. */
void lower_helper_result(Lower *w, u32 index, LLVMValueRef result);
/* if (condition) then goes a way not expected: branches, leaves the builder in the
 * unlikely block, and returns the block to go on in. */
LLVMBasicBlockRef lower_unlikely(Lower *w, LLVMValueRef condition);
LLVMBasicBlockRef lower_new_block(Lower *w);
LLVMValueRef lower_state(Lower *w, u32 slot);
LLVMValueRef lower_get_state(Lower *w, u32 slot, LLVMTypeRef type);
void lower_put_state(Lower *w, u32 slot, LLVMValueRef v);
/* Leave for the dispatcher, which goes on at pc, or where the state's pc is. */
void lower_dispatch(Lower *w, LLVMValueRef pc);
void lower_dispatch_state_pc(Lower *w);
/* With --precise state is written and memory accessed in the guest's order. */
bool lower_is_precise(const Lower *w);

/* One function an op: what OPn, CVT rows and the effects but control need. */
#define OP0(name, ...) LLVMValueRef lower_op_##name(Lower *w);
#define OP1 OP0
#define OP2 OP0
#define OP3 OP0
#define CVT OP0
#define EFFECT(...)
#include "ir/ops.def"
LLVMValueRef lower_text_value(Lower *w, const char *text); /* metadata */
/* llvm.experimental.constrained.NAME on n operands of one type. */
enum { FP_MODE = 1, FP_MAY_GO = 2 }; /* takes a rounding mode; may go if unused */
LLVMValueRef lower_constrained(Lower *w, const char *name, LLVMTypeRef result,
                               unsigned how, LLVMValueRef *operands, unsigned n);
LLVMValueRef lower_expand(Lower *w, LLVMValueRef single);
LLVMValueRef lower_compact(Lower *w, LLVMValueRef value);
/* Floating-point arithmetic, or the sign, on values of any one type, also vectors; NaNs
 * are the host's. */
LLVMValueRef lower_float_lanes(Lower *w, const Op *op, LLVMValueRef *operands);
/* The current op, a load or a store, for `num` cells that follow one another, values of
 * type `lane`; of the store, `at` is the guest address. */
LLVMValueRef lower_load_lanes(Lower *w, LLVMTypeRef lane, u32 num);
void lower_store_lanes(Lower *w, LLVMValueRef at, LLVMValueRef v);

/* Of vectors: the same bits as lanes; v128 again; a constant in every lane. */
LLVMTypeRef lower_lanes_type(const Lower *w, unsigned bits);
LLVMValueRef lower_as_lanes(Lower *w, LLVMValueRef v, unsigned bits);
LLVMValueRef lower_as_v128(Lower *w, LLVMValueRef v);
LLVMValueRef lower_all_lanes(const Lower *w, unsigned bits, u64 n);
/* The op as a call of its meaning. */
LLVMValueRef lower_vector_call(Lower *w);
LLVMValueRef lower_op_load(Lower *w);
LLVMValueRef lower_op_store(Lower *w);
LLVMValueRef lower_op_cas(Lower *w);
LLVMValueRef lower_op_fence(Lower *w);
LLVMValueRef lower_op_order(Lower *w);

#endif

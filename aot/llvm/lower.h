/*
 * lower.h -- micro-ops to LLVM IR: what the files lower*.c share.
 *
 *      Lower w;
 *      lower_begin(&w, context, module, &units, &options);
 *      for each unit: lower_unit(&w, unit);
 *      lower_end(&w);
 *
 * What is known while code is made has four lifetimes, a structure each: the module's
 * (Lower), a host function's (LowerFunction), a block's (LowerBlock) and one micro-op's
 * (Operation). The first three are reached from `Lower *w`, the last is an argument.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef AOT_LLVM_LOWER_H
#define AOT_LLVM_LOWER_H

#include <llvm-c/Core.h>

#include "aot/flow/flow.h"
#include "aot/flow/single.h"
#include "aot/settings.h"

enum { GROUP_MAX = 32 };

/* Floating-point ops of a block that are not yet checked for NaNs: see lower_group.h.
 */
typedef struct {
    u32 member[GROUP_MAX], put[GROUP_MAX]; /* by index of the op */
    u32 count, num_puts;
    bool open;  /* the op being lowered is a member: no check of its own */
    bool again; /* the group is being done over: the whole op, by its function */
} NanGroup;

/* The host side of a loop that counts, by the block it begins at. */
typedef struct {
    LLVMBasicBlockRef begin; /* where its own jump back goes to */
    LLVMValueRef pause;      /* the value of the counter at which it has to poll */
} CountedLoop;

/* How the targets of a jump table are numbered, for a switch on the numbers. */
typedef struct {
    enum {
        NUMBERED_NOT,        /* not yet */
        NUMBERED_BY_ADDRESS, /* by the address itself */
        NUMBERED_BY_PLACE,   /* (address - first) >> shift */
        NUMBERED_BY_HASH,    /* address * factor >> shift, different for all targets;
                                `cells`    has the address by hash */
        NUMBERED_BY_TABLE    /* from 1; `cells` has the number by place, or 0 */
    } by;
    u32 factor, shift, num_cells;
    LLVMValueRef cells; /* NULL: not yet made */
} Numbering;

/* One micro-op being lowered, and its operands as LLVM values. */
typedef struct {
    const Op *op;
    LLVMTypeRef type;     /* of its result, or of what it stores */
    LLVMValueRef a, b, c; /* NULL where it has no such operand */
} Operation;

/* The block being made. */
typedef struct {
    const Block *ops;
    const UnitBlock *unit_block; /* NULL for ops run alone */
    LLVMValueRef *val;           /* by index of the op that makes it */
    LLVMValueRef *single; /* the f32 it is the widening of, if that is known; NULL
                             outside functions */
    u64 *ones;            /* its bits that may be 1; NULL outside functions */
    Singles known;
    const RegSet *live, *wanted; /* after each event of unit_block */
    u32 event;                   /* the first of the op being lowered, if it has any */
    u32 insn_pc;                 /* of the guest instruction being made */
    NanGroup group;
    bool *used;     /* by op: faults_find_used */
    bool idle_load; /* the access being made is a load whose value nothing needs */
} LowerBlock;

/*
 * The host function being made.  Guest registers are allocas, of which LLVM makes SSA
 * values.  `valid` registers have their value there, `dirty` ones are newer there than
 * in the state; flow.h says when each register must be where.
 */
typedef struct {
    const Unit *unit; /* NULL for ops run alone */
    u32 part;         /* of the unit: which of its blocks */
    LLVMValueRef host;
    LLVMBasicBlockRef *bb;      /* by block of the unit; NULL if in another part */
    CountedLoop *counted;       /* the same; zeros where no such loop begins */
    LLVMValueRef reg[MAX_REGS]; /* allocas of groups, by their first register; made
                                   on demand */
    LLVMValueRef reg_single[MAX_REGS]; /* the same as f32, where the value is one */
    LLVMValueRef target; /* alloca: the target that the next gate goes to */
    Numbering
        *numbering;    /* by table of the function, of base_alloc; NULL: not yet made */
    LLVMValueRef ret;  /* where the host caller goes on, a guest pc */
    LLVMValueRef base; /* of lower_base.h; NULL: accesses are relative to fs */
    LLVMValueRef *rare; /* its loads on rare paths, of base_alloc */
    u32 num_rare;
    LLVMValueRef vector_room; /* alloca: operands of ir_vector; NULL: not yet made */
    RegSet valid, dirty;
    RegSet singles; /* registers whose reg_single is right */
} LowerFunction;

/* Where host code comes from: see debug.h. */
struct Debug;

/* The module. */
typedef struct {
    const Units *units; /* NULL for ops run alone */
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
    /* traits (AES, SHA) of ops for which the host has no instructions: they are calls.
       It changes where a block is lowered twice */
    unsigned lacks;

    /* For ops run alone, as the tests do: the state and guest memory are behind these
     * pointers, not fs and gs.  NULL in functions. */
    LLVMValueRef state_base, memory_base;

    const Unit **likely; /* of lower_likely_entry, of base_alloc */
    u32 num_likely;
    struct Debug *debug; /* NULL: no debug information is made */
    LowerFunction *fn;
    LowerBlock *blk;
} Lower;

/* Sets up `w` for a module.  `units` and `options` are NULL for ops run alone. */
void lower_begin(Lower *w, LLVMContextRef context, LLVMModuleRef module,
                 const Units *units, const AotOptions *options);
void lower_end(Lower *w);

/* Adds one part of a unit.  With part 0 come the functions `name.body`, `name` and
 * `name.leave` (abi.h); the code of a unit in several parts is in functions
 * `name.partN` instead of the body. */
void lower_unit(Lower *w, const Unit *unit, u32 part);
/* Adds the functions `name.body` and `name.partN` for a part that is left to the
 * runtime: what callers, and the other parts, count on, and no code of the guest. */
void lower_left_unit(Lower *w, const Unit *unit, u32 part);

/* Makes what the units' calls of likely functions go through, after all units. */
void lower_likely_entries(Lower *w);

/* Marks a host function that has floating point: LLVM may then make no comparison of
 * floats from one of their bits, which would raise invalid for signalling NaNs. */
void lower_strict_floats(LLVMContextRef context, LLVMValueRef function);

/* ---- ops ---- */

/* Op `index` of the block being made, with its operands. */
Operation lower_operands(const Lower *w, u32 index);
/* Lowers an op without effect on control or registers; sets blk->val[index]. */
void lower_op(Lower *w, const Operation *o, u32 index);
/* The f32 that value v is the widening of, or NULL if none is known. */
LLVMValueRef lower_single(const Lower *w, Val v);

/* One function an op: rows OPn, CVT and ACCESS.  They return its
 * value, or NULL if it has none. */
#define OP0(name, ...) LLVMValueRef lower_op_##name(Lower *w, const Operation *o);
#define OP1 OP0
#define OP2 OP0
#define OP3 OP0
#define CVT OP0
#define ACCESS OP0
#define EFFECT(...)
#include "ir/ops.def"

/* Value v as a helper gets it: its bits as an i64; 0 for VAL_NONE. */
LLVMValueRef lower_argument(Lower *w, Val v);
/* Sets blk->val[index] to the i64 `result` that the helper `o` returned, in its type.
 */
void lower_helper_result(Lower *w, const Operation *o, u32 index, LLVMValueRef result);

/* ---- LLVM ---- */

LLVMTypeRef lower_type(const Lower *w, Type type);
LLVMValueRef lower_number(LLVMTypeRef type, u64 n);
LLVMValueRef lower_i32(const Lower *w, u32 n);
/* A call of an LLVM intrinsic, overloaded on n `types`. */
LLVMValueRef lower_intrinsic(Lower *w, const char *name, const LLVMTypeRef *types,
                             unsigned n, const LLVMValueRef *args, unsigned num_args);
/* A call of a C function of the runtime.  `cold`: through its stub that keeps all
 * registers, for code off the hot path. */
LLVMValueRef lower_runtime(Lower *w, const char *name, bool cold, LLVMTypeRef result,
                           LLVMValueRef *args, unsigned num_args);
/* Branches on a condition that is not expected to be true.  The builder is then in the
 * block for that; the result is the block in which to go on. */
LLVMBasicBlockRef lower_unlikely(Lower *w, LLVMValueRef condition);
/* Branches to a block that is hardly ever reached, if the condition holds.  The builder
 * is then in the block in which to go on. */
void lower_go_if_ever(Lower *w, LLVMValueRef condition, LLVMBasicBlockRef to);
LLVMBasicBlockRef lower_new_block(Lower *w);
LLVMValueRef lower_text_value(Lower *w, const char *text); /* metadata */

/* ---- state and memory ---- */

/* Load from a slot of the state; store to it. */
LLVMValueRef lower_get_state(Lower *w, u32 slot, LLVMTypeRef type);
void lower_put_state(Lower *w, u32 slot, LLVMValueRef v);
/* Leaves for the dispatcher, which goes on at pc, or where the state's pc is. */
void lower_dispatch(Lower *w, LLVMValueRef pc);
void lower_dispatch_state_pc(Lower *w);
/* Returns true if the code has checkpoints (checkpoints.h): then the state is written
 * and effects on memory happen in the guest's order. */
bool lower_has_checkpoints(const Lower *w);
/* Keeps LLVM from moving accesses to memory from one side of here to the other. */
void lower_order(Lower *w);
/* The load or store `o` for `num` cells that follow one another, as values of type
 * `lane`; a store's guest address is `at`. */
LLVMValueRef lower_load_lanes(Lower *w, const Operation *o, LLVMTypeRef lane, u32 num);
void lower_store_lanes(Lower *w, const Operation *o, LLVMValueRef at, LLVMValueRef v);

/* ---- floating point and vectors ---- */

/* llvm.experimental.constrained.NAME on n operands of one type. */
enum { FP_MODE = 1, FP_MAY_GO = 2 }; /* takes a rounding mode; may go if unused */
LLVMValueRef lower_constrained(Lower *w, const char *name, LLVMTypeRef result,
                               unsigned how, const LLVMValueRef *operands, unsigned n);
/* An f32 in the f64 that PowerPC keeps it in, and back: the meaning of fexpand,
 * fcompact. */
LLVMValueRef lower_expand(Lower *w, LLVMValueRef single);
LLVMValueRef lower_compact(Lower *w, LLVMValueRef value);
/* Floating-point arithmetic, or the sign, on values of any one type, also vectors; NaNs
 * are the host's. */
LLVMValueRef lower_float_lanes(Lower *w, const Op *op, LLVMValueRef *operands);

/* The type of a v128 in lanes of so many bits; its bits so; as v128 again; n in every
 * lane. */
LLVMTypeRef lower_lanes_type(const Lower *w, unsigned bits);
LLVMValueRef lower_as_lanes(Lower *w, LLVMValueRef v, unsigned bits);
LLVMValueRef lower_as_v128(Lower *w, LLVMValueRef v);
LLVMValueRef lower_all_lanes(const Lower *w, unsigned bits, u64 n);
/* LLVM's names of the features that code tests for before it uses them. */
#define LOWER_TESTED_FEATURES "+aes,+pclmul,+sha"
/* Returns a condition: the host that the code runs on lacks instructions for ops of
 * these traits (AES, SHA).  lower_lacking_here returns those that this host lacks. */
LLVMValueRef lower_host_lacks(Lower *w, unsigned traits);
unsigned lower_lacking_here(void);
/* A vector op as a call of its meaning, ir_vector. */
LLVMValueRef lower_vector_call(Lower *w, const Operation *o);

#endif

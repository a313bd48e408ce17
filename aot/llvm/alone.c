/* alone.c -- blocks compiled by themselves, for tests. */
#include "aot/llvm/alone.h"

#include <llvm-c/Analysis.h>
#include <llvm-c/ExecutionEngine.h>
#include <llvm-c/Target.h>
#include <llvm-c/Transforms/PassBuilder.h>
#include <string.h>

#include "aot/llvm/lower_group.h"

typedef struct {
    Lower w;
    LLVMValueRef left;
    const Helper *helpers;
} Solo;

static LLVMValueRef number(Solo *s, u64 n)
{
    return lower_number(&s->w, s->w.i32, n);
}

static void set_left(Solo *s, size_t member, LLVMValueRef v)
{
    LLVMValueRef offset = lower_number(&s->w, s->w.i64, member);

    LLVMBuildStore(s->w.b, v, LLVMBuildGEP2(s->w.b, s->w.i8, s->left, &offset, 1, ""));
}

static void leave(Solo *s, LeftBy by, LLVMValueRef pc, u32 ret, u32 raise)
{
    set_left(s, offsetof(Left, pc), pc);
    set_left(s, offsetof(Left, by), lower_number(&s->w, s->w.i8, by));
    set_left(s, offsetof(Left, raise), lower_number(&s->w, s->w.i8, raise));
    set_left(s, offsetof(Left, ret), number(s, ret));
    LLVMBuildRetVoid(s->w.b);
}

/* Exit_if or raise_if. */
static void leave_if(Solo *s)
{
    const Op *op = s->w.op;
    LLVMBasicBlockRef go = lower_new_block(&s->w), stay = lower_new_block(&s->w);
    LLVMValueRef taken = LLVMBuildICmp(s->w.b, LLVMIntNE, s->w.a, number(s, 0), "");

    LLVMBuildCondBr(s->w.b, taken, go, stay);
    LLVMPositionBuilderAtEnd(s->w.b, go);
    if (op->code == OP_exit_if)
        leave(s, LEFT_JUMP, number(s, (u32)op->imm), 0, 0);
    else
        leave(s, LEFT_RAISE, number(s, op->imm >> 32), 0, (u32)op->imm);
    LLVMPositionBuilderAtEnd(s->w.b, stay);
}

static LLVMValueRef address_of(Solo *s, const void *p)
{
    LLVMValueRef n = lower_number(&s->w, s->w.i64, (u64)(uintptr_t)p);

    return LLVMConstIntToPtr(n, s->w.pointer);
}

static void helper(Solo *s, u32 index)
{
    Lower *w = &s->w;
    const Helper *h = &s->helpers[w->op->imm];
    LLVMTypeRef types[] = {w->pointer, w->i64, w->i64, w->i64};
    LLVMTypeRef type = LLVMFunctionType(w->i64, types, 4, false);
    LLVMValueRef args[] = {w->state_base, lower_argument(w, w->op->a),
                           lower_argument(w, w->op->b), lower_argument(w, w->op->c)};
    union {
        HelperFn *fn;
        void *pointer;
    } u = {h->fn};
    LLVMValueRef v = LLVMBuildCall2(w->b, type, address_of(s, u.pointer), args, 4, "");

    lower_helper_result(w, index, v);
}

static void lower_one(Solo *s, u32 index)
{
    Lower *w = &s->w;
    u64 imm = w->op->imm;

    switch ((Opcode)w->op->code) {
    case OP_get: w->val[index] = lower_get_state(w, (u32)imm, w->type); break;
    case OP_put:
        lower_put_state(w, (u32)imm, w->a);
        lower_group_put(w, index);
        break;
    case OP_helper: helper(s, index); break;
    case OP_exit_if:
    case OP_raise_if: leave_if(s); break;
    case OP_jump: leave(s, LEFT_JUMP, number(s, (u32)imm), 0, 0); break;
    case OP_call: leave(s, LEFT_CALL, number(s, (u32)imm), (u32)(imm >> 32), 0); break;
    case OP_call_to: leave(s, LEFT_CALL, w->a, (u32)imm, 0); break;
    case OP_jump_to:
        leave(s, imm == JUMP_RETURN ? LEFT_RETURN : LEFT_JUMP, w->a, 0, 0);
        break;
    case OP_syscall: leave(s, LEFT_SYSCALL, number(s, (u32)imm), 0, 0); break;
    case OP_resync: leave(s, LEFT_RESYNC, number(s, (u32)imm), 0, 0); break;
    case OP_raise: leave(s, LEFT_RAISE, number(s, imm >> 32), 0, (u32)imm); break;
    case OP_invalidate:
    case OP_insn:
    case OP_load:
    case OP_store:
    case OP_cas:
    case OP_fence:
    case OP_order:
#define OP0(name, ...) case OP_##name:
#define OP1 OP0
#define OP2 OP0
#define OP3 OP0
#define CVT OP0
#define EFFECT(...)
#include "ir/ops.def"
    case NUM_OPS: lower_op(w, index); break;
    }
}

static void set_level(LLVMValueRef function, unsigned level)
{
    LLVMAddTargetDependentFunctionAttr(function, "target-cpu",
                                       level == 2 ? "x86-64-v2" : "x86-64-v3");
}

static void make_function(Solo *s, const Block *block, unsigned level)
{
    Lower *w = &s->w;
    LLVMTypeRef types[] = {w->pointer, w->pointer, w->pointer};
    LLVMTypeRef type = LLVMFunctionType(w->void_type, types, 3, false);

    w->function = LLVMAddFunction(w->module, "block", type);
    set_level(w->function, level);
    lower_strict_floats(w->context, w->function);
    w->state_base = LLVMGetParam(w->function, 0);
    w->memory_base = LLVMGetParam(w->function, 1);
    s->left = LLVMGetParam(w->function, 2);
    w->block = block;
    w->val = base_alloc(block->count * sizeof(*w->val));
    LLVMPositionBuilderAtEnd(w->b, lower_new_block(w));
    for (u32 i = 0; i < block->count; i++) {
        lower_group_before(w, i);
        lower_operands(w, i);
        lower_one(s, i);
    }
    base_free(w->val);
}

/* The functions that lowered code may call, which are in this program. */
static void map_functions(LLVMModuleRef module, LLVMExecutionEngineRef engine)
{
#define F(name)                                                                        \
    {                                                                                  \
#name, (void (*)(void))name                                                    \
    }
    static const struct {
        const char *name;
        void (*address)(void);
    } known[] = {F(fp_nan2_64),    F(fp_nan2_32), F(fp_add),     F(fp_sub),
                 F(fp_mul),        F(fp_div),     F(fp_sqrt),    F(fp_fma),
                 F(fp_fma_single), F(fp_expand),  F(fp_compact), F(fp_to_int),
                 F(fp_round),      F(ir_vector),  F(fp_events)};
#undef F
    for (size_t i = 0; i < ARRAY_LEN(known); i++) {
        LLVMValueRef f = LLVMGetNamedFunction(module, known[i].name);
        union {
            void (*function)(void);
            void *pointer;
        } u = {known[i].address};
        if (f)
            LLVMAddGlobalMapping(engine, f, u.pointer);
    }
}

static void improve(LLVMModuleRef module)
{
    LLVMPassBuilderOptionsRef how = LLVMCreatePassBuilderOptions();

    LLVMConsumeError(LLVMRunPasses(module, "default<O2>", NULL, how));
    LLVMDisposePassBuilderOptions(how);
}

Alone alone_compile(const Block *block, const Helper *helpers, unsigned level)
{
    LLVMContextRef context = LLVMGetGlobalContext();
    LLVMModuleRef module = LLVMModuleCreateWithNameInContext("alone", context);
    struct LLVMMCJITCompilerOptions options;
    LLVMExecutionEngineRef engine;
    Solo s = {.helpers = helpers};
    char *error = NULL;

    LLVMLinkInMCJIT();
    LLVMInitializeNativeTarget();
    LLVMInitializeNativeAsmPrinter();
    lower_begin(&s.w, context, module, NULL, NULL);
    s.w.avx2 = level >= 3;
    make_function(&s, block, level);
    lower_end(&s.w);
    if (LLVMVerifyModule(module, LLVMReturnStatusAction, &error))
        panic("LLVM rejects the module: %s", error);
    LLVMDisposeMessage(error);
    improve(module);
    LLVMInitializeMCJITCompilerOptions(&options, sizeof(options));
    options.OptLevel = 2;
    if (LLVMCreateMCJITCompilerForModule(&engine, module, &options, sizeof(options),
                                         &error))
        panic("no LLVM engine: %s", error);
    map_functions(module, engine);
    union {
        u64 address;
        void (*run)(void *, u8 *, Left *);
    } u = {LLVMGetFunctionAddress(engine, "block")};
    return (Alone){u.run, engine};
}

void alone_free(Alone *alone)
{
    if (alone->engine)
        LLVMDisposeExecutionEngine(alone->engine);
    *alone = (Alone){0};
}

/* alone.c -- blocks compiled by themselves, for tests.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
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

static void set_left(Solo *s, size_t member, LLVMValueRef v)
{
    LLVMValueRef offset = lower_number(s->w.i64, member);

    LLVMBuildStore(s->w.b, v, LLVMBuildGEP2(s->w.b, s->w.i8, s->left, &offset, 1, ""));
}

static void leave(Solo *s, LeftBy by, LLVMValueRef pc, u32 ret, u32 raise)
{
    set_left(s, offsetof(Left, pc), pc);
    set_left(s, offsetof(Left, by), lower_number(s->w.i8, by));
    set_left(s, offsetof(Left, raise), lower_number(s->w.i8, raise));
    set_left(s, offsetof(Left, ret), lower_i32(&s->w, ret));
    LLVMBuildRetVoid(s->w.b);
}

/* Lowers an exit_if or raise_if. */
static void leave_if(Solo *s, const Operation *o)
{
    const Op *op = o->op;
    LLVMBasicBlockRef go = lower_new_block(&s->w), stay = lower_new_block(&s->w);
    LLVMValueRef taken =
        LLVMBuildICmp(s->w.b, LLVMIntNE, o->a, lower_i32(&s->w, 0), "");

    LLVMBuildCondBr(s->w.b, taken, go, stay);
    LLVMPositionBuilderAtEnd(s->w.b, go);
    if (op->code == OP_exit_if)
        leave(s, LEFT_JUMP, lower_i32(&s->w, (u32)op->imm), 0, 0);
    else
        leave(s, LEFT_RAISE, lower_i32(&s->w, op->imm >> 32), 0, (u32)op->imm);
    LLVMPositionBuilderAtEnd(s->w.b, stay);
}

static LLVMValueRef address_of(Solo *s, const void *p)
{
    LLVMValueRef n = lower_number(s->w.i64, (u64)(uintptr_t)p);

    return LLVMConstIntToPtr(n, s->w.pointer);
}

static void helper(Solo *s, const Operation *o, u32 index)
{
    Lower *w = &s->w;
    const Helper *h = &s->helpers[o->op->imm];
    LLVMTypeRef types[] = {w->pointer, w->i64, w->i64, w->i64};
    LLVMTypeRef type = LLVMFunctionType(w->i64, types, 4, false);
    LLVMValueRef args[] = {w->state_base, lower_argument(w, o->op->a),
                           lower_argument(w, o->op->b), lower_argument(w, o->op->c)};
    union {
        HelperFn *fn;
        void *pointer;
    } u = {h->fn};
    LLVMValueRef v = LLVMBuildCall2(w->b, type, address_of(s, u.pointer), args, 4, "");

    lower_helper_result(w, o, index, v);
}

static void lower_one(Solo *s, const Operation *o, u32 index)
{
    Lower *w = &s->w;
    u64 imm = o->op->imm;

    switch ((Opcode)o->op->code) {
    case OP_get: w->blk->val[index] = lower_get_state(w, (u32)imm, o->type); break;
    case OP_put:
        lower_put_state(w, (u32)imm, o->a);
        lower_group_put(w, index);
        break;
    case OP_helper: helper(s, o, index); break;
    case OP_exit_if:
    case OP_raise_if: leave_if(s, o); break;
    case OP_jump: leave(s, LEFT_JUMP, lower_i32(&s->w, (u32)imm), 0, 0); break;
    case OP_call:
        leave(s, LEFT_CALL, lower_i32(&s->w, (u32)imm), (u32)(imm >> 32), 0);
        break;
    case OP_call_to: leave(s, LEFT_CALL, o->a, (u32)imm, 0); break;
    case OP_jump_to:
        leave(s, imm == JUMP_RETURN ? LEFT_RETURN : LEFT_JUMP, o->a, 0, 0);
        break;
    case OP_syscall: leave(s, LEFT_SYSCALL, lower_i32(&s->w, (u32)imm), 0, 0); break;
    case OP_resync: leave(s, LEFT_RESYNC, lower_i32(&s->w, (u32)imm), 0, 0); break;
    case OP_raise:
        leave(s, LEFT_RAISE, lower_i32(&s->w, imm >> 32), 0, (u32)imm);
        break;
    case OP_invalidate:
    case OP_insn:
#include "ir/case_access.inc"
#include "ir/case_pure.inc"
    case NUM_OPS: lower_op(w, o, index); break;
    }
}

static void set_level(LLVMValueRef function, unsigned level)
{
    LLVMAddTargetDependentFunctionAttr(function, "target-cpu",
                                       level == 2 ? "x86-64-v2" : "x86-64-v3");
    LLVMAddTargetDependentFunctionAttr(function, "target-features",
                                       LOWER_TESTED_FEATURES);
}

static void make_function(Solo *s, const Block *block, const char *name, unsigned level)
{
    Lower *w = &s->w;
    LLVMTypeRef types[] = {w->pointer, w->pointer, w->pointer};
    LLVMTypeRef type = LLVMFunctionType(w->void_type, types, 3, false);
    LowerFunction fn = {.host = LLVMAddFunction(w->module, name, type)};
    LowerBlock blk = {.ops = block,
                      .val = base_alloc(block->count * sizeof(LLVMValueRef))};

    w->fn = &fn;
    w->blk = &blk;
    set_level(fn.host, level);
    lower_strict_floats(w->context, fn.host);
    w->state_base = LLVMGetParam(fn.host, 0);
    w->memory_base = LLVMGetParam(fn.host, 1);
    s->left = LLVMGetParam(fn.host, 2);
    LLVMPositionBuilderAtEnd(w->b, lower_new_block(w));
    for (u32 i = 0; i < block->count; i++) {
        lower_group_before(w, i);
        Operation o = lower_operands(w, i);
        lower_one(s, &o, i);
    }
    base_free(blk.val);
    w->blk = NULL;
    w->fn = NULL;
}

static void function_name(char name[16], u32 index)
{
    base_format(name, 16, "block%u", index);
}

static void make_functions(LLVMModuleRef module, const Block *const *block, u32 count,
                           const Helper *helpers, unsigned level)
{
    Solo s = {.helpers = helpers};
    char name[16], *error = NULL;

    lower_begin(&s.w, LLVMGetModuleContext(module), module, NULL, NULL);
    s.w.avx2 = level >= 3;
    s.w.lacks = lower_lacking_here();
    for (u32 i = 0; i < count; i++) {
        function_name(name, i);
        make_function(&s, block[i], name, level);
    }
    lower_end(&s.w);
    if (LLVMVerifyModule(module, LLVMReturnStatusAction, &error))
        panic("LLVM rejects the module: %s", error);
    LLVMDisposeMessage(error);
}

/* Binds the runtime functions that lowered code may call to the functions of the same
 * name in this program. */
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

static LLVMExecutionEngineRef engine_for(LLVMModuleRef module)
{
    struct LLVMMCJITCompilerOptions options;
    LLVMExecutionEngineRef engine;
    char *error = NULL;

    LLVMInitializeMCJITCompilerOptions(&options, sizeof(options));
    options.OptLevel = 2;
    if (LLVMCreateMCJITCompilerForModule(&engine, module, &options, sizeof(options),
                                         &error))
        panic("no LLVM engine: %s", error);
    map_functions(module, engine);
    return engine;
}

void *alone_compile_all(const Block *const *block, u32 count, const Helper *helpers,
                        unsigned level, AloneRun **run)
{
    LLVMModuleRef module =
        LLVMModuleCreateWithNameInContext("alone", LLVMGetGlobalContext());

    LLVMLinkInMCJIT();
    LLVMInitializeNativeTarget();
    LLVMInitializeNativeAsmPrinter();
    make_functions(module, block, count, helpers, level);
    improve(module);
    LLVMExecutionEngineRef engine = engine_for(module);
    for (u32 i = 0; i < count; i++) {
        char name[16];

        function_name(name, i);
        union {
            u64 address;
            AloneRun *run;
        } u = {LLVMGetFunctionAddress(engine, name)};
        run[i] = u.run;
    }
    return engine;
}

Alone alone_compile(const Block *block, const Helper *helpers, unsigned level)
{
    Alone alone;

    alone.engine = alone_compile_all(&block, 1, helpers, level, &alone.run);
    return alone;
}

void alone_free(Alone *alone)
{
    alone_free_all(alone->engine);
    *alone = (Alone){0};
}

void alone_free_all(void *engine)
{
    if (engine)
        LLVMDisposeExecutionEngine(engine);
}

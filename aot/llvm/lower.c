/* lower.c -- the setting: types, metadata, blocks, calls of the runtime.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/llvm/lower_base.h"

#include <string.h>

#include "runtime/abi.h"

static LLVMValueRef alias_tag(Lower *w, const char *name)
{
    LLVMMetadataRef root = LLVMMDStringInContext2(w->context, "guest", 5);
    LLVMMetadataRef zero = LLVMValueAsMetadata(LLVMConstInt(w->i64, 0, false));

    root = LLVMMDNodeInContext2(w->context, &root, 1);
    LLVMMetadataRef text = LLVMMDStringInContext2(w->context, name, strlen(name));
    LLVMMetadataRef type =
        LLVMMDNodeInContext2(w->context, (LLVMMetadataRef[]){text, root, zero}, 3);
    LLVMMetadataRef tag =
        LLVMMDNodeInContext2(w->context, (LLVMMetadataRef[]){type, type, zero}, 3);
    return LLVMMetadataAsValue(w->context, tag);
}

static LLVMValueRef branch_weights(Lower *w)
{
    LLVMMetadataRef parts[] = {
        LLVMMDStringInContext2(w->context, "branch_weights", 14),
        LLVMValueAsMetadata(LLVMConstInt(w->i32, 1, false)),
        LLVMValueAsMetadata(LLVMConstInt(w->i32, 100000, false)),
    };

    return LLVMMetadataAsValue(w->context, LLVMMDNodeInContext2(w->context, parts, 3));
}

void lower_begin(Lower *w, LLVMContextRef context, LLVMModuleRef module,
                 const Units *units, const AotOptions *options)
{
    *w = (Lower){.context = context, .module = module};
    w->units = units;
    w->options = options;
    if (options && !options->cpu_level)
        w->lacks = lower_lacking_here();
    if (options)
        w->avx2 = options->cpu_level ? options->cpu_level >= 3
                                     : __builtin_cpu_supports("avx2");
    w->b = LLVMCreateBuilderInContext(context);
    w->void_type = LLVMVoidTypeInContext(context);
    w->i1 = LLVMInt1TypeInContext(context);
    w->i8 = LLVMInt8TypeInContext(context);
    w->i16 = LLVMInt16TypeInContext(context);
    w->i32 = LLVMInt32TypeInContext(context);
    w->i64 = LLVMInt64TypeInContext(context);
    w->f32 = LLVMFloatTypeInContext(context);
    w->f64 = LLVMDoubleTypeInContext(context);
    w->v128 = LLVMVectorType(w->i8, 16);
    w->pointer = LLVMPointerTypeInContext(context, 0);
    w->memory_pointer = LLVMPointerTypeInContext(context, 256);
    w->state_pointer = LLVMPointerTypeInContext(context, 257);
    w->tbaa = LLVMGetMDKindIDInContext(context, "tbaa", 4);
    w->prof = LLVMGetMDKindIDInContext(context, "prof", 4);
    w->state_tag = alias_tag(w, "state");
    w->memory_tag = alias_tag(w, "memory");
    w->unlikely = branch_weights(w);
}

void lower_end(Lower *w)
{
    LLVMDisposeBuilder(w->b);
}

LLVMTypeRef lower_type(const Lower *w, Type type)
{
    switch (type) {
    case TY_I32: return w->i32;
    case TY_I64: return w->i64;
    case TY_F32: return w->f32;
    case TY_F64: return w->f64;
    case TY_V128: return w->v128;
    case TY_NONE:
    case NUM_TYPES: break;
    }
    return w->void_type;
}

LLVMValueRef lower_number(LLVMTypeRef type, u64 n)
{
    return LLVMConstInt(type, n, false);
}

LLVMValueRef lower_i32(const Lower *w, u32 n)
{
    return lower_number(w->i32, n);
}

LLVMValueRef lower_single(const Lower *w, Val v)
{
    return w->blk->single ? w->blk->single[v] : NULL;
}

LLVMValueRef lower_argument(Lower *w, Val v)
{
    if (v == VAL_NONE)
        return lower_number(w->i64, 0);
    LLVMValueRef value = w->blk->val[v];
    Type type = (Type)w->blk->ops->ops[v].type;

    if (type_is_float(type))
        value = LLVMBuildBitCast(w->b, value, type == TY_F32 ? w->i32 : w->i64, "");
    return LLVMBuildZExt(w->b, value, w->i64, "");
}

void lower_helper_result(Lower *w, const Operation *o, u32 index, LLVMValueRef result)
{
    Type type = (Type)o->op->type;

    if (type == TY_I32 || type == TY_F32)
        result = LLVMBuildTrunc(w->b, result, w->i32, "");
    if (type != TY_NONE)
        w->blk->val[index] = LLVMBuildBitCast(w->b, result, o->type, "");
}

LLVMValueRef lower_intrinsic(Lower *w, const char *name, const LLVMTypeRef *types,
                             unsigned n, const LLVMValueRef *args, unsigned num_args)
{
    unsigned id = LLVMLookupIntrinsicID(name, strlen(name));
    LLVMTypeRef *of = (LLVMTypeRef *)types; /* LLVM's C interface has no const */
    LLVMValueRef f = LLVMGetIntrinsicDeclaration(w->module, id, of, n);
    LLVMTypeRef type = LLVMIntrinsicGetType(w->context, id, of, n);

    return LLVMBuildCall2(w->b, type, f, (LLVMValueRef *)args, num_args, "");
}

void lower_strict_floats(LLVMContextRef context, LLVMValueRef function)
{
    unsigned kind = LLVMGetEnumAttributeKindForName("strictfp", 8);

    LLVMAddAttributeAtIndex(function, LLVMAttributeFunctionIndex,
                            LLVMCreateEnumAttribute(context, kind, 0));
}

enum { CC_PRESERVE_ALL = 15 };

static void add_attribute(Lower *w, LLVMValueRef f, const char *name)
{
    unsigned kind = LLVMGetEnumAttributeKindForName(name, strlen(name));

    LLVMAddAttributeAtIndex(f, LLVMAttributeFunctionIndex,
                            LLVMCreateEnumAttribute(w->context, kind, 0));
}

/* Marks the functions of ir/fp.h that access no memory: LLVM may remove calls whose
 * result is not used. */
static void set_purity(Lower *w, LLVMValueRef f, const char *name)
{
    add_attribute(w, f, "nounwind");
    if (strcmp(name, "fp_expand") != 0 && strcmp(name, "fp_compact") != 0)
        return;
    add_attribute(w, f, "willreturn");
    add_attribute(w, f, "memory"); /* 0: no access */
}

LLVMValueRef lower_runtime(Lower *w, const char *name, bool cold, LLVMTypeRef result,
                           LLVMValueRef *args, unsigned num_args)
{
    char symbol[64];
    LLVMTypeRef types[6];

    cold = cold && !w->state_base; /* there are no such stubs for alone.h */
    for (unsigned i = 0; i < num_args; i++)
        types[i] = LLVMTypeOf(args[i]);
    LLVMTypeRef type = LLVMFunctionType(result, types, num_args, false);
    base_format(symbol, sizeof(symbol), "%s%s", cold ? "cold_" : "", name);
    LLVMValueRef f = LLVMGetNamedFunction(w->module, symbol);
    if (!f) {
        f = LLVMAddFunction(w->module, symbol, type);
        LLVMSetVisibility(f, LLVMHiddenVisibility);
        set_purity(w, f, name);
        if (cold)
            LLVMSetFunctionCallConv(f, CC_PRESERVE_ALL);
    }
    LLVMValueRef call = LLVMBuildCall2(w->b, type, f, args, num_args, "");
    LLVMSetInstructionCallConv(call, LLVMGetFunctionCallConv(f));
    return call;
}

LLVMBasicBlockRef lower_new_block(Lower *w)
{
    return LLVMAppendBasicBlockInContext(w->context, w->fn->host, "");
}

LLVMBasicBlockRef lower_unlikely(Lower *w, LLVMValueRef condition)
{
    LLVMBasicBlockRef rare = lower_new_block(w), on = lower_new_block(w);
    LLVMValueRef branch = LLVMBuildCondBr(w->b, condition, rare, on);

    LLVMSetMetadata(branch, w->prof, w->unlikely);
    LLVMPositionBuilderAtEnd(w->b, rare);
    return on;
}

void lower_go_if_ever(Lower *w, LLVMValueRef condition, LLVMBasicBlockRef to)
{
    LLVMBasicBlockRef on = lower_unlikely(w, condition);

    LLVMBuildBr(w->b, to);
    LLVMPositionBuilderAtEnd(w->b, on);
}

static LLVMValueRef in_state(Lower *w, u32 slot)
{
    LLVMValueRef offset = LLVMConstInt(w->i64, slot, false), by_base;

    if (w->state_base)
        return LLVMBuildGEP2(w->b, w->i8, w->state_base, &offset, 1, "");
    by_base = lower_by_base(w, slot);
    return by_base ? by_base : LLVMConstIntToPtr(offset, w->state_pointer);
}

LLVMValueRef lower_get_state(Lower *w, u32 slot, LLVMTypeRef type)
{
    LLVMValueRef v = LLVMBuildLoad2(w->b, type, in_state(w, slot), "");

    LLVMSetAlignment(v, 4);
    LLVMSetMetadata(v, w->tbaa, w->state_tag);
    return v;
}

bool lower_has_checkpoints(const Lower *w)
{
    return w->units && w->units->faults;
}

void lower_put_state(Lower *w, u32 slot, LLVMValueRef v)
{
    v = LLVMBuildStore(w->b, v, in_state(w, slot));
    LLVMSetAlignment(v, 4);
    LLVMSetMetadata(v, w->tbaa, w->state_tag);
    LLVMSetVolatile(v, lower_has_checkpoints(w));
}

void lower_dispatch(Lower *w, LLVMValueRef pc)
{
    lower_runtime(w, "rt_dispatch", false, w->void_type, &pc, 1);
    LLVMBuildUnreachable(w->b);
}

void lower_dispatch_state_pc(Lower *w)
{
    lower_dispatch(w, lower_get_state(w, w->units->guest->pc_slot, w->i32));
}

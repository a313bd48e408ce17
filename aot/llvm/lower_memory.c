/* lower_memory.c -- guest memory: loads, stores, compare-and-swap, fences. */
#include "aot/llvm/lower.h"

enum { GUARDED = 0x8000 }; /* this far past guest memory accesses fault; see abi.h */

/* If the address is a sum of which one part is so small that, with the displacement, it
 * can be added after the cut to 32 bits: that part, and the other. */
static bool small_part(const Lower *w, Val *small, Val *rest)
{
    const Op *sum = &w->block->ops[w->op->a];
    i64 most = GUARDED - 1 - mem_displacement(w->op->imm);

    if (!w->ones || sum->code != OP_add || sum->type != TY_I32 || most < 0)
        return false;
    *small = w->ones[sum->a] < w->ones[sum->b] ? sum->a : sum->b;
    *rest = sum->a + sum->b - *small;
    return w->ones[*small] <= (u64)most && w->block->ops[*small].code != OP_constant;
}

static LLVMValueRef wide(Lower *w, LLVMValueRef v)
{
    return LLVMBuildZExt(w->b, v, w->i64, "");
}

/* An address in 64 bits.  What is added after the cut to 32 goes into the host's
 * addressing; the guard space around guest memory makes that right. */
static LLVMValueRef wide_address(Lower *w)
{
    i64 displacement = mem_displacement(w->op->imm);
    bool in_guard = displacement >= -GUARDED && displacement < GUARDED;
    LLVMValueRef more = lower_number(w, w->i64, (u64)displacement);
    Val small, rest;

    /* Ops run alone have no guard; a constant base costs nothing to cut. */
    if (!in_guard || w->memory_base || LLVMIsConstant(w->a)) {
        more = lower_number(w, w->i32, (u32)displacement);
        return wide(w, LLVMBuildAdd(w->b, w->a, more, ""));
    }
    if (!small_part(w, &small, &rest))
        return LLVMBuildAdd(w->b, wide(w, w->a), more, "");
    more = LLVMBuildAdd(w->b, wide(w, w->val[small]), more, "");
    return LLVMBuildAdd(w->b, wide(w, w->val[rest]), more, "");
}

static LLVMValueRef address(Lower *w)
{
    LLVMValueRef a = wide_address(w);

    if (w->memory_base)
        return LLVMBuildGEP2(w->b, w->i8, w->memory_base, &a, 1, "");
    /* From null, not as an int: LLVM then knows how far accesses are apart. */
    LLVMValueRef memory = LLVMConstNull(w->memory_pointer);
    return LLVMBuildGEP2(w->b, w->i8, memory, &a, 1, "");
}

static bool swaps(const Lower *w)
{
    return (w->op->imm & MEM_BIG) && (w->op->imm & MEM_SIZE) > 1;
}

static LLVMValueRef swap(Lower *w, LLVMValueRef v, LLVMTypeRef type)
{
    return swaps(w) ? lower_intrinsic(w, "llvm.bswap", &type, 1, &v, 1) : v;
}

/*
 * A float of the bytes of `v`, the other way round; both are of the same size.  In
 * vector registers: by way of a general one it would take an instruction more.
 */
static LLVMValueRef swapped_float(Lower *w, LLVMValueRef v, LLVMTypeRef to)
{
    LLVMTypeRef from = LLVMTypeOf(v);
    unsigned size = (unsigned)(w->op->imm & MEM_SIZE), lanes = 16 / size;
    LLVMValueRef zero = lower_number(w, w->i32, 0), order[16];

    for (unsigned i = 0; i < ARRAY_LEN(order); i++)
        order[i] =
            i < size ? lower_number(w, w->i32, size - 1 - i) : LLVMGetPoison(w->i32);
    LLVMValueRef all = LLVMGetPoison(LLVMVectorType(from, lanes));
    all = LLVMBuildInsertElement(w->b, all, v, zero, "");
    all = LLVMBuildBitCast(w->b, all, w->v128, "");
    all = LLVMBuildShuffleVector(w->b, all, LLVMGetPoison(w->v128),
                                 LLVMConstVector(order, ARRAY_LEN(order)), "");
    all = LLVMBuildBitCast(w->b, all, LLVMVectorType(to, lanes), "");
    return LLVMBuildExtractElement(w->b, all, zero, "");
}

static LLVMTypeRef cell_type(const Lower *w)
{
    return LLVMIntTypeInContext(w->context, 8 * (unsigned)(w->op->imm & MEM_SIZE));
}

/* Moved as bits: floats and vectors, whose type is as wide as the cell. */
static bool is_bits(const Lower *w)
{
    return w->op->type == TY_V128 || type_is_float((Type)w->op->type);
}

static void set_access(Lower *w, LLVMValueRef v)
{
    LLVMSetAlignment(v, 1);
    LLVMSetMetadata(v, w->tbaa, w->memory_tag);
    LLVMSetVolatile(v, lower_is_precise(w));
}

LLVMValueRef lower_op_load(Lower *w)
{
    bool plain = is_bits(w) && !swaps(w);
    LLVMTypeRef cell = plain ? w->type : cell_type(w);
    LLVMValueRef v = LLVMBuildLoad2(w->b, cell, address(w), "");

    set_access(w, v);
    if (plain)
        return v;
    if (type_is_float((Type)w->op->type))
        return swapped_float(w, v, w->type);
    v = swap(w, v, cell);
    if (is_bits(w))
        return LLVMBuildBitCast(w->b, v, w->type, "");
    return LLVMBuildIntCast2(w->b, v, w->type, (w->op->imm & MEM_SIGNED) != 0, "");
}

static void store(Lower *w, LLVMValueRef v, LLVMValueRef to)
{
    v = LLVMBuildStore(w->b, v, to);
    set_access(w, v);
}

LLVMValueRef lower_op_store(Lower *w)
{
    LLVMValueRef to = address(w), v = w->b0;
    LLVMTypeRef cell = cell_type(w);

    if (is_bits(w) && !swaps(w)) {
        store(w, v, to);
        return NULL;
    }
    if (type_is_float((Type)w->op->type)) {
        store(w, swapped_float(w, v, cell), to);
        return NULL;
    }
    if (is_bits(w))
        v = LLVMBuildBitCast(w->b, v, cell, "");
    v = LLVMBuildIntCast2(w->b, v, cell, false, "");
    store(w, swap(w, v, cell), to);
    return NULL;
}

/* Bytes of each lane the other way round, and then lanes of another type. */
static LLVMValueRef swap_lanes(Lower *w, LLVMValueRef v, LLVMTypeRef lane)
{
    LLVMTypeRef type = LLVMTypeOf(v);

    v = swap(w, v, type);
    return LLVMBuildBitCast(w->b, v, LLVMVectorType(lane, LLVMGetVectorSize(type)), "");
}

LLVMValueRef lower_load_lanes(Lower *w, LLVMTypeRef lane, u32 num)
{
    LLVMTypeRef cells = LLVMVectorType(cell_type(w), num);
    LLVMValueRef v = LLVMBuildLoad2(w->b, cells, address(w), "");

    set_access(w, v);
    return swap_lanes(w, v, lane);
}

void lower_store_lanes(Lower *w, LLVMValueRef at, LLVMValueRef v)
{
    LLVMTypeRef cell = cell_type(w);

    v = LLVMBuildBitCast(w->b, v,
                         LLVMVectorType(cell, LLVMGetVectorSize(LLVMTypeOf(v))), "");
    at = LLVMBuildZExt(w->b, at, w->i64, "");
    store(w, swap_lanes(w, v, cell),
          LLVMBuildIntToPtr(w->b, at, w->memory_pointer, ""));
}

LLVMValueRef lower_op_cas(Lower *w)
{
    LLVMTypeRef cell = cell_type(w);
    LLVMValueRef at = address(w);
    LLVMValueRef expected = LLVMBuildIntCast2(w->b, w->b0, cell, false, "");
    LLVMValueRef value = LLVMBuildIntCast2(w->b, w->c, cell, false, "");

    expected = swap(w, expected, cell);
    value = swap(w, value, cell);
    LLVMValueRef pair = LLVMBuildAtomicCmpXchg(
        w->b, at, expected, value, LLVMAtomicOrderingSequentiallyConsistent,
        LLVMAtomicOrderingSequentiallyConsistent, false);
    LLVMSetVolatile(pair, lower_is_precise(w));
    LLVMValueRef old = swap(w, LLVMBuildExtractValue(w->b, pair, 0, ""), cell);
    return LLVMBuildIntCast2(w->b, old, w->type, false, "");
}

LLVMValueRef lower_op_order(Lower *w)
{
    return LLVMBuildFence(w->b, LLVMAtomicOrderingAcquireRelease, true, "");
}

LLVMValueRef lower_op_fence(Lower *w)
{
    return LLVMBuildFence(w->b, LLVMAtomicOrderingSequentiallyConsistent, false, "");
}

/* lower_memory.c -- guest memory: loads, stores, compare-and-swap, fences.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/llvm/lower.h"

/* Accesses this far past guest memory fault, too: the guard space of abi.h. */
enum { GUARDED = 0x8000 };

/* Splits an address that is the sum of *rest and a part *small, if that is so small
 * that, with the displacement, it can be added after the address is cut to 32 bits.
 * Returns false if there is no such part. */
static bool small_part(const Lower *w, const Operation *o, Val *small, Val *rest)
{
    const Op *sum = &w->blk->ops->ops[o->op->a];
    i64 most = GUARDED - 1 - mem_displacement(o->op->imm);

    if (!w->blk->ones || sum->code != OP_add || sum->type != TY_I32 || most < 0)
        return false;
    *small = w->blk->ones[sum->a] < w->blk->ones[sum->b] ? sum->a : sum->b;
    *rest = sum->a + sum->b - *small;
    return w->blk->ones[*small] <= (u64)most &&
           w->blk->ops->ops[*small].code != OP_constant;
}

static LLVMValueRef wide(Lower *w, LLVMValueRef v)
{
    return LLVMBuildZExt(w->b, v, w->i64, "");
}

/* Returns the host address in 64 bits.  What is added after the cut to 32 bits becomes
 * part of the host's addressing mode, and the guard space around guest memory catches
 * the overflow. */
static LLVMValueRef wide_address(Lower *w, const Operation *o)
{
    i64 displacement = mem_displacement(o->op->imm);
    bool in_guard = displacement >= -GUARDED && displacement < GUARDED;
    LLVMValueRef more = lower_number(w->i64, (u64)displacement);
    Val small, rest;

    /* Blocks that run by themselves have no guard space; a constant base costs nothing
     * to cut. */
    if (!in_guard || w->memory_base || LLVMIsConstant(o->a)) {
        more = lower_number(w->i32, (u32)displacement);
        return wide(w, LLVMBuildAdd(w->b, o->a, more, ""));
    }
    if (!small_part(w, o, &small, &rest))
        return LLVMBuildAdd(w->b, wide(w, o->a), more, "");
    more = LLVMBuildAdd(w->b, wide(w, w->blk->val[small]), more, "");
    return LLVMBuildAdd(w->b, wide(w, w->blk->val[rest]), more, "");
}

static LLVMValueRef address(Lower *w, const Operation *o)
{
    LLVMValueRef a = wide_address(w, o);

    if (w->memory_base)
        return LLVMBuildGEP2(w->b, w->i8, w->memory_base, &a, 1, "");
    /* An offset from null, not an integer made a pointer: this way LLVM knows how far
     * accesses are apart. */
    LLVMValueRef memory = LLVMConstNull(w->memory_pointer);
    return LLVMBuildGEP2(w->b, w->i8, memory, &a, 1, "");
}

static bool swaps(const Operation *o)
{
    return (o->op->imm & MEM_BIG) && (o->op->imm & MEM_SIZE) > 1;
}

static LLVMValueRef swap(Lower *w, const Operation *o, LLVMValueRef v, LLVMTypeRef type)
{
    return swaps(o) ? lower_intrinsic(w, "llvm.bswap", &type, 1, &v, 1) : v;
}

/* Returns a float with the bytes of `v` reversed; both have the same size.  This is
 * done in vector registers: by way of a general register it would take one instruction
 * more. */
static LLVMValueRef swapped_float(Lower *w, const Operation *o, LLVMValueRef v,
                                  LLVMTypeRef to)
{
    LLVMTypeRef from = LLVMTypeOf(v);
    unsigned size = (unsigned)(o->op->imm & MEM_SIZE), lanes = 16 / size;
    LLVMValueRef zero = lower_number(w->i32, 0), order[16];

    for (unsigned i = 0; i < ARRAY_LEN(order); i++)
        order[i] =
            i < size ? lower_number(w->i32, size - 1 - i) : LLVMGetPoison(w->i32);
    LLVMValueRef all = LLVMGetPoison(LLVMVectorType(from, lanes));
    all = LLVMBuildInsertElement(w->b, all, v, zero, "");
    all = LLVMBuildBitCast(w->b, all, w->v128, "");
    all = LLVMBuildShuffleVector(w->b, all, LLVMGetPoison(w->v128),
                                 LLVMConstVector(order, ARRAY_LEN(order)), "");
    all = LLVMBuildBitCast(w->b, all, LLVMVectorType(to, lanes), "");
    return LLVMBuildExtractElement(w->b, all, zero, "");
}

static LLVMTypeRef cell_type(const Lower *w, const Operation *o)
{
    return LLVMIntTypeInContext(w->context, 8 * (unsigned)(o->op->imm & MEM_SIZE));
}

/* Returns true for floats and vectors as wide as the memory cell: these are moved as
 * bits. */
static bool is_bits(const Operation *o)
{
    return o->op->type == TY_V128 || type_is_float((Type)o->op->type);
}

/* Keeps what has an effect on memory in the guest's order among checkpoints, and loads
 * for their faults alone, where there are checkpoints.  Other loads may be moved: they
 * are done again when one of them faults. */
static void set_order(const Lower *w, LLVMValueRef v)
{
    bool free = w->blk && LLVMIsALoadInst(v) && !w->blk->idle_load;

    LLVMSetVolatile(v, w->blk && lower_has_checkpoints(w) && !free);
}

static void set_access(Lower *w, LLVMValueRef v)
{
    LLVMSetAlignment(v, 1);
    LLVMSetMetadata(v, w->tbaa, w->memory_tag);
    set_order(w, v);
}

LLVMValueRef lower_op_load(Lower *w, const Operation *o)
{
    bool plain = is_bits(o) && !swaps(o);
    LLVMTypeRef cell = plain ? o->type : cell_type(w, o);
    LLVMValueRef v = LLVMBuildLoad2(w->b, cell, address(w, o), "");

    set_access(w, v);
    if (plain)
        return v;
    if (type_is_float((Type)o->op->type))
        return swapped_float(w, o, v, o->type);
    v = swap(w, o, v, cell);
    if (is_bits(o))
        return LLVMBuildBitCast(w->b, v, o->type, "");
    return LLVMBuildIntCast2(w->b, v, o->type, (o->op->imm & MEM_SIGNED) != 0, "");
}

static void store(Lower *w, LLVMValueRef v, LLVMValueRef to)
{
    v = LLVMBuildStore(w->b, v, to);
    set_access(w, v);
}

LLVMValueRef lower_op_store(Lower *w, const Operation *o)
{
    LLVMValueRef to = address(w, o), v = o->b;
    LLVMTypeRef cell = cell_type(w, o);

    if (is_bits(o) && !swaps(o)) {
        store(w, v, to);
        return NULL;
    }
    if (type_is_float((Type)o->op->type)) {
        store(w, swapped_float(w, o, v, cell), to);
        return NULL;
    }
    if (is_bits(o))
        v = LLVMBuildBitCast(w->b, v, cell, "");
    v = LLVMBuildIntCast2(w->b, v, cell, false, "");
    store(w, swap(w, o, v, cell), to);
    return NULL;
}

/* Reverses the bytes of each lane, and returns the vector with lanes of another type.
 */
static LLVMValueRef swap_lanes(Lower *w, const Operation *o, LLVMValueRef v,
                               LLVMTypeRef lane)
{
    LLVMTypeRef type = LLVMTypeOf(v);

    v = swap(w, o, v, type);
    return LLVMBuildBitCast(w->b, v, LLVMVectorType(lane, LLVMGetVectorSize(type)), "");
}

LLVMValueRef lower_load_lanes(Lower *w, const Operation *o, LLVMTypeRef lane, u32 num)
{
    LLVMTypeRef cells = LLVMVectorType(cell_type(w, o), num);
    LLVMValueRef v = LLVMBuildLoad2(w->b, cells, address(w, o), "");

    set_access(w, v);
    return swap_lanes(w, o, v, lane);
}

void lower_store_lanes(Lower *w, const Operation *o, LLVMValueRef at, LLVMValueRef v)
{
    LLVMTypeRef cell = cell_type(w, o);

    v = LLVMBuildBitCast(w->b, v,
                         LLVMVectorType(cell, LLVMGetVectorSize(LLVMTypeOf(v))), "");
    at = LLVMBuildZExt(w->b, at, w->i64, "");
    store(w, swap_lanes(w, o, v, cell),
          LLVMBuildIntToPtr(w->b, at, w->memory_pointer, ""));
}

LLVMValueRef lower_op_cas(Lower *w, const Operation *o)
{
    LLVMTypeRef cell = cell_type(w, o);
    LLVMValueRef at = address(w, o);
    LLVMValueRef expected = LLVMBuildIntCast2(w->b, o->b, cell, false, "");
    LLVMValueRef value = LLVMBuildIntCast2(w->b, o->c, cell, false, "");

    expected = swap(w, o, expected, cell);
    value = swap(w, o, value, cell);
    LLVMValueRef pair = LLVMBuildAtomicCmpXchg(
        w->b, at, expected, value, LLVMAtomicOrderingSequentiallyConsistent,
        LLVMAtomicOrderingSequentiallyConsistent, false);
    set_order(w, pair);
    LLVMValueRef old = swap(w, o, LLVMBuildExtractValue(w->b, pair, 0, ""), cell);
    return LLVMBuildIntCast2(w->b, old, o->type, false, "");
}

void lower_order(Lower *w)
{
    LLVMBuildFence(w->b, LLVMAtomicOrderingAcquireRelease, true, "");
}

LLVMValueRef lower_op_order(Lower *w, const Operation *o)
{
    (void)o;
    lower_order(w);
    return NULL;
}

LLVMValueRef lower_op_fence(Lower *w, const Operation *o)
{
    (void)o;
    return LLVMBuildFence(w->b, LLVMAtomicOrderingSequentiallyConsistent, false, "");
}

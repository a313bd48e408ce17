/* lower_crypto.c -- vector micro-ops of AES, SHA and polynomials.
 *
 * They are the host's instructions, which its level does not promise: a block that has
 * any is lowered twice, with instructions and with calls (lower_unit.c).
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <cpuid.h>

#include "aot/llvm/lower.h"
#include "runtime/abi.h"

unsigned lower_lacking_here(void)
{
    enum { EXTENDED = 7, BOTH = bit_AES | bit_PCLMUL };
    unsigned a, b, c, d, lacking = AES | SHA;

    if (__get_cpuid(1, &a, &b, &c, &d) && (c & BOTH) == BOTH)
        lacking &= ~(unsigned)AES;
    if (__get_cpuid_count(EXTENDED, 0, &a, &b, &c, &d) && b & bit_SHA)
        lacking &= ~(unsigned)SHA;
    return lacking;
}

LLVMValueRef lower_host_lacks(Lower *w, unsigned traits)
{
    u32 wanted = (traits & AES ? LACKS_AES : 0) | (traits & SHA ? LACKS_SHA : 0);
    LLVMValueRef lacks = lower_get_state(w, HEAD + offsetof(ThreadHead, lacks), w->i32);
    LLVMMetadataRef none = LLVMMDNodeInContext2(w->context, NULL, 0);

    /* It never changes: one load does for all that it dominates. */
    LLVMSetMetadata(lacks, LLVMGetMDKindIDInContext(w->context, "invariant.load", 14),
                    LLVMMetadataAsValue(w->context, none));
    lacks = LLVMBuildAnd(w->b, lacks, lower_i32(w, wanted), "");
    return LLVMBuildICmp(w->b, LLVMIntNE, lacks, lower_i32(w, 0), "");
}

/* Calls an intrinsic on the op's operands as lanes of `bits` bits; `count` is one more
 * argument, unless it is NULL.  Calls ir_vector instead if the host lacks the
 * instruction. */
static LLVMValueRef by_host(Lower *w, const Operation *o, const char *name,
                            unsigned bits, LLVMValueRef count)
{
    LLVMValueRef operand[] = {o->a, o->b, o->c}, args[4];
    unsigned n = op_info[o->op->code].args;

    if (op_info[o->op->code].traits & w->lacks)
        return lower_vector_call(w, o);
    for (unsigned i = 0; i < n; i++)
        args[i] = lower_as_lanes(w, operand[i], bits);
    if (count)
        args[n++] = count;
    return lower_as_v128(w, lower_intrinsic(w, name, NULL, 0, args, n));
}

LLVMValueRef lower_op_vaesenc(Lower *w, const Operation *o)
{
    return by_host(w, o, "llvm.x86.aesni.aesenc", 64, NULL);
}

LLVMValueRef lower_op_vaesenclast(Lower *w, const Operation *o)
{
    return by_host(w, o, "llvm.x86.aesni.aesenclast", 64, NULL);
}

LLVMValueRef lower_op_vaesdec(Lower *w, const Operation *o)
{
    return by_host(w, o, "llvm.x86.aesni.aesdec", 64, NULL);
}

LLVMValueRef lower_op_vaesdeclast(Lower *w, const Operation *o)
{
    return by_host(w, o, "llvm.x86.aesni.aesdeclast", 64, NULL);
}

LLVMValueRef lower_op_vaesunmix(Lower *w, const Operation *o)
{
    return by_host(w, o, "llvm.x86.aesni.aesimc", 64, NULL);
}

/* The host mixes columns only as part of a round: one whose other steps the last step
 * of decryption has undone before. */
LLVMValueRef lower_op_vaesmix(Lower *w, const Operation *o)
{
    LLVMValueRef args[2];

    if (w->lacks & AES)
        return lower_vector_call(w, o);
    args[0] = lower_as_lanes(w, o->a, 64);
    args[1] = lower_all_lanes(w, 64, 0);
    args[0] = lower_intrinsic(w, "llvm.x86.aesni.aesdeclast", NULL, 0, args, 2);
    return lower_as_v128(w,
                         lower_intrinsic(w, "llvm.x86.aesni.aesenc", NULL, 0, args, 2));
}

LLVMValueRef lower_op_vclmul(Lower *w, const Operation *o)
{
    unsigned n = vec_count(o->op->imm);
    u64 halves = (n & 1) | (n & 2) << 3;

    return by_host(w, o, "llvm.x86.pclmulqdq", 64, lower_number(w->i8, halves));
}

LLVMValueRef lower_op_vsha1rounds(Lower *w, const Operation *o)
{
    u64 phase = vec_count(o->op->imm) & 3;

    return by_host(w, o, "llvm.x86.sha1rnds4", 32, lower_number(w->i8, phase));
}

LLVMValueRef lower_op_vsha1msg2(Lower *w, const Operation *o)
{
    return by_host(w, o, "llvm.x86.sha1msg2", 32, NULL);
}

LLVMValueRef lower_op_vsha256rounds(Lower *w, const Operation *o)
{
    return by_host(w, o, "llvm.x86.sha256rnds2", 32, NULL);
}

LLVMValueRef lower_op_vsha256msg1(Lower *w, const Operation *o)
{
    return by_host(w, o, "llvm.x86.sha256msg1", 32, NULL);
}

LLVMValueRef lower_op_vsha256msg2(Lower *w, const Operation *o)
{
    return by_host(w, o, "llvm.x86.sha256msg2", 32, NULL);
}

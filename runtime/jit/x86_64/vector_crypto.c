/* vector_crypto.c -- vector micro-ops of AES, SHA and polynomials.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/jit/x86_64/vector.h"

/* --- AES --- */

/* Emits dst = a round of a, with the key b; or a call, if the host has none. */
static void aes_round(Jit *j, const Op *op, u32 insn)
{
    u8 a, b;

    if (!j->config.aes) {
        jit_vector_call(j, op);
        return;
    }
    a = jit_in_xmm(j, op->a);
    b = jit_in_xmm(j, op->b);
    emit_sse(j, insn, jit_define_xmm(j), a, rm_reg(b));
}

void jit_lower_vaesenc(Jit *j, const Op *op)
{
    aes_round(j, op, I_AESENC);
}

void jit_lower_vaesenclast(Jit *j, const Op *op)
{
    aes_round(j, op, I_AESENCLAST);
}

void jit_lower_vaesdec(Jit *j, const Op *op)
{
    aes_round(j, op, I_AESDEC);
}

void jit_lower_vaesdeclast(Jit *j, const Op *op)
{
    aes_round(j, op, I_AESDECLAST);
}

/* The host mixes columns only as part of a round: one whose other steps the last step
 * of decryption has undone before. */
void jit_lower_vaesmix(Jit *j, const Op *op)
{
    u8 a, dst;

    if (!j->config.aes) {
        jit_vector_call(j, op);
        return;
    }
    a = jit_in_xmm(j, op->a);
    dst = jit_define_xmm(j);
    emit_sse(j, I_AESDECLAST, dst, a, jit_vector_all(j, 64, 0));
    emit_sse(j, I_AESENC, dst, dst, jit_vector_all(j, 64, 0));
}

void jit_lower_vaesunmix(Jit *j, const Op *op)
{
    u8 a;

    if (!j->config.aes) {
        jit_vector_call(j, op);
        return;
    }
    a = jit_in_xmm(j, op->a);
    emit_sse1(j, I_AESIMC, jit_define_xmm(j), rm_reg(a));
}

void jit_lower_vclmul(Jit *j, const Op *op)
{
    unsigned n = vec_count(op->imm);

    aes_round(j, op, I_PCLMULQDQ);
    if (j->config.aes)
        emit_8(&j->e, (n & 1) | (n & 2) << 3);
}

/* --- SHA: instructions without a VEX form --- */

/* Emits dst = insn of a and b; or a call, if the host has none: then returns false. */
static bool sha(Jit *j, const Op *op, u32 insn)
{
    u8 a, b, dst;

    if (!j->config.sha) {
        jit_vector_call(j, op);
        return false;
    }
    a = jit_in_xmm(j, op->a);
    b = jit_in_xmm(j, op->b);
    dst = jit_define_xmm(j);
    emit_sse1(j, I_MOVAPS, dst, rm_reg(a));
    emit_rm(&j->e, insn, dst, rm_reg(b));
    return true;
}

void jit_lower_vsha1rounds(Jit *j, const Op *op)
{
    if (sha(j, op, I_SHA1RNDS4))
        emit_8(&j->e, vec_count(op->imm) & 3);
}

void jit_lower_vsha1msg2(Jit *j, const Op *op)
{
    sha(j, op, I_SHA1MSG2);
}

/* The words are in xmm0, which the instruction does not name. */
void jit_lower_vsha256rounds(Jit *j, const Op *op)
{
    if (j->config.sha) {
        jit_claim(j, XMM0);
        jit_copy_to(j, XMM0, op->c);
    }
    sha(j, op, I_SHA256RNDS2);
}

void jit_lower_vsha256msg1(Jit *j, const Op *op)
{
    sha(j, op, I_SHA256MSG1);
}

void jit_lower_vsha256msg2(Jit *j, const Op *op)
{
    sha(j, op, I_SHA256MSG2);
}

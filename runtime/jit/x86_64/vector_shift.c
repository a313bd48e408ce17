/* vector_shift.c -- shifts of lanes by a constant.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/jit/x86_64/vector.h"

static void shift_insn(Jit *j, u32 kind, unsigned bits, u8 dst, u8 from, unsigned n)
{
    u32 insn = bits == 16 ? I_PSHIFT_16 : bits == 32 ? I_PSHIFT_32 : I_PSHIFT_64;

    if (j->config.v3) {
        emit_vex(&j->e, insn, (u8)kind, dst, rm_reg(from));
    } else {
        if (dst != from)
            emit_rm(&j->e, I_MOVAPS, dst, rm_reg(from));
        emit_rm(&j->e, insn, (u8)kind, rm_reg(dst));
    }
    emit_8(&j->e, n);
}

void jit_vector_shift_words(Jit *j, u32 kind, unsigned bits, u8 dst, u8 from,
                            unsigned n)
{
    shift_insn(j, kind, bits < 16 ? 16 : bits, dst, from, n);
}

/* Copies the sign, which a logical shift by n left at bit (bits - 1 - n), to all bits
 * above, which are 0. */
static void extend_sign(Jit *j, unsigned bits, u8 reg, unsigned n)
{
    Rm sign = jit_vector_all(j, bits, 1ull << (bits - 1 - n));

    emit_sse(j, I_XORPS, reg, reg, sign);
    emit_sse(j, bits == 8 ? I_PSUB_8 : I_PSUB_64, reg, reg, sign);
}

static void shift_bytes(Jit *j, u32 kind, u8 dst, u8 from, unsigned n)
{
    u64 kept = kind == SHIFT_LEFT ? 0xffu << n : 0xffu >> n;

    shift_insn(j, kind == SHIFT_LEFT ? SHIFT_LEFT : SHIFT_RIGHT, 16, dst, from, n);
    emit_sse(j, I_ANDPS, dst, dst, jit_vector_all(j, 8, kept));
}

void jit_vector_shift(Jit *j, u32 kind, unsigned bits, u8 dst, u8 from, unsigned n)
{
    bool is_signed = kind == SHIFT_RIGHT_SIGNED;

    if (is_signed && n == bits)
        n--;
    if (n == 0 || n == bits) {
        emit_sse1(j, I_MOVAPS, dst, rm_reg(from));
        if (n)
            emit_sse(j, I_XORPS, dst, dst, rm_reg(dst));
        return;
    }
    if (bits == 8)
        shift_bytes(j, kind, dst, from, n);
    else
        shift_insn(j, is_signed && bits == 64 ? SHIFT_RIGHT : kind, bits, dst, from, n);
    if (is_signed && (bits == 8 || bits == 64))
        extend_sign(j, bits, dst, n);
}

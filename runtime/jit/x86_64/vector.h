/*
 * vector.h -- what the files of the vector micro-ops share.
 *
 *      jit_vector_shift(j, SHIFT_RIGHT, 8, dst, a, 3);     every byte of a, shifted
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_JIT_X86_64_VECTOR_H
#define RUNTIME_JIT_X86_64_VECTOR_H

#include "runtime/jit/x86_64/host.h"

/* An instruction's forms for lanes of 8, 16, 32 and 64 bits; 0: there is none. */
typedef struct {
    u32 insn[4];
} VectorInsns;

static inline u32 vector_insn(const VectorInsns *insns, unsigned bits)
{
    return insns->insn[__builtin_ctz(bits) - 3];
}

/* The op as a call of its meaning. */
void jit_vector_call(Jit *j, const Op *op);

/* `n` in every lane, as an operand. */
Rm jit_vector_all(Jit *j, unsigned bits, u64 n);

/* dst = the words of `from`, each chosen by two bits of `order`. */
void jit_vector_words(Jit *j, u8 dst, u8 from, u32 order);

/* The /digit of the group of shifts of vectors. */
enum { SHIFT_RIGHT = 2, SHIFT_RIGHT_SIGNED = 4, SHIFT_LEFT = 6 };

/* dst = the lanes of `from` shifted by n, 0 to their width; dst may be `from`. */
void jit_vector_shift(Jit *j, u32 kind, unsigned bits, u8 dst, u8 from, unsigned n);
/* The same, but bytes get bits of their neighbours, and none is shifted signed. */
void jit_vector_shift_words(Jit *j, u32 kind, unsigned bits, u8 dst, u8 from,
                            unsigned n);

#endif

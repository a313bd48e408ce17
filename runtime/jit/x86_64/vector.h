/*
 * vector.h -- declarations that the files of the vector micro-ops share.
 *
 *      jit_vector_shift(j, SHIFT_RIGHT, 8, dst, a, 3);     every byte of a, shifted
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_JIT_X86_64_VECTOR_H
#define RUNTIME_JIT_X86_64_VECTOR_H

#include "runtime/jit/x86_64/host.h"

/* The forms of an instruction (I_...) for lanes of 8, 16, 32 and 64 bits; 0: there is
 * none. */
typedef struct {
    u32 insn[4];
} VectorInsns;

/* Returns the form for lanes of `bits` bits. */
static inline u32 vector_insn(const VectorInsns *insns, unsigned bits)
{
    return insns->insn[__builtin_ctz(bits) - 3];
}

/* Emits the op as a call of ir_vector, its meaning in C. */
void jit_vector_call(Jit *j, const Op *op);

/* Returns an operand with `n` in each lane of `bits` bits. */
Rm jit_vector_all(Jit *j, unsigned bits, u64 n);

/* Emits dst = four 32-bit lanes of `from`; lane i is chosen by bits 2i and 2i + 1 of
 * `order` (pshufd). */
void jit_vector_words(Jit *j, u8 dst, u8 from, u32 order);

/* The /digit in ModRM of the vector shift group (71, 72, 73). */
enum { SHIFT_RIGHT = 2, SHIFT_RIGHT_SIGNED = 4, SHIFT_LEFT = 6 };

/* Emits dst = the lanes of `from`, each shifted by n, which is 0 to `bits`. dst may be
 * `from`. */
void jit_vector_shift(Jit *j, u32 kind, unsigned bits, u8 dst, u8 from, unsigned n);
/* The same without care for lanes of 8 bits, which are shifted as lanes of 16 and so
 * get bits of their neighbours.  `kind` must be one that the host has for the width: it
 * has no signed shift of 64-bit lanes. */
void jit_vector_shift_words(Jit *j, u32 kind, unsigned bits, u8 dst, u8 from,
                            unsigned n);

#endif

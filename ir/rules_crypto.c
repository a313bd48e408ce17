/* rules_crypto.c -- rounds of AES put together from their steps.
 *
 * ARM adds the key before a round and mixes columns in an instruction of its own; the
 * ops of a round add the key of the next one last, which is free.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "ir/passes.h"

/* Returns true if v is a round of kind `code` with the key 0; sets *state to what it
 * begins with. */
static bool is_keyless(const Optimiser *o, Val v, Opcode code, Val *state)
{
    Op op = opt_op(o, v);

    *state = op.a;
    return op.code == code && opt_is_constant(o, op.b, 0);
}

static Val round_of(Optimiser *o, Opcode code, Val state, Val key)
{
    return opt_make(o, (Op){(u8)code, TY_V128, state, key, 0, vec_imm(8, 0)});
}

Val rule_vaesmix(Optimiser *o, const Op *op)
{
    bool decrypts = op->code == OP_vaesunmix;
    Val state;

    if (!is_keyless(o, op->a, decrypts ? OP_vaesdeclast : OP_vaesenclast, &state))
        return VAL_NONE;
    return round_of(o, decrypts ? OP_vaesdec : OP_vaesenc, state, opt_op(o, op->a).b);
}

/* Returns the round of which v is all but the key, with `key`; VAL_NONE if v is none.
 */
static Val with_key(Optimiser *o, Val v, Val key)
{
    static const Opcode rounds[] = {OP_vaesenc, OP_vaesenclast, OP_vaesdec,
                                    OP_vaesdeclast};
    Val state;

    for (u32 i = 0; i < ARRAY_LEN(rounds); i++)
        if (is_keyless(o, v, rounds[i], &state))
            return round_of(o, rounds[i], state, key);
    return VAL_NONE;
}

Val rule_vxor(Optimiser *o, const Op *op)
{
    Val v = rule_vector_zero(o, op);

    if (v == VAL_NONE)
        v = with_key(o, op->a, op->b);
    return v == VAL_NONE ? with_key(o, op->b, op->a) : v;
}

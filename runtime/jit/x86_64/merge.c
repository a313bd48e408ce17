/*
 * merge.c -- which ops compute an operand in their own instructions, and which values
 * these instructions then use.
 *
 * The two facts of an op stand together here, since they must agree: a value that all
 * its users merge is lazy, so a value missing from the list of uses is never computed.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include "runtime/jit/x86_64/host.h"

typedef struct {
    /* returns true if `user` computes its operand `k`, the op `def`, where that is
     * lazy; only_use: no other op has it as operand */
    bool (*merges)(const Jit *j, const Op *user, u32 k, const Op *def, bool only_use);
    /* writes the values that the instructions for op `v` use; returns their number */
    u32 (*uses)(const Jit *j, Val v, Val out[MAX_USES]);
} Merge;

/* Writes the op's operands from `first` on; returns their number. */
static u32 operands_from(const Op *op, u32 first, Val *out)
{
    const Val all[] = {op->a, op->b, op->c};
    u32 n = 0;

    for (u32 k = first; k < op_info[op->code].args; k++)
        if (all[k] != VAL_NONE)
            out[n++] = all[k];
    return n;
}

u32 jit_operands(const Op *op, Val out[3])
{
    return operands_from(op, 0, out);
}

static bool is_test(const Op *op)
{
    return op->code == OP_set || op->code == OP_fset;
}

static u32 test_uses(Test t, Val out[MAX_USES])
{
    out[0] = t.a;
    out[1] = t.b;
    return t.b == VAL_NONE ? 1 : 2;
}

/* A condition `a`, from which the op jumps, raises or selects: the flags of a compare.
 */
static bool condition_merges(const Jit *j, const Op *user, u32 k, const Op *def,
                             bool only_use)
{
    (void)j, (void)user, (void)only_use;
    return k == 0 && is_test(def);
}

static u32 condition_uses(const Jit *j, Val v, Val out[MAX_USES])
{
    const Op *op = op_of(j, v);
    u32 n = test_uses(jit_test_of(j, op->a), out);

    return n + operands_from(op, 1, out + n);
}

/* put: setcc to a bit slot. */
static bool put_merges(const Jit *j, const Op *user, u32 k, const Op *def,
                       bool only_use)
{
    (void)k, (void)only_use;
    return is_test(def) && jit_is_bit_slot(j, user->imm);
}

static u32 put_uses(const Jit *j, Val v, Val out[MAX_USES])
{
    const Op *op = op_of(j, v);

    if (!j->info[op->a].lazy)
        return jit_operands(op, out);
    return test_uses(jit_test_of(j, op->a), out);
}

/* load and store: an add is part of the address. */
static bool access_merges(const Jit *j, const Op *user, u32 k, const Op *def,
                          bool only_use)
{
    (void)j, (void)user, (void)only_use;
    return k == 0 && def->code == OP_add;
}

static u32 access_uses(const Jit *j, Val v, Val out[MAX_USES])
{
    const Op *op = op_of(j, v);
    SplitAddress address = jit_address_of(j, op->a, mem_displacement(op->imm));
    u32 n = 0;

    if (address.base != VAL_NONE)
        out[n++] = address.base;
    if (address.index != VAL_NONE)
        out[n++] = address.index;
    return n + operands_from(op, 1, out + n);
}

/* set: the test instruction is an `and`; a comparison of a test with 0 is that test or
 * its opposite. */
static bool set_merges(const Jit *j, const Op *user, u32 k, const Op *def,
                       bool only_use)
{
    if (k != 0 || !is_constant_of(j, user->b, 0))
        return false;
    if (def->code == OP_and)
        return only_use && op_of(j, def->a)->code != OP_not &&
               op_of(j, def->b)->code != OP_not;
    return is_test(def) && (user->imm == CC_EQ || user->imm == CC_NE);
}

static u32 set_uses(const Jit *j, Val v, Val out[MAX_USES])
{
    return test_uses(jit_test_made(j, v), out);
}

/* xor of a test with 1: the opposite test. */
static bool xor_merges(const Jit *j, const Op *user, u32 k, const Op *def,
                       bool only_use)
{
    (void)only_use;
    return k == 0 && is_test(def) && is_constant_of(j, user->b, 1);
}

static u32 xor_uses(const Jit *j, Val v, Val out[MAX_USES])
{
    const Op *op = op_of(j, v);

    return j->info[op->a].lazy ? set_uses(j, v, out) : jit_operands(op, out);
}

/* and: andn has the `not` of one operand. */
static bool and_merges(const Jit *j, const Op *user, u32 k, const Op *def,
                       bool only_use)
{
    (void)only_use;
    return j->config.v3 && def->code == OP_not &&
           !is_constant(j, k ? user->a : user->b) &&
           (k == 1 || op_of(j, user->b)->code != OP_not);
}

static u32 and_uses(const Jit *j, Val v, Val out[MAX_USES])
{
    const Op *op = op_of(j, v);
    Val plain, turned = jit_inverted(j, op, &plain);

    if (turned == VAL_NONE)
        return jit_operands(op, out);
    out[0] = plain;
    out[1] = turned;
    return 2;
}

/* carry and overflow: x + ~y + 1 is the difference x - y. */
static bool flag_merges(const Jit *j, const Op *user, u32 k, const Op *def,
                        bool only_use)
{
    (void)only_use;
    return k < 2 && def->code == OP_not && is_constant_of(j, user->c, 1) &&
           (k == 1 || op_of(j, user->b)->code != OP_not);
}

static u32 flag_uses(const Jit *j, Val v, Val out[MAX_USES])
{
    const Op *op = op_of(j, v);
    u64 constant;

    if (!jit_of_difference(j, op, &out[0], &out[1], &constant))
        return jit_operands(op, out);
    return out[1] == VAL_NONE ? 1 : 2;
}

/* Shifts: the host counts modulo the operand's size, as a mask of the count does. */
static bool shift_merges(const Jit *j, const Op *user, u32 k, const Op *def,
                         bool only_use)
{
    (void)only_use;
    if (k != 1 || def->code != OP_and || !is_constant(j, def->b))
        return false;

    u64 mask = op_of(j, def->b)->imm;

    return mask == 63 || (mask == 31 && type_bits((Type)user->type) == 32);
}

static u32 shift_uses(const Jit *j, Val v, Val out[MAX_USES])
{
    const Op *op = op_of(j, v);
    u32 below;

    out[0] = op->a;
    out[1] = jit_shift_count(j, op, &below);
    return 2;
}

/* By op code.  The other ops merge nothing. */
static const Merge merge_of[NUM_OPS] = {
    [OP_exit_if] = {condition_merges, condition_uses},
    [OP_raise_if] = {condition_merges, condition_uses},
    [OP_select] = {condition_merges, condition_uses},
    [OP_put] = {put_merges, put_uses},
    [OP_load] = {access_merges, access_uses},
    [OP_store] = {access_merges, access_uses},
    [OP_set] = {set_merges, set_uses},
    [OP_xor] = {xor_merges, xor_uses},
    [OP_and] = {and_merges, and_uses},
    [OP_carry] = {flag_merges, flag_uses},
    [OP_overflow] = {flag_merges, flag_uses},
    [OP_shl] = {shift_merges, shift_uses},
    [OP_shr] = {shift_merges, shift_uses},
    [OP_sar] = {shift_merges, shift_uses},
    [OP_ror] = {shift_merges, shift_uses},
};

bool jit_merges(const Jit *j, const Op *user, u32 k, const Op *def, bool only_use)
{
    const Merge *merge = &merge_of[user->code];

    return merge->merges && merge->merges(j, user, k, def, only_use);
}

u32 jit_uses(const Jit *j, Val v, Val out[MAX_USES])
{
    const Op *op = op_of(j, v);
    const Merge *merge = &merge_of[op->code];

    return merge->uses ? merge->uses(j, v, out) : jit_operands(op, out);
}

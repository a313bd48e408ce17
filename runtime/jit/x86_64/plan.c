/* plan.c -- which values are lazy, and where each value is used next.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/jit/x86_64/host.h"

static bool is_test(const Op *op)
{
    return op->code == OP_set || op->code == OP_fset;
}

static bool counts_modulo(const Jit *j, const Op *user, const Op *def)
{
    u64 bits = type_bits((Type)user->type);

    if (def->code != OP_and || !is_constant(j, def->b))
        return false;

    u64 mask = op_of(j, def->b)->imm;

    return mask == 63 || (mask == 31 && bits == 32);
}

/* Operand `k` of `user` can be made as part of it, all else permitting. */
static bool can_fold(const Jit *j, const Op *user, u32 k, const Op *def, bool only_use)
{
    switch (user->code) {
    case OP_exit_if:
    case OP_raise_if: return is_test(def);
    case OP_select: return k == 0 && is_test(def);
    case OP_put: return is_test(def) && jit_is_bit_slot(j, user->imm);
    case OP_load:
    case OP_store: return k == 0 && def->code == OP_add;
    case OP_set:
        if (k != 0 || !is_constant_of(j, user->b, 0))
            return false;
        if (def->code == OP_and)
            return only_use && op_of(j, def->a)->code != OP_not &&
                   op_of(j, def->b)->code != OP_not;
        return is_test(def) && (user->imm == CC_EQ || user->imm == CC_NE);
    case OP_xor: return k == 0 && is_test(def) && is_constant_of(j, user->b, 1);
    case OP_and:
        return j->config.v3 && def->code == OP_not &&
               !is_constant(j, k ? user->a : user->b) &&
               (k == 1 || op_of(j, user->b)->code != OP_not);
    case OP_carry:
    case OP_overflow:
        return k < 2 && def->code == OP_not && is_constant_of(j, user->c, 1) &&
               (k == 1 || op_of(j, user->b)->code != OP_not);
    case OP_shl:
    case OP_shr:
    case OP_sar:
    case OP_ror: return k == 1 && counts_modulo(j, user, def);
    default: return false;
    }
}

static u32 operands(const Op *op, Val out[3])
{
    const Val all[3] = {op->a, op->b, op->c};
    u32 n = 0;

    for (u32 k = 0; k < op_info[op->code].args; k++)
        if (all[k] != VAL_NONE)
            out[n++] = all[k];
    return n;
}

static void count_uses(Jit *j)
{
    for (u32 i = 0; i < j->blk->count; i++) {
        Val v[3];
        u32 n = operands(op_of(j, (Val)i), v);

        for (u32 k = 0; k < n; k++)
            j->info[v[k]].uses++;
    }
}

static bool touches_fp(const Jit *j, const Op *op)
{
    return op->code == OP_helper && j->config.helpers[op->imm].touches_fp;
}

static void find_hard(Jit *j)
{
    u32 barrier = 0; /* the last helper that may change the FP modes */

    for (u32 i = 0; i < j->blk->count; i++) {
        const Op *op = op_of(j, (Val)i);
        Val v[3] = {VAL_NONE, VAL_NONE, VAL_NONE};
        u32 n = operands(op, v);

        for (u32 k = 0; k < n; k++) {
            const Op *def = op_of(j, v[k]);
            ValueInfo *info = &j->info[v[k]];

            if (!can_fold(j, op, k, def, info->uses == 1) ||
                (def->code == OP_fset && v[k] < barrier))
                info->hard = true;
        }
        if (touches_fp(j, op))
            barrier = i;
    }
}

/* Ops that can_fold may accept. */
static bool may_be_lazy(const Op *op)
{
    return is_test(op) || op->code == OP_add || op->code == OP_and ||
           op->code == OP_not;
}

static u32 test_uses(Test t, Val out[MAX_USES])
{
    out[0] = t.a;
    out[1] = t.b;
    return t.b == VAL_NONE ? 1 : 2;
}

static u32 address_uses(Address a, Val out[MAX_USES])
{
    u32 n = 0;

    if (a.base != VAL_NONE)
        out[n++] = a.base;
    if (a.index != VAL_NONE)
        out[n++] = a.index;
    return n;
}

/* The values that the instructions for op `i` use. */
static u32 real_uses(const Jit *j, Val i, Val out[MAX_USES])
{
    const Op *op = op_of(j, i);
    u32 n, below;

    switch (op->code) {
    case OP_exit_if:
    case OP_raise_if: return test_uses(jit_test_of(j, op->a), out);
    case OP_select:
        n = test_uses(jit_test_of(j, op->a), out);
        out[n++] = op->b;
        out[n++] = op->c;
        return n;
    case OP_put:
        if (j->info[op->a].lazy)
            return test_uses(jit_test_of(j, op->a), out);
        break;
    case OP_set: return test_uses(jit_test_made(j, i), out);
    case OP_load:
        return address_uses(jit_address_of(j, op->a, mem_displacement(op->imm)), out);
    case OP_store:
        n = address_uses(jit_address_of(j, op->a, mem_displacement(op->imm)), out);
        out[n++] = op->b;
        return n;
    case OP_and: {
        Val plain, turned = jit_inverted(j, op, &plain);

        if (turned == VAL_NONE)
            break;
        out[0] = plain;
        out[1] = turned;
        return 2;
    }
    case OP_carry:
    case OP_overflow: {
        u64 constant;

        if (!jit_of_difference(j, op, &out[0], &out[1], &constant))
            break;
        return out[1] == VAL_NONE ? 1 : 2;
    }
    case OP_xor:
        if (!j->info[op->a].lazy)
            break;
        return test_uses(jit_test_made(j, i), out);
    case OP_shl:
    case OP_shr:
    case OP_sar:
    case OP_ror:
        out[0] = op->a;
        out[1] = jit_shift_count(j, op, &below);
        return 2;
    default: break;
    }
    return operands(op, out);
}

bool jit_has_effect(const Jit *j, const Op *op)
{
    if (op->code == OP_helper) {
        const Helper *h = &j->config.helpers[op->imm];

        return h->reads || h->writes || h->touches_fp || h->touches_memory;
    }
    /* Exceptions of floating-point operations add up in MXCSR. */
    return op_info[op->code].traits & FP ||
           (!op_info[op->code].pure && op->code != OP_get);
}

static void link_uses(Jit *j)
{
    for (u32 i = j->blk->count; i-- > 0;) {
        const Op *op = op_of(j, (Val)i);
        ValueInfo *info = &j->info[i];

        info->lazy = may_be_lazy(op) && !info->hard && info->uses;
    }
    for (u32 i = j->blk->count; i-- > 0;) {
        const Op *op = op_of(j, (Val)i);
        ValueInfo *info = &j->info[i];
        Val v[MAX_USES];
        u32 n = 0;

        if (!info->lazy && (info->next != NO_USE || jit_has_effect(j, op)))
            n = real_uses(j, (Val)i, v);
        for (u32 k = 0; k < MAX_USES; k++) {
            j->use[i][k] = (Use){VAL_NONE, NO_USE};
            if (k >= n)
                continue;
            j->use[i][k] = (Use){v[k], j->info[v[k]].next};
            j->info[v[k]].next = (u16)i;
        }
    }
}

void jit_plan_block(Jit *j)
{
    for (u32 i = 0; i < j->blk->count; i++)
        j->info[i] = (ValueInfo){
            .next = NO_USE, .home = NO_SLOT, .spill = NO_SLOT, .reg = NO_REG};
    count_uses(j);
    find_hard(j);
    link_uses(j);
}

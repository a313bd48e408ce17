/* plan.c -- which values are lazy, and where each value is used next.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/jit/x86_64/host.h"

static void count_uses(Jit *j)
{
    for (u32 i = 0; i < j->blk->count; i++) {
        Val v[3];
        u32 n = jit_operands(op_of(j, (Val)i), v);

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
        u32 n = jit_operands(op, v);

        for (u32 k = 0; k < n; k++) {
            const Op *def = op_of(j, v[k]);
            ValueInfo *info = &j->info[v[k]];

            if (!jit_merges(j, op, k, def, info->uses == 1) ||
                (def->code == OP_fset && v[k] < barrier))
                info->hard = true;
        }
        if (touches_fp(j, op))
            barrier = i;
    }
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
        ValueInfo *info = &j->info[i];

        info->lazy = !info->hard && info->uses;
    }
    for (u32 i = j->blk->count; i-- > 0;) {
        const Op *op = op_of(j, (Val)i);
        ValueInfo *info = &j->info[i];
        Val v[MAX_USES];
        u32 n = 0;

        if (!info->lazy && (info->next != NO_USE || jit_has_effect(j, op)))
            n = jit_uses(j, (Val)i, v);
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

/* call.c -- calls of C functions.  System V ABI, AMD64, 3.2.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/jit/x86_64/host.h"

static const u8 argument_reg[] = {RDI, RSI, RDX, RCX, R8};
enum { MAX_ARGS = ARRAY_LEN(argument_reg) };

/* A parallel move: all sources are read before any destination is written. */
typedef struct {
    u8 to[MAX_ARGS], from[MAX_ARGS];
    u32 count;
} Moves;

static bool is_source(const Moves *m, u8 reg)
{
    for (u32 i = 0; i < m->count; i++)
        if (m->from[i] == reg)
            return true;
    return false;
}

static void remove_move(Moves *m, u32 i)
{
    m->count--;
    m->to[i] = m->to[m->count];
    m->from[i] = m->from[m->count];
}

static bool make_free_move(Jit *j, Moves *m)
{
    for (u32 i = 0; i < m->count; i++) {
        u8 to = m->to[i], from = m->from[i];

        m->from[i] = NO_REG;
        if (!is_source(m, to)) {
            emit_mov(&j->e, to, from);
            remove_move(m, i);
            return true;
        }
        m->from[i] = from;
    }
    return false;
}

/* All moves that are left form cycles: exchanges two registers, which completes one
 * move. */
static void break_cycle(Jit *j, Moves *m)
{
    u8 to = m->to[0], from = m->from[0];

    emit_rm(&j->e, I_XCHG | W, to, rm_reg(from));
    for (u32 i = 0; i < m->count; i++)
        if (m->from[i] == to)
            m->from[i] = from;
        else if (m->from[i] == from)
            m->from[i] = to;
    remove_move(m, 0);
}

static bool is_in_gpr(const Jit *j, const CallArg *arg)
{
    return arg->v != VAL_NONE && j->info[arg->v].reg != NO_REG &&
           !is_xmm(j->info[arg->v].reg);
}

/* Moves arguments into the registers at `to`: all argument registers, or those after
 * some that are loaded already. */
static void move_arguments(Jit *j, const u8 *to, const CallArg *args, u32 num_args)
{
    Moves m = {.count = 0};

    for (u32 i = 0; i < num_args; i++)
        if (is_in_gpr(j, &args[i])) {
            m.to[m.count] = to[i];
            m.from[m.count++] = j->info[args[i].v].reg;
        }

    Moves at_once = m;

    while (at_once.count)
        if (!make_free_move(j, &at_once))
            break_cycle(j, &at_once);
    for (u32 i = 0; i < num_args; i++)
        if (args[i].v == VAL_NONE)
            emit_constant(&j->e, to[i], args[i].imm);
        else if (!is_in_gpr(j, &args[i]))
            jit_copy_to(j, to[i], args[i].v);
}

void jit_call_c(Jit *j, const void *fn, const CallArg *args, u32 num_args)
{
    jit_save_for_call(j);
    move_arguments(j, argument_reg, args, num_args);
    jit_forget_for_call(j);
    emit_call(&j->e, fn);
}

static void lose_written(Jit *j, const Helper *h)
{
    for (const SlotRange *range = h->writes; range && range->size; range++)
        jit_home_gone(j, range->slot, range->size);
}

void jit_lower_helper(Jit *j, const Op *op)
{
    const Helper *h = &j->config.helpers[op->imm];
    const CallArg args[3] = {
        {op->a, 0}, {op->b, 0}, {op->c, 0}}; /* 0 if there is none */

    lose_written(j, h);
    jit_save_for_call(j);
    move_arguments(j, argument_reg + 1, args, 3);
    jit_forget_for_call(j);
    emit_rm(&j->e, I_LEA | W, RDI, rm_mem(RBP, -STATE_BIAS));
    emit_call(&j->e, (const void *)(uintptr_t)h->fn);
    if (op->type == TY_I32 || op->type == TY_F32)
        emit_rm(&j->e, I_MOV, RAX, rm_reg(RAX));
    if (op->type != TY_NONE)
        jit_define_in(j, RAX);
}

void jit_lower_invalidate(Jit *j, const Op *op)
{
    const CallArg args[] = {{op->a, 0}, {VAL_NONE, op->imm}};

    jit_call_c(j, (const void *)(uintptr_t)j->config.invalidate, args, 2);
}

/* compile.c -- a block from micro-ops to host code.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <string.h>

#include "runtime/jit/guest_pc.h"
#include "runtime/jit/x86_64/host.h"

enum { OP_ROOM = 1024 }; /* the most bytes of host code for one op */

static JitLower *const lower[NUM_OPS] = {
#define OP0(name, ...) [OP_##name] = jit_lower_##name,
#define OP1 OP0
#define OP2 OP0
#define OP3 OP0
#define CVT OP0
#define EFFECT OP0
#include "ir/ops.def"
};

static void note_bit_slots(Jit *j)
{
    const SlotRange *range = j->config.bit_slots;

    for (; range && range->size; range++)
        for (u32 slot = range->slot; slot < range->slot + range->size; slot += 4)
            j->bit_granule[slot / 256] |= 1ull << slot / 4 % 64;
}

Jit *jit_new(const JitConfig *config)
{
    Jit *j = base_alloc(sizeof(Jit));

    j->config = *config;
    note_bit_slots(j);
    return j;
}

void jit_free(Jit *j)
{
    base_free(j->info);
    base_free(j->use);
    base_free(j->insn_at);
    base_free(j);
}

static void make_room(Jit *j, u32 num_ops)
{
    if (num_ops <= j->capacity)
        return;
    j->capacity = num_ops + num_ops / 2;
    j->info = base_resize(j->info, j->capacity * sizeof(*j->info));
    j->use = base_resize(j->use, j->capacity * sizeof(*j->use));
    j->insn_at = base_resize(j->insn_at, j->capacity * sizeof(*j->insn_at));
}

static bool is_wanted(const Jit *j, u32 i)
{
    const Op *op = op_of(j, (Val)i);
    const ValueInfo *info = &j->info[i];

    if (info->lazy)
        return false;
    return info->next != NO_USE || jit_has_effect(j, op);
}

static void emit_ops(Jit *j)
{
    for (u32 i = 0; i < j->blk->count && emit_reserve(&j->e, OP_ROOM); i++) {
        const Op *op = op_of(j, (Val)i);

        if (j->too_big)
            return;
        if (!is_wanted(j, i))
            continue;
        j->at = i;
        jit_regs_start_op(j);
        lower[op->code](j, op);
        jit_regs_finish_op(j);
    }
}

static void begin(Jit *j, const Block *blk, u8 *rw, const u8 *rx, size_t room)
{
    make_room(j, blk->count);
    j->blk = blk;
    j->too_big = false;
    j->num_insns = j->num_cold = j->num_leaves = 0;
    j->insn_pc = blk->pc;
    emit_begin(&j->e, rw, rx, room);
    jit_regs_begin(j);
}

static void add_if_other(GuestPc *table, u32 pc, u32 offset)
{
    if (pc != table->pc)
        guest_pc_add(table, pc, offset);
}

static bool emit_table(Jit *j, JitBlock *out)
{
    GuestPc table = {j->e.rw + j->e.at, j->e.room - j->e.at};
    u32 i, n = 0;

    for (i = 0; i < j->blk->count && n < j->num_insns; i++)
        if (j->blk->ops[i].code == OP_insn)
            guest_pc_add(&table, (u32)j->blk->ops[i].imm, j->insn_at[n++]);
    /* A cold call has a row, too: it may raise a floating-point exception that traps.
     */
    for (i = 0; i < j->num_cold; i++)
        add_if_other(&table, j->cold[i].pc, j->cold[i].at);
    for (i = 0; i < j->num_leaves; i++)
        add_if_other(&table, j->leave[i].insn, j->leave[i].at);
    guest_pc_end(&table);
    out->table = j->e.at;
    out->size = j->e.at + table.used;
    return !table.full;
}

JitResult jit_compile(Jit *j, const Block *blk, u8 *rw, const u8 *rx, size_t room,
                      JitBlock *out)
{
    begin(j, blk, rw, rx, room);
    j->out = out;
    out->num_exits = 0;
    jit_plan_block(j);
    if (!emit_reserve(&j->e, OP_ROOM))
        return JIT_FULL;
    jit_leave_pending(j);
    emit_ops(j);
    out->cold = j->e.at;
    if (!j->too_big)
        jit_cold_emit(j);
    out->leaves = j->e.at;
    if (!j->too_big)
        jit_leaves_emit(j);
    out->code_size = j->e.at;
    if (j->too_big || j->e.crowded)
        return JIT_TOO_BIG;
    if (!emit_reserve(&j->e, 16 * (j->e.num_constants + 1)))
        return JIT_FULL;
    emit_pool_end(&j->e);
    return emit_table(j, out) ? JIT_DONE : JIT_FULL;
}

void jit_patch(const JitExit *exit, u8 *rw, const u8 *host)
{
    u32 distance = (u32)(host - (exit->patch + 4));

    __atomic_store_n((u32 *)(void *)rw, distance, __ATOMIC_RELEASE);
}

size_t jit_jump(u8 *rw, const u8 *rx, const void *host)
{
    i64 distance = (i64)((u64)(uintptr_t)host - (u64)(uintptr_t)(rx + 5));
    u32 low = (u32)distance;

    if (distance != (i32)distance)
        return 0;
    rw[0] = 0xe9;
    memcpy(rw + 1, &low, 4);
    return 5;
}

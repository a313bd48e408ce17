/*
 * regs.c -- which register holds which value.
 *
 * Values are spilled when registers run out, the one used last first.  What is
 * in the guest's state, or constant, needs no spilling.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include <string.h>

#include "runtime/jit/x86_64/host.h"

static const u8 gpr_order[] = {RBX, RSI, RDI, RAX, RDX, RCX, R8,
                               R9,  R10, R11, R12, R13, R14, R15};

void jit_regs_begin(Jit *j)
{
    memset(j->reg_value, 0xff, sizeof(j->reg_value));
    memset(j->homed, 0xff, sizeof(j->homed));
    memset(j->spill_used, 0, sizeof(j->spill_used));
    j->locked = 0;
}

Rm jit_state_at(u64 slot)
{
    return rm_mem(RBP, (i32)slot - STATE_BIAS);
}

static Rm spill_at(u32 spill)
{
    return rm_mem(RSP, (i32)(16 * spill));
}

bool jit_dies(const Jit *j, Val v)
{
    return j->info[v].next == NO_USE;
}

/* --- memory places --- */

static u16 new_spill(Jit *j)
{
    for (u32 i = 0; i < ARRAY_LEN(j->spill_used); i++)
        if (~j->spill_used[i]) {
            u32 bit = (u32)__builtin_ctzll(~j->spill_used[i]);

            j->spill_used[i] |= 1ull << bit;
            return (u16)(64 * i + bit);
        }
    j->too_big = true;
    return 0;
}

static u32 granules(const Jit *j, Val v)
{
    return type_bits(type_of(j, v)) / 32;
}

static void drop_home(Jit *j, Val v)
{
    ValueInfo *info = &j->info[v];

    if (info->home == NO_SLOT)
        return;
    for (u32 g = 0; g < granules(j, v); g++)
        j->homed[info->home + g] = VAL_NONE;
    info->home = NO_SLOT;
}

void jit_home_made(Jit *j, Val v, u32 slot)
{
    ValueInfo *info = &j->info[v];

    if (info->home != NO_SLOT || is_constant(j, v) || jit_dies(j, v))
        return;
    info->home = (u16)(slot / 4);
    info->bit = jit_is_bit_slot(j, slot);
    for (u32 g = 0; g < granules(j, v); g++)
        j->homed[info->home + g] = v;
}

void jit_home_gone(Jit *j, u32 slot, u32 size)
{
    u32 locked = j->locked;

    for (u32 g = slot / 4; g < (slot + size + 3) / 4 && g < NUM_GRANULES; g++) {
        Val v = j->homed[g];

        if (v == VAL_NONE)
            continue;
        if (j->info[v].reg == NO_REG && j->info[v].spill == NO_SLOT) {
            if (type_of(j, v) == TY_I32 || type_of(j, v) == TY_I64)
                jit_in_gpr(j, v);
            else
                jit_in_xmm(j, v);
        }
        drop_home(j, v);
        j->locked = locked;
    }
}

/* --- binding --- */

static void lock(Jit *j, u8 reg)
{
    j->locked |= 1u << reg;
}

static void bind(Jit *j, u8 reg, Val v)
{
    j->reg_value[reg] = v;
    j->info[v].reg = reg;
    lock(j, reg);
}

static void unbind(Jit *j, Val v)
{
    j->reg_value[j->info[v].reg] = VAL_NONE;
    j->info[v].reg = NO_REG;
}

static void release(Jit *j, Val v)
{
    ValueInfo *info = &j->info[v];

    if (info->reg != NO_REG)
        unbind(j, v);
    if (info->spill != NO_SLOT) {
        j->spill_used[info->spill / 64] &= ~(1ull << info->spill % 64);
        info->spill = NO_SLOT;
    }
    drop_home(j, v);
}

static void store_spill(Jit *j, Val v)
{
    u8 reg = j->info[v].reg;
    u32 insn = !is_xmm(reg)               ? I_MOV_STORE | W
               : type_of(j, v) == TY_V128 ? I_MOVUPS_STORE
                                          : I_MOVSD_STORE;

    j->info[v].spill = new_spill(j);
    emit_rm(&j->e, insn, reg, spill_at(j->info[v].spill));
}

/* Makes sure that the value is somewhere else than in its register. */
static void save(Jit *j, Val v)
{
    const ValueInfo *info = &j->info[v];

    V128 bits;

    if (info->home == NO_SLOT && info->spill == NO_SLOT &&
        !vector_constant(j, v, &bits))
        store_spill(j, v);
}

static u8 evict_furthest(Jit *j, u8 first, u8 end)
{
    u8 best = NO_REG;

    for (u8 reg = first; reg < end; reg++) {
        if (j->reg_value[reg] == VAL_NONE || j->locked >> reg & 1)
            continue;
        if (best == NO_REG ||
            j->info[j->reg_value[reg]].next > j->info[j->reg_value[best]].next)
            best = reg;
    }
    if (best == NO_REG)
        panic("no register is left in the block at %#x", j->blk->pc);
    save(j, j->reg_value[best]);
    unbind(j, j->reg_value[best]);
    return best;
}

static bool is_free(const Jit *j, u8 reg)
{
    return j->reg_value[reg] == VAL_NONE && !(j->locked >> reg & 1);
}

u8 jit_new_gpr(Jit *j)
{
    u8 reg = NO_REG;

    for (u32 i = 0; i < ARRAY_LEN(gpr_order) && reg == NO_REG; i++)
        if (is_free(j, gpr_order[i]))
            reg = gpr_order[i];
    if (reg == NO_REG)
        reg = evict_furthest(j, RAX, XMM0);
    lock(j, reg);
    return reg;
}

u8 jit_new_xmm(Jit *j)
{
    u8 reg = XMM0;

    while (reg < NUM_REGS && !is_free(j, reg))
        reg++;
    if (reg == NUM_REGS)
        reg = evict_furthest(j, XMM0, NUM_REGS);
    lock(j, reg);
    return reg;
}

/* --- values into registers --- */

static Rm place_of(const Jit *j, Val v)
{
    const ValueInfo *info = &j->info[v];

    if (info->home == NO_SLOT && info->spill == NO_SLOT)
        panic("value %u of the block at %#x is lost", v, j->blk->pc);
    return info->home != NO_SLOT ? jit_state_at(4u * info->home)
                                 : spill_at(info->spill);
}

static void load_gpr(Jit *j, u8 reg, Val v)
{
    const ValueInfo *info = &j->info[v];

    if (is_constant(j, v))
        emit_constant(&j->e, reg, op_of(j, v)->imm);
    else if (info->reg != NO_REG && is_xmm(info->reg))
        emit_rm(&j->e, I_MOVD_FROM | width(type_of(j, v)), info->reg, rm_reg(reg));
    else if (info->reg != NO_REG)
        emit_mov(&j->e, reg, info->reg);
    else if (info->home != NO_SLOT && info->bit)
        emit_rm(&j->e, I_MOVZX_8, reg, place_of(j, v));
    else
        emit_rm(&j->e, I_MOV | width(type_of(j, v)), reg, place_of(j, v));
}

static u32 xmm_load(Type type)
{
    return type == TY_V128                    ? I_MOVUPS
           : type == TY_F64 || type == TY_I64 ? I_MOVSD
                                              : I_MOVSS;
}

static void load_xmm(Jit *j, u8 reg, Val v)
{
    const ValueInfo *info = &j->info[v];
    Type type = type_of(j, v);
    V128 bits;

    if (is_constant(j, v) && op_of(j, v)->imm == 0) {
        emit_sse(j, I_XORPS, reg, reg, rm_reg(reg));
    } else if (vector_constant(j, v, &bits)) {
        emit_sse1(j, xmm_load(type), reg, emit_pool(&j->e, bits.low, bits.high));
    } else if (info->reg != NO_REG && !is_xmm(info->reg)) {
        emit_sse1(j, I_MOVD | width(type), reg, rm_reg(info->reg));
    } else if (info->reg != NO_REG) {
        emit_sse1(j, I_MOVAPS, reg, rm_reg(info->reg));
    } else {
        emit_sse1(j, xmm_load(type), reg, place_of(j, v));
    }
}

u8 jit_in_gpr(Jit *j, Val v)
{
    u8 reg = j->info[v].reg;

    if (reg != NO_REG && !is_xmm(reg)) {
        lock(j, reg);
        return reg;
    }
    reg = jit_new_gpr(j);
    load_gpr(j, reg, v);
    if (j->info[v].reg != NO_REG)
        unbind(j, v);
    bind(j, reg, v);
    return reg;
}

u8 jit_in_xmm(Jit *j, Val v)
{
    u8 reg = j->info[v].reg;

    if (reg != NO_REG && is_xmm(reg)) {
        lock(j, reg);
        return reg;
    }
    reg = jit_new_xmm(j);
    load_xmm(j, reg, v);
    if (j->info[v].reg != NO_REG)
        unbind(j, v);
    bind(j, reg, v);
    return reg;
}

static bool as_memory(const Jit *j, Val v)
{
    const ValueInfo *info = &j->info[v];

    return info->reg == NO_REG && jit_dies(j, v) && info->spill != NO_SLOT &&
           info->home == NO_SLOT;
}

Rm jit_rm_gpr(Jit *j, Val v)
{
    return as_memory(j, v) ? place_of(j, v) : rm_reg(jit_in_gpr(j, v));
}

Rm jit_rm_xmm(Jit *j, Val v)
{
    V128 bits;

    if (j->info[v].reg == NO_REG && jit_dies(j, v) && vector_constant(j, v, &bits))
        return emit_pool(&j->e, bits.low, bits.high);
    return as_memory(j, v) ? place_of(j, v) : rm_reg(jit_in_xmm(j, v));
}

bool jit_in_bit_slot(const Jit *j, Val v, Rm *rm)
{
    const ValueInfo *info = &j->info[v];

    if (info->reg != NO_REG || info->home == NO_SLOT || !info->bit)
        return false;
    *rm = place_of(j, v);
    return true;
}

/* --- the result's register --- */

void jit_define_in(Jit *j, u8 reg)
{
    bind(j, reg, (Val)j->at);
}

u8 jit_define_gpr(Jit *j)
{
    u8 reg = jit_new_gpr(j);

    jit_define_in(j, reg);
    return reg;
}

u8 jit_define_xmm(Jit *j)
{
    u8 reg = jit_new_xmm(j);

    jit_define_in(j, reg);
    return reg;
}

static bool can_take(const Jit *j, Val v)
{
    return jit_dies(j, v) && j->info[v].reg != NO_REG && !is_xmm(j->info[v].reg);
}

static u8 take(Jit *j, Val v)
{
    u8 reg = j->info[v].reg;

    unbind(j, v);
    jit_define_in(j, reg);
    return reg;
}

u8 jit_define_over(Jit *j, Val v)
{
    return can_take(j, v) ? take(j, v) : jit_define_gpr(j);
}

u8 jit_define_from(Jit *j, Val v)
{
    u8 reg;

    if (can_take(j, v))
        return take(j, v);
    if (!jit_dies(j, v) && !is_constant(j, v) && j->info[v].reg == NO_REG)
        jit_in_gpr(j, v); /* in a new register for its next use */
    reg = jit_define_gpr(j);
    load_gpr(j, reg, v);
    return reg;
}

void jit_claim(Jit *j, u8 reg)
{
    Val v = j->reg_value[reg];
    bool locked = j->locked >> reg & 1;

    lock(j, reg);
    if (v == VAL_NONE)
        return;

    u8 to = is_xmm(reg) ? jit_new_xmm(j) : jit_new_gpr(j);

    if (is_xmm(reg))
        emit_sse1(j, I_MOVAPS, to, rm_reg(reg));
    else
        emit_mov(&j->e, to, reg);
    unbind(j, v);
    bind(j, to, v);
    if (!locked)
        j->locked &= ~(1u << to);
}

void jit_copy_to(Jit *j, u8 reg, Val v)
{
    if (is_xmm(reg))
        load_xmm(j, reg, v);
    else
        load_gpr(j, reg, v);
}

/* --- per op --- */

void jit_regs_start_op(Jit *j)
{
    const Use *use = j->use[j->at];

    j->locked = 0;
    for (int k = MAX_USES - 1; k >= 0; k--) {
        if (use[k].v == VAL_NONE)
            continue;
        j->info[use[k].v].next = use[k].next;
        if (j->info[use[k].v].reg != NO_REG)
            lock(j, j->info[use[k].v].reg);
    }
}

void jit_regs_finish_op(Jit *j)
{
    const Use *use = j->use[j->at];

    for (u32 k = 0; k < MAX_USES; k++)
        if (use[k].v != VAL_NONE && jit_dies(j, use[k].v))
            release(j, use[k].v);
    if (jit_dies(j, (Val)j->at))
        release(j, (Val)j->at);
    j->locked = 0;
}

u32 jit_regs_live(const Jit *j)
{
    u32 live = 0;

    for (u32 reg = 0; reg < NUM_REGS; reg++)
        if (j->reg_value[reg] != VAL_NONE && !jit_dies(j, j->reg_value[reg]))
            live |= 1u << reg;
    return live;
}

void jit_save_for_call(Jit *j)
{
    u32 live = jit_regs_live(j) & CALLER_SAVED;

    for (u32 reg = 0; reg < NUM_REGS; reg++)
        if (live >> reg & 1)
            save(j, j->reg_value[reg]);
}

void jit_forget_for_call(Jit *j)
{
    for (u32 reg = 0; reg < NUM_REGS; reg++)
        if (CALLER_SAVED >> reg & 1 && j->reg_value[reg] != VAL_NONE)
            unbind(j, j->reg_value[reg]);
    j->locked &= ~CALLER_SAVED;
}

/* lower_regs.c -- the guest's registers as SSA values, in groups; see groups.h.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "aot/llvm/debug.h"
#include "aot/llvm/lower_abi.h"
#include "aot/llvm/lower_base.h"
#include "runtime/abi.h"

static Reg bytes_of(const Lower *w, RegPiece p)
{
    return piece_reg(&w->units->universe, p);
}

/* Floating-point registers are values of floating-point types throughout, so that they
 * stay in the host's vector registers. */
LLVMTypeRef lower_piece_type(const Lower *w, RegPiece p)
{
    Reg reg = bytes_of(w, p);

    switch (reg.size) {
    case 4: return reg.is_float ? w->f32 : w->i32;
    case 8: return w->f64;
    default: return w->v128;
    }
}

static RegPiece group_of(const Lower *w, u32 reg)
{
    const Groups *g = &w->fn->unit->groups;

    return (RegPiece){g->first[reg], g->count[reg]};
}

static LLVMValueRef make_home(Lower *w, LLVMValueRef *home, LLVMTypeRef type)
{
    if (!*home) {
        LLVMBasicBlockRef here = LLVMGetInsertBlock(w->b);
        LLVMBasicBlockRef entry = LLVMGetEntryBasicBlock(w->fn->host);
        LLVMValueRef first = LLVMGetFirstInstruction(entry);

        if (first)
            LLVMPositionBuilderBefore(w->b, first);
        else
            LLVMPositionBuilderAtEnd(w->b, entry);
        *home = LLVMBuildAlloca(w->b, type, "");
        LLVMPositionBuilderAtEnd(w->b, here);
        debug_again(w);
    }
    return *home;
}

static LLVMValueRef group_home(Lower *w, RegPiece group)
{
    return make_home(w, &w->fn->reg[group.reg], lower_piece_type(w, group));
}

static LLVMValueRef single_home(Lower *w, u32 reg)
{
    return make_home(w, &w->fn->reg_single[reg], w->f32);
}

LLVMValueRef lower_target_home(Lower *w)
{
    return make_home(w, &w->fn->target, w->i32);
}

/* Returns `size` bytes from a slot within a group, as a value of a type of that size.
 * A group's alloca is only loaded and stored as a whole, so that LLVM turns it into SSA
 * values. */
static LLVMValueRef read_group(Lower *w, RegPiece group, u32 slot, u32 size,
                               LLVMTypeRef type)
{
    Reg all = bytes_of(w, group);
    LLVMValueRef v =
        LLVMBuildLoad2(w->b, lower_piece_type(w, group), group_home(w, group), "");

    if (size == all.size)
        return LLVMBuildBitCast(w->b, v, type, "");
    v = LLVMBuildBitCast(w->b, v, LLVMVectorType(type, all.size / size), "");
    return LLVMBuildExtractElement(w->b, v, lower_i32(w, (slot - all.slot) / size), "");
}

static void write_group(Lower *w, RegPiece group, u32 slot, u32 size, LLVMValueRef v,
                        bool keeps_rest)
{
    Reg all = bytes_of(w, group);
    LLVMTypeRef type = lower_piece_type(w, group);

    if (size != all.size) {
        LLVMTypeRef parts = LLVMVectorType(LLVMTypeOf(v), all.size / size);
        LLVMValueRef old = LLVMGetUndef(parts);

        if (keeps_rest) {
            old = LLVMBuildLoad2(w->b, type, group_home(w, group), "");
            old = LLVMBuildBitCast(w->b, old, parts, "");
        }
        v = LLVMBuildInsertElement(w->b, old, v, lower_i32(w, (slot - all.slot) / size),
                                   "");
    }
    v = LLVMBuildBitCast(w->b, v, type, "");
    LLVMBuildStore(w->b, v, group_home(w, group));
}

/* Joins a piece that this function holds in several groups; another function may have
 * it in one. */
static LLVMValueRef join_pieces(Lower *w, RegPiece p)
{
    LLVMTypeRef part = lower_piece_type(w, (RegPiece){p.reg, 1});
    LLVMValueRef v = LLVMGetUndef(LLVMVectorType(part, p.count));

    for (u32 i = 0; i < p.count; i++)
        v = LLVMBuildInsertElement(w->b, v,
                                   lower_get_piece(w, (RegPiece){(u8)(p.reg + i), 1}),
                                   lower_i32(w, i), "");
    return LLVMBuildBitCast(w->b, v, lower_piece_type(w, p), "");
}

static void part_pieces(Lower *w, RegPiece p, LLVMValueRef v)
{
    LLVMTypeRef part = lower_piece_type(w, (RegPiece){p.reg, 1});

    v = LLVMBuildBitCast(w->b, v, LLVMVectorType(part, p.count), "");
    for (u32 i = 0; i < p.count; i++)
        lower_set_piece(w, (RegPiece){(u8)(p.reg + i), 1},
                        LLVMBuildExtractElement(w->b, v, lower_i32(w, i), ""));
}

/* A register known to be a single is widened here, so that nothing else need keep the
 * f64. */
LLVMValueRef lower_get_piece(Lower *w, RegPiece p)
{
    RegPiece group = group_of(w, p.reg);
    Reg reg = bytes_of(w, p);

    if (p.count == 1 && regset_has(&w->fn->singles, p.reg))
        return lower_expand(w, LLVMBuildLoad2(w->b, w->f32, single_home(w, p.reg), ""));
    if (p.count > group.count)
        return join_pieces(w, p);
    return read_group(w, group, reg.slot, reg.size, lower_piece_type(w, p));
}

void lower_set_piece(Lower *w, RegPiece p, LLVMValueRef v)
{
    RegPiece group = group_of(w, p.reg);
    Reg reg = bytes_of(w, p);

    if (p.count > group.count) {
        part_pieces(w, p, v);
        return;
    }
    RegSet rest = regset_minus(piece_set(group), piece_set(p));
    rest = regset_and(rest, w->fn->valid);
    write_group(w, group, reg.slot, reg.size, v, !regset_is_empty(&rest));
    w->fn->valid = regset_or(w->fn->valid, piece_set(p));
    w->fn->singles = regset_minus(w->fn->singles, piece_set(p));
}

LLVMValueRef lower_get_single(Lower *w, u32 reg)
{
    if (!regset_has(&w->fn->singles, reg))
        return NULL;
    return LLVMBuildLoad2(w->b, w->f32, single_home(w, reg), "");
}

/* Keeps only the f32, if the register is a group by itself. */
void lower_set_single(Lower *w, u32 reg, LLVMValueRef single)
{
    if (group_of(w, reg).count > 1)
        lower_set_piece(w, (RegPiece){(u8)reg, 1}, lower_expand(w, single));
    LLVMBuildStore(w->b, single, single_home(w, reg));
    w->fn->valid = regset_add(w->fn->valid, reg);
    w->fn->singles = regset_add(w->fn->singles, reg);
}

void lower_widen(Lower *w, RegSet set)
{
    set = regset_and(set, w->fn->singles);
    FOR_EACH_REG (r, set) {
        RegPiece p = {(u8)r, 1};

        if (group_of(w, r).count == 1)
            LLVMBuildStore(w->b, lower_get_piece(w, p), group_home(w, p));
    }
}

void lower_narrow(Lower *w, RegSet set)
{
    set = regset_minus(set, w->fn->singles);
    FOR_EACH_REG (r, set) {
        RegPiece p = {(u8)r, 1};

        if (lower_piece_type(w, p) == w->f64)
            lower_set_single(w, r, lower_compact(w, lower_get_piece(w, p)));
    }
}

/* Stores registers to the state.  They stay valid; w->fn->dirty is not changed. */
void lower_flush(Lower *w, RegSet set)
{
    RegPiece piece[MAX_REGS];
    u32 n = groups_pieces(&w->fn->unit->groups, set, piece);

    for (u32 i = 0; i < n; i++)
        lower_put_state(w, bytes_of(w, piece[i]).slot, lower_get_piece(w, piece[i]));
}

/* The values come first: widening a single may call the runtime. */
void lower_flush_rarely(Lower *w, RegSet set)
{
    enum { FEW = 2 };
    RegPiece piece[MAX_REGS];
    LLVMValueRef value[MAX_REGS];
    u32 n = groups_pieces(&w->fn->unit->groups, set, piece);

    for (u32 i = 0; i < n; i++)
        value[i] = lower_get_piece(w, piece[i]);
    LLVMValueRef base = lower_begin_rare(w, n > FEW);
    for (u32 i = 0; i < n; i++)
        lower_put_state(w, bytes_of(w, piece[i]).slot, value[i]);
    lower_end_rare(w, base);
}

LLVMValueRef lower_piece_in_state(Lower *w, RegPiece p)
{
    return lower_get_state(w, bytes_of(w, p).slot, lower_piece_type(w, p));
}

void lower_want(Lower *w, RegSet wanted)
{
    RegPiece piece[MAX_REGS];
    u32 n =
        groups_pieces(&w->fn->unit->groups, regset_minus(wanted, w->fn->valid), piece);

    for (u32 i = 0; i < n; i++)
        lower_set_piece(w, piece[i], lower_piece_in_state(w, piece[i]));
}

void lower_op_get(Lower *w, const Operation *o, u32 index)
{
    u32 slot = (u32)o->op->imm, size = type_bits((Type)o->op->type) / 8;

    if (slot == w->units->guest->pc_slot) {
        w->blk->val[index] = lower_get_state(w, slot, o->type);
        return;
    }
    RegPlace p = universe_place(&w->units->universe, slot, (Type)o->op->type);
    lower_want(w, piece_set(p.regs));
    if (w->blk->known.is_single[index]) {
        lower_narrow(w, piece_set(p.regs));
        w->blk->val[index] = lower_get_piece(w, p.regs);
        w->blk->single[index] = lower_get_single(w, p.regs.reg);
        return;
    }
    lower_widen(w, piece_set(p.regs));
    w->blk->val[index] = read_group(w, group_of(w, p.regs.reg), slot, size, o->type);
}

/* Forgets the registers in the same group as a put's that are dead after it, so that
 * the group's new value does not depend on its old one. */
static void forget_dead(Lower *w, RegPlace p)
{
    RegPiece group = group_of(w, p.regs.reg);
    RegSet rest = regset_minus(piece_set(group), piece_set(p.regs));

    rest = regset_minus(rest, w->blk->live[w->blk->event + p.regs.count - 1]);
    w->fn->valid = regset_minus(w->fn->valid, rest);
    w->fn->dirty = regset_minus(w->fn->dirty, rest);
    w->fn->singles = regset_minus(w->fn->singles, rest);
}

static bool any_valid(const Lower *w, RegSet set)
{
    set = regset_and(set, w->fn->valid);
    return !regset_is_empty(&set);
}

static void put_registers(Lower *w, const Operation *o, RegPlace p)
{
    RegSet written = piece_set(p.regs);
    RegPiece group = group_of(w, p.regs.reg);
    u32 size = type_bits((Type)o->op->type) / 8;

    if (!p.whole)
        lower_want(w, written);
    forget_dead(w, p);
    bool keeps_rest = !p.whole || any_valid(w, regset_minus(piece_set(group), written));
    if (keeps_rest)
        lower_widen(w, piece_set(group));
    write_group(w, group, (u32)o->op->imm, size, o->a, keeps_rest);
    w->fn->valid = regset_or(w->fn->valid, written);
    w->fn->dirty = regset_or(w->fn->dirty, written);
    w->fn->singles = regset_minus(w->fn->singles, written);
}

void lower_op_put(Lower *w, const Operation *o)
{
    u32 slot = (u32)o->op->imm;

    if (slot == w->units->guest->pc_slot) {
        lower_put_state(w, slot, o->a);
        return;
    }
    RegPlace p = universe_place(&w->units->universe, slot, (Type)o->op->type);
    bool single = p.whole && p.regs.count == 1 && o->op->type == TY_F64 &&
                  w->blk->known.is_single[o->op->a];
    if (!single) {
        put_registers(w, o, p);
        return;
    }
    lower_set_single(w, p.regs.reg, w->blk->single[o->op->a]);
    w->fn->dirty = regset_add(w->fn->dirty, p.regs.reg);
}

Kept lower_keep(const Lower *w)
{
    return (Kept){w->fn->valid, w->fn->dirty, w->fn->singles};
}

void lower_restore(Lower *w, Kept kept)
{
    w->fn->valid = kept.valid;
    w->fn->dirty = kept.dirty;
    w->fn->singles = kept.singles;
}

void lower_forget(Lower *w)
{
    w->fn->valid = w->fn->dirty = w->fn->singles = (RegSet){{0}};
}

/* emit.c -- x86-64 instructions as bytes.  Intel SDM, volume 2, chapter 2.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <string.h>

#include "runtime/jit/x86_64/emit.h"

void emit_begin(Emit *e, u8 *rw, const u8 *rx, size_t room)
{
    e->rw = rw;
    e->rx = rx;
    e->at = 0;
    e->room = room > INT32_MAX ? INT32_MAX : (u32)room;
    e->full = e->crowded = false;
    e->flags = 0;
    e->num_constants = e->num_fixups = 0;
}

bool emit_reserve(Emit *e, u32 size)
{
    if (e->room - e->at < size)
        e->full = true;
    if (e->num_fixups + 32 > POOL_FIXUPS)
        e->crowded = true;
    return !e->full && !e->crowded;
}

void emit_8(Emit *e, u32 byte)
{
    e->rw[e->at++] = (u8)byte;
}

void emit_32(Emit *e, u32 word)
{
    memcpy(e->rw + e->at, &word, 4);
    e->at += 4;
}

void emit_64(Emit *e, u64 word)
{
    memcpy(e->rw + e->at, &word, 8);
    e->at += 8;
}

static void pool_use(Emit *e, u32 constant, u32 after)
{
    e->fixup[e->num_fixups++] = (PoolFixup){e->at, (u16)constant, (u8)after};
    emit_32(e, 0);
}

static bool fits_8(i32 n)
{
    return n == (i8)n;
}

static void memory_operand(Emit *e, u32 insn, u8 reg, Rm rm)
{
    u32 field = (u32)(reg & 7) << 3;
    bool small = fits_8(rm.disp);

    if (rm.pool) {
        emit_8(e, field | 5);
        pool_use(e, (u32)rm.disp, insn & IMM8 ? 1 : 0);
        return;
    }
    if (rm.base == NO_REG) { /* [index + disp32] or [disp32] */
        emit_8(e, field | 4);
        emit_8(e, rm.index == NO_REG ? 0x25 : (rm.index & 7u) << 3 | 5);
        emit_32(e, (u32)rm.disp);
        return;
    }
    /* rbp and r13 as a base have no form without displacement. */
    u32 mod = !rm.disp && (rm.base & 7) != RBP ? 0 : small ? 0x40 : 0x80;

    if (rm.index != NO_REG || (rm.base & 7) == RSP) {
        emit_8(e, mod | field | 4);
        emit_8(e, (rm.index == NO_REG ? RSP : rm.index & 7u) << 3 | (rm.base & 7u));
    } else {
        emit_8(e, mod | field | (rm.base & 7u));
    }
    if (mod == 0x40)
        emit_8(e, (u32)rm.disp);
    else if (mod)
        emit_32(e, (u32)rm.disp);
}

static void operand(Emit *e, u32 insn, u8 reg, Rm rm)
{
    if (rm.reg != NO_REG)
        emit_8(e, 0xc0 | (u32)(reg & 7) << 3 | (rm.reg & 7u));
    else
        memory_operand(e, insn, reg, rm);
}

static u32 high(u8 reg)
{
    return reg != NO_REG && reg & 8;
}

static void guest_prefixes(Emit *e, Rm rm)
{
    if (rm.reg == NO_REG && rm.guest) {
        emit_8(e, 0x65);
        emit_8(e, 0x67);
    }
}

static bool needs_rex_for_byte(u8 reg)
{
    return reg >= RSP && reg <= RDI;
}

void emit_rm(Emit *e, u32 insn, u8 reg, Rm rm)
{
    static const u8 prefix[4] = {0, 0x66, 0xf3, 0xf2};
    u32 rex = (insn & W ? 8u : 0) | (high(reg) ? 4u : 0);

    if (!(insn & KEEPS))
        e->flags = 0;
    rex |= rm.reg != NO_REG ? (high(rm.reg) ? 1u : 0)
                            : (high(rm.base) ? 1u : 0) | (high(rm.index) ? 2u : 0);
    if (insn & BYTE && (needs_rex_for_byte(reg) || needs_rex_for_byte(rm.reg)))
        rex |= 0x40;
    guest_prefixes(e, rm);
    if (insn >> 12 & 3)
        emit_8(e, prefix[insn >> 12 & 3]);
    if (rex)
        emit_8(e, rex | 0x40);
    if (insn >> 8 & 3)
        emit_8(e, 0x0f);
    if ((insn >> 8 & 3) >= 2)
        emit_8(e, (insn >> 8 & 3) == 2 ? 0x38 : 0x3a);
    emit_8(e, insn);
    operand(e, insn, reg, rm);
}

void emit_vex(Emit *e, u32 insn, u8 reg, u8 second, Rm rm)
{
    u8 base = rm.reg != NO_REG ? rm.reg : rm.base;
    u32 not_r = high(reg) ? 0 : 0x80, not_x = high(rm.index) ? 0 : 0x40;
    u32 not_b = high(base) ? 0 : 0x20;
    u32 last = (second == NO_REG ? 15u : ~second & 15u) << 3 | (insn >> 12 & 3);

    if (!(insn & KEEPS))
        e->flags = 0;
    guest_prefixes(e, rm);
    if (not_x && not_b && !(insn & W) && (insn >> 8 & 3) == 1) {
        emit_8(e, 0xc5);
        emit_8(e, not_r | last);
    } else {
        emit_8(e, 0xc4);
        emit_8(e, not_r | not_x | not_b | (insn >> 8 & 3));
        emit_8(e, (insn & W ? 0x80u : 0) | last);
    }
    emit_8(e, insn);
    operand(e, insn, reg, rm);
}

void emit_mov(Emit *e, u8 to, u8 from)
{
    if (to != from)
        emit_rm(e, I_MOV | W, to, rm_reg(from));
}

void emit_constant(Emit *e, u8 reg, u64 value)
{
    if (!value && !e->flags) {
        emit_rm(e, I_XOR, reg, rm_reg(reg));
    } else if (value >> 32 == 0) {
        if (high(reg))
            emit_8(e, 0x41);
        emit_8(e, 0xb8u | (reg & 7u));
        emit_32(e, (u32)value);
    } else if ((i64)value == (i32)value) {
        emit_rm(e, 0xc7 | KEEPS | W, 0, rm_reg(reg));
        emit_32(e, (u32)value);
    } else {
        emit_8(e, high(reg) ? 0x49 : 0x48);
        emit_8(e, 0xb8u | (reg & 7u));
        emit_64(e, value);
    }
}

void emit_alu_imm(Emit *e, u32 insn, Rm rm, i32 imm)
{
    u8 digit = (u8)(insn >> 3 & 7);

    emit_rm(e, (fits_8(imm) ? 0x83u : 0x81u) | (insn & W), digit, rm);
    if (fits_8(imm))
        emit_8(e, (u32)imm);
    else
        emit_32(e, (u32)imm);
}

void emit_shift_imm(Emit *e, u32 kind, u32 w, u8 reg, u32 count)
{
    emit_rm(e, (count == 1 ? 0xd1u : 0xc1u) | w, (u8)kind, rm_reg(reg));
    if (count != 1)
        emit_8(e, count);
}

void emit_shift_cl(Emit *e, u32 kind, u32 w, u8 reg)
{
    emit_rm(e, 0xd3u | w, (u8)kind, rm_reg(reg));
}

void emit_f7(Emit *e, u32 kind, u32 w, u8 reg)
{
    emit_rm(e, 0xf7u | w, (u8)kind, rm_reg(reg));
}

void emit_setcc(Emit *e, u32 cc, Rm rm)
{
    emit_rm(e, I_SETCC | cc, 0, rm);
}

void emit_bswap(Emit *e, u32 w, u8 reg)
{
    if (w || high(reg))
        emit_8(e, 0x40u | (w ? 8u : 0) | (high(reg) ? 1u : 0));
    emit_8(e, 0x0f);
    emit_8(e, 0xc8u | (reg & 7u));
}

u32 emit_jmp(Emit *e)
{
    emit_8(e, 0xe9);
    emit_32(e, 0);
    return e->at - 4;
}

u32 emit_jcc(Emit *e, u32 cc)
{
    emit_8(e, 0x0f);
    emit_8(e, 0x80 | cc);
    emit_32(e, 0);
    return e->at - 4;
}

void emit_align_jump(Emit *e, u32 opcode)
{
    static const u8 nop[4][3] = {{0}, {0x90}, {0x66, 0x90}, {0x0f, 0x1f, 0x00}};
    u32 at = (u32)((uintptr_t)e->rx + e->at + opcode) % 8;
    u32 bytes = at > 4 ? 8 - at : 0;

    for (u32 i = 0; i < bytes; i++)
        emit_8(e, nop[bytes][i]);
}

void emit_bind_to(Emit *e, u32 site, u32 where)
{
    u32 distance = where - (site + 4);

    memcpy(e->rw + site, &distance, 4);
}

void emit_bind(Emit *e, u32 site)
{
    emit_bind_to(e, site, e->at);
}

/* Emits an opcode of one byte and a 32-bit displacement, if `host` is within reach.
 * Returns false if it is not. */
static bool near_branch(Emit *e, u32 opcode, const void *host)
{
    i64 distance = (i64)((u64)(uintptr_t)host - (u64)(uintptr_t)(e->rx + e->at + 5));

    if (distance != (i32)distance)
        return false;
    emit_8(e, opcode);
    emit_32(e, (u32)distance);
    return true;
}

void emit_jmp_to(Emit *e, const void *host)
{
    if (near_branch(e, 0xe9, host))
        return;
    emit_constant(e, R11, (u64)(uintptr_t)host);
    emit_rm(e, 0xff | KEEPS, 4, rm_reg(R11));
}

void emit_call(Emit *e, const void *host)
{
    e->flags = 0;
    if (near_branch(e, 0xe8, host))
        return;
    emit_constant(e, RAX, (u64)(uintptr_t)host);
    emit_rm(e, 0xff | KEEPS, 2, rm_reg(RAX));
}

Rm emit_pool(Emit *e, u64 low, u64 high_half)
{
    u32 i = 0;

    while (i < e->num_constants &&
           (e->constant[i][0] != low || e->constant[i][1] != high_half))
        i++;
    if (i == POOL_CONSTANTS) {
        e->crowded = true;
        i = 0;
    } else if (i == e->num_constants) {
        e->constant[i][0] = low;
        e->constant[i][1] = high_half;
        e->num_constants++;
    }
    return (Rm){NO_REG, NO_REG, NO_REG, false, true, (i32)i};
}

void emit_pool_end(Emit *e)
{
    if (!e->num_constants)
        return;
    while ((uintptr_t)(e->rx + e->at) & 15)
        emit_8(e, 0xcc);

    u32 start = e->at;

    for (u32 i = 0; i < e->num_constants; i++) {
        emit_64(e, e->constant[i][0]);
        emit_64(e, e->constant[i][1]);
    }
    for (u32 i = 0; i < e->num_fixups; i++) {
        PoolFixup *f = &e->fixup[i];
        u32 distance = start + 16u * f->constant - (f->site + 4 + f->after);

        memcpy(e->rw + f->site, &distance, 4);
    }
}

/* vector.c -- the vector micro-ops.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/jit/x86_64/vector.h"

/* --- what every op can be: a call of its meaning --- */

void jit_vector_call(Jit *j, const Op *op)
{
    const Val operand[] = {op->a, op->b, op->c};
    u32 args = op_info[op->code].args;
    u8 reg[3];

    for (u32 i = 0; i < args; i++)
        reg[i] = jit_in_xmm(j, operand[i]);
    jit_save_for_call(j);
    emit_alu_imm(&j->e, I_SUB | W, rm_reg(RSP), 3 * 16);
    for (u32 i = 0; i < args; i++)
        emit_rm(&j->e, I_MOVUPS_STORE, reg[i], rm_mem(RSP, 16 * (i32)i));
    emit_constant(&j->e, RDI, op->code);
    emit_constant(&j->e, RSI, op->imm);
    emit_mov(&j->e, RDX, RSP);
    jit_forget_for_call(j);
    emit_call(&j->e, FN(ir_vector));
    jit_define_in(j, XMM0);
    emit_rm(&j->e, I_MOVUPS, XMM0, rm_mem(RSP, 0));
    emit_alu_imm(&j->e, I_ADD | W, rm_reg(RSP), 3 * 16);
}

void jit_lower_vrecpe(Jit *j, const Op *op)
{
    jit_vector_call(j, op);
}

void jit_lower_vrsqrte(Jit *j, const Op *op)
{
    jit_vector_call(j, op);
}

void jit_lower_vfrecpe(Jit *j, const Op *op)
{
    jit_vector_call(j, op);
}

void jit_lower_vfrsqrte(Jit *j, const Op *op)
{
    jit_vector_call(j, op);
}

Rm jit_vector_all(Jit *j, unsigned bits, u64 n)
{
    V128 v = vec_splat(bits, (V128){n, 0});

    return emit_pool(&j->e, v.low, v.high);
}

void jit_vector_words(Jit *j, u8 dst, u8 from, u32 order)
{
    emit_sse1(j, I_PSHUFD, dst, rm_reg(from));
    emit_8(&j->e, order);
}

/* --- to and from scalars --- */

static void cut_to_low_lane(Jit *j, u8 dst, u8 from, Type type)
{
    if (type_bits(type) == 64) {
        emit_sse1(j, I_MOVQ, dst, rm_reg(from));
        return;
    }
    emit_sse(j, I_XORPS, dst, dst, rm_reg(dst));
    emit_sse(j, I_MOVSS, dst, dst, rm_reg(from));
}

void jit_lower_vlow(Jit *j, const Op *op)
{
    Type type = type_of(j, op->a);
    u8 reg;

    if (type == TY_I32)
        jit_in_gpr(j, op->a);
    reg = j->info[op->a].reg;
    if (reg != NO_REG && is_xmm(reg))
        cut_to_low_lane(j, jit_define_xmm(j), reg, type);
    else
        jit_copy_to(j, jit_define_xmm(j), op->a); /* this clears the upper bytes */
}

/* Copies the low lane of `from` to every lane. */
static void splat(Jit *j, u8 dst, u8 from, unsigned bits)
{
    if (bits == 64) {
        emit_sse(j, I_PUNPCKLQDQ, dst, from, rm_reg(from));
    } else if (bits == 32) {
        jit_vector_words(j, dst, from, 0);
    } else {
        u64 order = bits == 16 ? 0x0100010001000100 : 0;

        emit_sse(j, I_PSHUFB, dst, from, emit_pool(&j->e, order, order));
    }
}

void jit_lower_vsplat(Jit *j, const Op *op)
{
    u8 from, dst;

    if (type_of(j, op->a) == TY_I32)
        jit_in_gpr(j, op->a);
    from = jit_new_xmm(j);
    jit_copy_to(j, from, op->a);
    dst = jit_define_xmm(j);
    splat(j, dst, from, vec_lane(op->imm));
}

static void extract_small(Jit *j, const Op *op, unsigned bits)
{
    u32 insn = bits == 8 ? I_PEXTR_8 : bits == 16 ? I_PEXTR_16 : I_PEXTR_32;
    u32 extend = bits == 8 ? I_MOVSX_8 : bits == 16 ? I_MOVSX_16 : I_MOVSXD;
    u8 a = jit_in_xmm(j, op->a), dst = jit_define_gpr(j);

    emit_sse1(j, insn, a, rm_reg(dst));
    emit_8(&j->e, vec_count(op->imm));
    if (op->imm & VEC_SIGNED && bits < type_bits((Type)op->type))
        emit_rm(&j->e, extend | width((Type)op->type), dst, rm_reg(dst));
}

/* A whole half stays in a vector register: most often it is put to a slot next. */
void jit_lower_vextract(Jit *j, const Op *op)
{
    unsigned bits = vec_lane(op->imm);
    u8 a, dst;

    if (bits < 64) {
        extract_small(j, op, bits);
        return;
    }
    a = jit_in_xmm(j, op->a);
    dst = jit_define_xmm(j);
    jit_vector_words(j, dst, a, vec_count(op->imm) ? 0xee : 0x44);
}

/* --- bits --- */

static void bits_op(Jit *j, const Op *op, u32 insn)
{
    u8 a = jit_in_xmm(j, op->a);
    Rm b = jit_rm_xmm(j, op->b);

    emit_sse(j, insn, jit_define_xmm(j), a, b);
}

void jit_lower_vand(Jit *j, const Op *op)
{
    bits_op(j, op, I_ANDPS);
}

void jit_lower_vor(Jit *j, const Op *op)
{
    bits_op(j, op, I_ORPS);
}

void jit_lower_vxor(Jit *j, const Op *op)
{
    bits_op(j, op, I_XORPS);
}

/* The host's instruction inverts its first operand. */
void jit_lower_vandnot(Jit *j, const Op *op)
{
    u8 a = jit_in_xmm(j, op->a), b = jit_in_xmm(j, op->b), dst = jit_define_xmm(j);

    emit_sse(j, I_ANDNPS, dst, b, rm_reg(a));
}

void jit_lower_vselect(Jit *j, const Op *op)
{
    u8 mask = jit_in_xmm(j, op->a), b = jit_in_xmm(j, op->b), c = jit_in_xmm(j, op->c);
    u8 dst = jit_define_xmm(j);

    emit_sse(j, I_XORPS, dst, b, rm_reg(c));
    emit_sse(j, I_ANDPS, dst, dst, rm_reg(mask));
    emit_sse(j, I_XORPS, dst, dst, rm_reg(c));
}

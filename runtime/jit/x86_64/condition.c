/* condition.c -- compares, and what depends on them.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/jit/x86_64/host.h"

static const u8 cond_cc[NUM_CONDS] = {X_E, X_NE, X_L,  X_GE, X_LE,
                                      X_G, X_B,  X_AE, X_BE, X_A};
/* The host conditions for exchanged operands. */
static const u8 swapped_cc[NUM_CONDS] = {X_E, X_NE, X_G,  X_LE, X_GE,
                                         X_L, X_A,  X_BE, X_AE, X_B};

static u8 opposite(u8 cc)
{
    return cc ^ 1;
}

static Test float_test(const Op *op)
{
    bool signals = op->imm & FC_SIGNALS;

    switch (op->imm & FC_KIND) {
    case FC_LT: return (Test){TEST_FLOAT, X_A, signals, op->b, op->a};
    case FC_LE: return (Test){TEST_FLOAT, X_AE, signals, op->b, op->a};
    case FC_UNORDERED: return (Test){TEST_FLOAT, X_P, signals, op->a, op->b};
    default: return (Test){TEST_FLOAT, X_FEQ, signals, op->a, op->b};
    }
}

static Test integer_test(const Jit *j, const Op *op)
{
    const Op *left = op_of(j, op->a);
    u8 cc = cond_cc[op->imm];

    if (j->info[op->a].lazy && left->code == OP_and)
        return (Test){TEST_AND, cc, false, left->a, left->b};
    if (is_constant(j, op->a) && !is_constant(j, op->b))
        return (Test){TEST_CMP, swapped_cc[op->imm], false, op->b, op->a};
    return (Test){TEST_CMP, cc, false, op->a, op->b};
}

Test jit_test_made(const Jit *j, Val v)
{
    const Op *op = op_of(j, v);
    bool of_test = j->info[op->a].lazy && op_of(j, op->a)->code != OP_and;

    if (op->code == OP_fset)
        return float_test(op);
    if (op->code == OP_set && !of_test)
        return integer_test(j, op);

    Test test = jit_test_made(j, op->a);

    if (op->code == OP_xor || op->imm == CC_EQ)
        test.cc = opposite(test.cc);
    return test;
}

Test jit_test_of(const Jit *j, Val v)
{
    if (j->info[v].lazy)
        return jit_test_made(j, v);
    return (Test){TEST_VALUE, X_NE, false, v, VAL_NONE};
}

static u64 flags_key(Test t)
{
    return 1ull << 63 | (u64)t.signals << 40 | (u64)t.kind << 32 | (u64)t.a << 16 | t.b;
}

bool jit_test_ready(const Jit *j, Test test)
{
    return j->e.flags == flags_key(test);
}

static void test_register(Jit *j, u32 w, u8 reg)
{
    emit_rm(&j->e, I_TEST | w, reg, rm_reg(reg));
}

static void emit_value_test(Jit *j, Val v)
{
    u32 w = width(type_of(j, v));
    Rm rm;

    if (jit_in_bit_slot(j, v, &rm)) {
        emit_rm(&j->e, 0x80, I_CMP >> 3 & 7, rm);
        emit_8(&j->e, 0);
        return;
    }
    rm = jit_rm_gpr(j, v);
    if (rm.reg != NO_REG)
        test_register(j, w, rm.reg);
    else
        emit_alu_imm(&j->e, I_CMP | w, rm, 0);
}

static void emit_cmp(Jit *j, Val a, Val b)
{
    u32 w = width(type_of(j, a));
    i32 imm;

    if (is_constant_of(j, b, 0)) {
        emit_value_test(j, a);
    } else if (jit_immediate(j, b, &imm)) {
        emit_alu_imm(&j->e, I_CMP | w, jit_rm_gpr(j, a), imm);
    } else {
        Rm right = jit_rm_gpr(j, b);

        emit_rm(&j->e, I_CMP | w, jit_in_gpr(j, a), right);
    }
}

static void emit_test(Jit *j, Val a, Val b)
{
    u32 w = width(type_of(j, a));
    i32 imm;

    if (jit_immediate(j, b, &imm)) {
        if (imm >= 0) /* no bit in the upper half: 32 bits will do */
            w = 0;
        emit_rm(&j->e, 0xf7 | w, 0, rm_reg(jit_in_gpr(j, a)));
        emit_32(&j->e, (u32)imm);
    } else {
        Rm right = jit_rm_gpr(j, b);

        emit_rm(&j->e, I_TEST | w, jit_in_gpr(j, a), right);
    }
}

static void emit_ucomis(Jit *j, Test t)
{
    u32 insn = t.signals ? I_COMIS : I_UCOMIS;
    Rm right = jit_rm_xmm(j, t.b);
    u8 left = jit_in_xmm(j, t.a);

    if (type_of(j, t.a) == TY_F64)
        insn |= P66;
    if (j->config.v3)
        emit_vex(&j->e, insn, left, NO_REG, right);
    else
        emit_rm(&j->e, insn, left, right);
}

u32 jit_test_emit(Jit *j, Test test)
{
    if (jit_test_ready(j, test))
        return test.cc;
    switch ((TestKind)test.kind) {
    case TEST_VALUE: emit_value_test(j, test.a); break;
    case TEST_CMP: emit_cmp(j, test.a, test.b); break;
    case TEST_AND: emit_test(j, test.a, test.b); break;
    case TEST_FLOAT: emit_ucomis(j, test); break;
    }
    j->e.flags = flags_key(test);
    return test.cc;
}

/* The jumps may be exits of the block: these are aligned, since they are patched later.
 */
u32 jit_test_jump(Jit *j, Test test, u32 sites[2])
{
    enum { JCC_OPCODE = 2, SHORT_JUMP = 2 };
    u32 cc = jit_test_emit(j, test);

    if (cc == X_FNE) {
        emit_align_jump(&j->e, JCC_OPCODE);
        sites[0] = emit_jcc(&j->e, X_P);
        emit_align_jump(&j->e, JCC_OPCODE);
        sites[1] = emit_jcc(&j->e, X_NE);
        return 2;
    }
    emit_align_jump(&j->e, JCC_OPCODE + (cc == X_FEQ ? SHORT_JUMP : 0));
    if (cc == X_FEQ) {
        emit_8(&j->e, 0x70 | X_P); /* unordered operands skip the next jump */
        emit_8(&j->e, 6);
        cc = X_E;
    }
    sites[0] = emit_jcc(&j->e, cc);
    return 1;
}

/* Sets the low byte of a new register to the condition, 0 or 1.  Does not change the
 * flags. */
static u8 emit_float_equal(Jit *j, u32 cc)
{
    u8 reg = jit_new_gpr(j), other = jit_new_gpr(j);

    emit_setcc(&j->e, cc == X_FEQ ? X_NP : X_P, rm_reg(reg));
    emit_8(&j->e, other & 8 ? 0x41 : 0x40);
    emit_8(&j->e, 0xb8 | (other & 7u));
    emit_32(&j->e, cc == X_FEQ ? 0 : 1);
    emit_rm(&j->e, I_CMOV | X_NE, reg, rm_reg(other));
    return reg;
}

static void make_bool(Jit *j, Test test)
{
    bool ready = jit_test_ready(j, test);
    u8 reg, equal;
    u32 cc;

    if (test.cc >= X_FEQ) {
        cc = jit_test_emit(j, test);
        equal = emit_float_equal(j, cc);
        reg = jit_define_gpr(j);
        emit_rm(&j->e, I_MOVZX_8, reg, rm_reg(equal));
        return;
    }
    reg = jit_define_gpr(j);
    if (!ready)
        emit_rm(&j->e, I_XOR, reg, rm_reg(reg));
    cc = jit_test_emit(j, test);
    emit_setcc(&j->e, cc, rm_reg(reg));
    if (ready)
        emit_rm(&j->e, I_MOVZX_8, reg, rm_reg(reg));
}

void jit_lower_set(Jit *j, const Op *op)
{
    (void)op;
    make_bool(j, jit_test_made(j, (Val)j->at));
}

void jit_lower_fset(Jit *j, const Op *op)
{
    jit_lower_set(j, op);
}

void jit_put_test(Jit *j, const Op *op)
{
    Rm slot = jit_state_at(op->imm);
    u32 cc = jit_test_emit(j, jit_test_of(j, op->a));

    if (cc < X_FEQ)
        emit_setcc(&j->e, cc, slot);
    else
        emit_rm(&j->e, I_MOV_STORE_8, emit_float_equal(j, cc), slot);
}

static void select_integer(Jit *j, const Op *op)
{
    u32 w = width((Type)op->type), cc = jit_test_emit(j, jit_test_of(j, op->a));
    Val yes = op->b, no = op->c;

    if (cc == X_FEQ || (cc < X_FEQ && jit_dies(j, yes) && !jit_dies(j, no))) {
        cc = opposite((u8)cc);
        yes = op->c;
        no = op->b;
    }

    Rm chosen = jit_rm_gpr(j, yes);
    u8 reg = jit_define_from(j, no);

    if (cc == X_FNE) {
        emit_rm(&j->e, I_CMOV | X_P | w, reg, chosen);
        cc = X_NE;
    }
    emit_rm(&j->e, I_CMOV | cc | w, reg, chosen);
}

static void select_float(Jit *j, const Op *op)
{
    u8 yes = jit_in_xmm(j, op->b), no = jit_in_xmm(j, op->c), reg = jit_define_xmm(j);
    u32 sites[2], n;

    jit_copy_to(j, reg, op->b);
    n = jit_test_jump(j, jit_test_of(j, op->a), sites);
    (void)yes;
    (void)no;
    jit_copy_to(j, reg, op->c);
    for (u32 i = 0; i < n; i++)
        emit_bind(&j->e, sites[i]);
}

void jit_lower_select(Jit *j, const Op *op)
{
    if (type_is_float((Type)op->type))
        select_float(j, op);
    else
        select_integer(j, op);
}

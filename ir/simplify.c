/* simplify.c -- making ops: folded, simplified, or found among those made.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "ir/passes.h"

static Rule *const rules[NUM_OPS] = {
    [OP_add] = rule_add,           [OP_sub] = rule_sub,
    [OP_mul] = rule_mul,           [OP_mulhu] = rule_mulhu,
    [OP_divu] = rule_divu,         [OP_divs] = rule_divs,
    [OP_and] = rule_and,           [OP_or] = rule_or,
    [OP_xor] = rule_xor,           [OP_not] = rule_not,
    [OP_neg] = rule_neg,           [OP_shl] = rule_shl,
    [OP_shr] = rule_shr,           [OP_sar] = rule_sar,
    [OP_ror] = rule_ror,           [OP_bswap] = rule_inverse,
    [OP_sext] = rule_sext,         [OP_zext] = rule_zext,
    [OP_set] = rule_set,           [OP_select] = rule_select,
    [OP_carry] = rule_carry,       [OP_overflow] = rule_overflow,
    [OP_exts] = rule_exts,         [OP_trunc] = rule_inverse,
    [OP_as_int] = rule_inverse,    [OP_as_float] = rule_inverse,
    [OP_fneg] = rule_inverse,      [OP_fabs] = rule_fabs,
    [OP_fcompact] = rule_inverse,  [OP_vextract] = rule_vextract,
    [OP_vjoin] = rule_vjoin,       [OP_vwiden] = rule_low_half,
    [OP_vmull] = rule_low_half,    [OP_vpmull] = rule_low_half,
    [OP_vand] = rule_vector_zero,  [OP_vor] = rule_vector_zero,
    [OP_vxor] = rule_vxor,         [OP_vadd] = rule_vector_zero,
    [OP_vsub] = rule_vector_same,  [OP_vandnot] = rule_vector_same,
    [OP_vclmul] = rule_vclmul,     [OP_vaesmix] = rule_vaesmix,
    [OP_vaesunmix] = rule_vaesmix, [OP_vshuffle] = rule_vshuffle,
};

Val opt_append(Optimiser *o, Op op)
{
    Val v = ir_emit(&o->out, op);

    if (v >= o->room) {
        o->room *= 2;
        o->ones = base_resize(o->ones, o->room * sizeof(u64));
    }
    o->ones[v] = opt_ones(o, &op);
    o->ended = (op_info[op.code].traits & ENDS) != 0;
    return v;
}

static u32 hash_of(const Op *op)
{
    u64 h = op->imm * 0x9e3779b97f4a7c15u;

    h ^= (u64)op->code << 56 | (u64)op->type << 48 | (u64)op->a << 32 |
         (u64)op->b << 16 | op->c;
    h *= 0xd6e8feb86659fd93u;
    return (u32)(h >> 32);
}

static bool same_op(const Op *x, const Op *y)
{
    return x->code == y->code && x->type == y->type && x->a == y->a && x->b == y->b &&
           x->c == y->c && x->imm == y->imm;
}

/* Returns the table's entry for the op, or one that may take it. An op may lie in few
 * places, so that a search is short; a new op may evict an old one. */
static Val *find_known(const Optimiser *o, const Op *op)
{
    enum { PLACES = 4 };
    u32 first = hash_of(op) & o->known_mask;

    for (u32 k = 0; k < PLACES; k++) {
        Val *known = &o->known[(first + k) & o->known_mask];

        if (*known == VAL_NONE || same_op(&o->out.ops[*known], op))
            return known;
    }
    return &o->known[first];
}

Val opt_emit(Optimiser *o, Op op)
{
    Val *known = find_known(o, &op);
    bool stale = op_info[op.code].traits & FP && *known < o->fp_barrier;

    if (*known == VAL_NONE || stale || !same_op(&o->out.ops[*known], &op))
        *known = opt_append(o, op);
    return *known;
}

Val opt_constant(Optimiser *o, Type type, u64 imm)
{
    return opt_emit(o, (Op){OP_constant, (u8)type, 0, 0, 0, imm & type_mask(type)});
}

/* Returns true if the op can be folded: its operands are constants, and it neither
 * depends on the host's floating-point modes nor raises flags. */
static bool all_constant(const Optimiser *o, const Op *op)
{
    const OpInfo *info = &op_info[op->code];

    if (info->args == 0 || info->traits & FP || op_is_vector(op->code, op->type))
        return false;
    return opt_is(o, op->a, OP_constant) &&
           (info->args < 2 || opt_is(o, op->b, OP_constant)) &&
           (info->args < 3 || opt_is(o, op->c, OP_constant));
}

static Val fold(Optimiser *o, const Op *op)
{
    int args = op_info[op->code].args;
    u64 a = constant_of(o, op->a);
    u64 b = args > 1 ? constant_of(o, op->b) : 0;
    u64 c = args > 2 ? constant_of(o, op->c) : 0;

    return opt_constant(o, (Type)op->type, ir_value(op, type_of(o, op->a), a, b, c));
}

Val opt_make(Optimiser *o, Op op)
{
    Val v = VAL_NONE;

    if (all_constant(o, &op))
        return fold(o, &op);
    if (op_info[op.code].traits & COMM && opt_is(o, op.a, OP_constant)) {
        Val a = op.a;

        op.a = op.b;
        op.b = a;
    }
    if (rules[op.code] && o->depth < RULES_DEEP) {
        o->depth++;
        v = rules[op.code](o, &op);
        o->depth--;
    }
    return v != VAL_NONE ? v : opt_emit(o, op);
}

Val opt_make1(Optimiser *o, Opcode code, Type type, Val a, u64 imm)
{
    return opt_make(o, (Op){(u8)code, (u8)type, a, 0, 0, imm});
}

Val opt_make2(Optimiser *o, Opcode code, Type type, Val a, Val b)
{
    return opt_make(o, (Op){(u8)code, (u8)type, a, b, 0, 0});
}

Val opt_make_const(Optimiser *o, Opcode code, Type type, Val a, u64 b)
{
    return opt_make2(o, code, type, a, opt_constant(o, type, b));
}

Val opt_set(Optimiser *o, Cond cond, Val a, Val b)
{
    return opt_make(o, (Op){OP_set, TY_I32, a, b, 0, cond});
}

Val opt_same_bits(Optimiser *o, Val v, Type type)
{
    Type has = type_of(o, v);

    if (has == type)
        return v;
    if (type_bits(has) != type_bits(type) || type_is_float(has) == type_is_float(type))
        return VAL_NONE;
    return opt_make1(o, type_is_float(type) ? OP_as_float : OP_as_int, type, v, 0);
}

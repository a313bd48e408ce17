/* expression.c -- micro-ops written as expressions: made into text for ir_parse.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdlib.h>
#include <string.h>

#include "tests/expression.h"

enum { TEXT_MAX = 4096, PART_MAX = 40 };

typedef struct {
    const char *at;
    char text[TEXT_MAX]; /* for ir_parse */
    size_t length;
    int count; /* values made */
    const char *complaint;
} Maker;

typedef struct {
    int number; /* of the value, in the text */
    Type type;
} Value;

static void append(Maker *m, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static void append(Maker *m, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    m->length +=
        (size_t)base_vformat(m->text + m->length, TEXT_MAX - m->length, fmt, ap);
    va_end(ap);
    if (m->length >= TEXT_MAX)
        panic("expression is too long");
}

static Value complain(Maker *m, const char *what)
{
    if (!m->complaint)
        m->complaint = what;
    return (Value){0, TY_I32};
}

static void skip_spaces(Maker *m)
{
    while (*m->at == ' ')
        m->at++;
}

static bool accept(Maker *m, char c)
{
    skip_spaces(m);
    if (*m->at != c)
        return false;
    m->at++;
    return true;
}

static Value make_variable(Maker *m, char name)
{
    static const char *const names = "xyzXYZfghFGH";
    static const Type types[] = {TY_I32, TY_I64, TY_F32, TY_F64};
    long place = strchr(names, name) - names;
    Type type = types[place / 3];

    append(m, "%d = get.%s [%ld]\n", ++m->count, type_names[type],
           place / 3 * 64 + place % 3 * 8);
    return (Value){m->count, type};
}

static Value make_constant(Maker *m, Type type, u64 bits)
{
    if (type == TY_I32 || type == TY_F32)
        bits = (u32)bits;
    append(m, "%d = constant.%s #%#llx\n", ++m->count, type_names[type],
           (unsigned long long)bits);
    return (Value){m->count, type};
}

static Value read_number(Maker *m)
{
    size_t whole = strspn(m->at, "-0123456789");
    char *end;

    if (m->at[whole] == '.') {
        double d = strtod(m->at, &end);

        m->at = end;
        if (*m->at != 'f')
            return make_constant(m, TY_F64, double_bits(d));
        m->at++;
        return make_constant(m, TY_F32, float_bits((float)d));
    }
    u64 n = *m->at == '-' ? (u64)strtoll(m->at, &end, 0) : strtoull(m->at, &end, 0);
    m->at = end;
    if (*m->at != 'L' && *m->at != 'V')
        return make_constant(m, TY_I32, n);
    return make_constant(m, *m->at++ == 'L' ? TY_I64 : TY_V128, n);
}

static void read_part(Maker *m, char *part)
{
    size_t length = strcspn(m->at, ".(), ");

    if (length >= PART_MAX)
        length = PART_MAX - 1;
    memcpy(part, m->at, length);
    part[length] = 0;
    m->at += length;
}

/* The types that are clear from the op, or from its operands. */
static Type result_type(const OpInfo *info, const Value *arg)
{
    if (info->types && !(info->types & (info->types - 1)))
        return (Type)__builtin_ctz(info->types);
    if (info == &op_info[OP_as_int])
        return arg[0].type == TY_F32 ? TY_I32 : TY_I64;
    if (info == &op_info[OP_as_float])
        return arg[0].type == TY_I32 ? TY_F32 : TY_F64;
    if (info == &op_info[OP_load])
        return TY_I32;
    return arg[info->args - 1].type;
}

static const OpInfo *info_named(const char *name)
{
    for (int code = 0; code < NUM_OPS; code++)
        if (strcmp(op_info[code].name, name) == 0)
            return &op_info[code];
    return NULL;
}

static Type type_named(const char *name)
{
    for (int type = TY_NONE + 1; type < NUM_TYPES; type++)
        if (strcmp(type_names[type], name) == 0)
            return (Type)type;
    return TY_NONE;
}

static Value read_expression(Maker *m);

static Value read_op(Maker *m)
{
    char name[PART_MAX], part[PART_MAX], imm[PART_MAX] = "";
    Value arg[3] = {{0, TY_NONE}, {0, TY_NONE}, {0, TY_NONE}};
    Type type = TY_NONE;
    const OpInfo *info;
    int args = 0;

    read_part(m, name);
    info = info_named(name);
    while (accept(m, '.')) {
        read_part(m, part);
        if (type_named(part))
            type = type_named(part);
        else
            strcpy(imm, part);
    }
    if (!info || !info->results || !accept(m, '('))
        return complain(m, "no such op, or no ( after it");
    do
        arg[args++] = read_expression(m);
    while (args < 3 && accept(m, ','));
    if (args != info->args || !accept(m, ')'))
        return complain(m, "wrong number of operands, or no ) after them");
    if (type == TY_NONE)
        type = result_type(info, arg);
    append(m, "%d = %s.%s", ++m->count, name, type_names[type]);
    for (int k = 0; k < args; k++)
        append(m, " %%%d", arg[k].number);
    append(m, " %s%s\n", info->imm == IMM_NUM ? "#" : "", imm);
    return (Value){m->count, type};
}

static Value read_expression(Maker *m)
{
    skip_spaces(m);
    if (m->complaint || !*m->at)
        return complain(m, "expression ends early");
    if (strchr("-0123456789", *m->at))
        return read_number(m);
    if (strchr("xyzXYZfghFGH", *m->at) && strchr(" ,)", m->at[1])) /* or the end */
        return make_variable(m, *m->at++);
    return read_op(m);
}

Val expression_block(Block *blk, const char *text, const char **complaint)
{
    Maker *m = base_alloc(sizeof(*m));
    Value value;

    m->at = text;
    ir_clear(blk);
    append(m, "block 0x1000\n0x1000:\n");
    value = read_expression(m);
    skip_spaces(m);
    if (*m->at)
        complain(m, "more text than an expression");
    append(m, "put.%s %%%d [%d]\njump ->0x1004\n", type_names[value.type], value.number,
           RESULT_SLOT);
    if (!m->complaint)
        m->complaint = ir_parse(blk, m->text, NULL);
    if (!m->complaint)
        m->complaint = ir_verify(blk);
    *complaint = m->complaint;
    base_free(m);
    return *complaint ? VAL_NONE : expression_result(blk);
}

bool same_expression(const Block *x, Val v, const Block *y, Val w)
{
    const Op *p = &x->ops[v], *q = &y->ops[w];
    const Val arg[2][3] = {{p->a, p->b, p->c}, {q->a, q->b, q->c}};

    if (p->code != q->code || p->type != q->type || p->imm != q->imm)
        return false;
    for (int k = 0; k < op_info[p->code].args; k++)
        if (!same_expression(x, arg[0][k], y, arg[1][k]))
            return false;
    return true;
}

Val expression_result(const Block *blk)
{
    for (u32 i = blk->count; i-- > 0;)
        if (blk->ops[i].code == OP_put && blk->ops[i].imm == RESULT_SLOT)
            return blk->ops[i].a;
    panic("no result in the block");
}

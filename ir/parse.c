/* parse.c -- reads blocks in the text form that ir_print writes: one op a line, `;`
 * starts a comment. The numbers before `=` are names; a block written by hand need not
 * count its ops.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <string.h>

#include "ir/words.h"

enum { WORD_MAX = 48, NUM_NAMES = 0x10000 };

typedef struct {
    Block *blk;
    const IrNames *names;
    const char *at; /* what follows on the line */
    u32 line;
    bool failed;
    Val *value_of; /* by the number in the text; VAL_NONE: not made yet */
} Parser;

static char error_text[160];

static void fail(Parser *p, const char *what, const char *detail)
{
    if (!p->failed)
        base_format(error_text, sizeof(error_text), "line %u: %s%s%s", p->line, what,
                    *detail ? " " : "", detail);
    p->failed = true;
}

static bool at_end_of_line(const Parser *p)
{
    return *p->at == 0 || *p->at == '\n' || *p->at == ';';
}

static void skip_spaces(Parser *p)
{
    while (*p->at == ' ' || *p->at == '\t' || *p->at == '\r')
        p->at++;
}

static bool accept(Parser *p, const char *text)
{
    size_t length = strlen(text);

    skip_spaces(p);
    if (strncmp(p->at, text, length) != 0)
        return false;
    p->at += length;
    return true;
}

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '_';
}

static void read_word(Parser *p, char *word)
{
    size_t length = 0;

    skip_spaces(p);
    while (is_word(*p->at) && length < WORD_MAX - 1)
        word[length++] = *p->at++;
    word[length] = 0;
    if (length == 0)
        fail(p, "a word is missing", "");
}

static int digit_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 99;
}

static u64 read_number(Parser *p)
{
    bool negative = accept(p, "-"), hex = accept(p, "0x");
    int base = hex ? 16 : 10;
    u64 n = 0;

    if (digit_value(*p->at) >= base)
        fail(p, "a number is missing", "");
    for (; digit_value(*p->at) < base; p->at++) {
        u64 digit = (u64)digit_value(*p->at);

        if (n > (~0ull - digit) / (u64)base)
            fail(p, "number does not fit in 64 bits", "");
        n = n * (u64)base + digit;
    }
    return negative ? -n : n;
}

static u32 read_number_32(Parser *p)
{
    u64 n = read_number(p);

    if (n >> 32 && n < (u64)(i64)INT32_MIN)
        fail(p, "number does not fit in 32 bits", "");
    return (u32)n;
}

static Opcode opcode_named(Parser *p, const char *name)
{
    for (int code = 0; code < NUM_OPS; code++)
        if (strcmp(op_info[code].name, name) == 0)
            return (Opcode)code;
    fail(p, "no op is called", name);
    return OP_fence;
}

static Type type_named(Parser *p, const char *name)
{
    for (int type = TY_NONE + 1; type < NUM_TYPES; type++)
        if (strcmp(type_names[type], name) == 0)
            return (Type)type;
    fail(p, "no type is called", name);
    return TY_NONE;
}

static Val read_operand(Parser *p)
{
    u64 name;

    if (accept(p, "-"))
        return VAL_NONE;
    if (!accept(p, "%")) {
        fail(p, "an operand is missing", "");
        return VAL_NONE;
    }
    name = read_number(p);
    if (!p->failed && (name >= NUM_NAMES || p->value_of[name] == VAL_NONE))
        fail(p, "operand is not made above", "");
    return p->failed ? VAL_NONE : p->value_of[name];
}

static void read_operands(Parser *p, Op *op)
{
    Val *arg[] = {&op->a, &op->b, &op->c};

    for (int k = 0; k < op_info[op->code].args; k++) {
        skip_spaces(p);
        if (op->code == OP_helper && *p->at != '%' && *p->at != '-')
            *arg[k] = VAL_NONE; /* the helper takes fewer */
        else
            *arg[k] = read_operand(p);
    }
}

static const Word *word_named(Parser *p, ImmKind kind, const char *name)
{
    const Word *word = imm_words[kind];

    while (word->name && strcmp(word->name, name) != 0)
        word++;
    if (!word->name)
        fail(p, "no such word here:", name);
    return word;
}

static u64 read_words(Parser *p, ImmKind kind)
{
    u64 imm = 0;

    do {
        char name[WORD_MAX];

        read_word(p, name);
        imm |= word_named(p, kind, name)->value;
    } while (!p->failed && accept(p, "|"));
    return imm;
}

static u32 read_slot(Parser *p)
{
    char name[WORD_MAX];
    u32 slot = 0;

    if (accept(p, "[")) {
        slot = read_number_32(p);
        if (!accept(p, "]"))
            fail(p, "] is missing", "");
        return slot;
    }
    read_word(p, name);
    if (!p->failed &&
        !(p->names && p->names->slot_of && p->names->slot_of(name, &slot)))
        fail(p, "no register is called", name);
    return slot;
}

static u64 read_helper(Parser *p)
{
    char name[WORD_MAX];

    if (accept(p, "@"))
        return read_number_32(p);
    read_word(p, name);
    for (u32 i = 0; p->names && i < p->names->num_helpers; i++)
        if (strcmp(p->names->helpers[i].name, name) == 0)
            return i;
    fail(p, "no helper is called", name);
    return 0;
}

static u32 read_pc(Parser *p)
{
    if (!accept(p, "->"))
        fail(p, "-> and an address are missing", "");
    return read_number_32(p);
}

static u64 read_mem(Parser *p)
{
    u64 shape = read_words(p, IMM_MEM);
    i32 displacement = 0;

    skip_spaces(p);
    if (accept(p, "+") || *p->at == '-')
        displacement = (i32)read_number_32(p);
    return mem_imm((unsigned)shape, displacement);
}

static u64 read_vec(Parser *p)
{
    u64 shape = read_words(p, IMM_VEC);

    return vec_imm((unsigned)shape, accept(p, "#") ? read_number_32(p) : 0);
}

static u64 read_plain_number(Parser *p, Type type)
{
    u64 n;

    if (!accept(p, "#"))
        fail(p, "# and a number are missing", "");
    n = read_number(p);
    if ((type == TY_I32 || type == TY_F32) && (i64)n < 0 && (i64)n >= INT32_MIN)
        n = (u32)n;
    return n;
}

static u64 read_imm(Parser *p, ImmKind kind, Type type)
{
    u64 low;

    switch (kind) {
    case IMM__: return 0;
    case IMM_NUM: return read_plain_number(p, type);
    case IMM_COND:
    case IMM_FCOND:
    case IMM_NAN:
    case IMM_INT:
    case IMM_ROUND: return read_words(p, kind);
    case IMM_SLOT: return read_slot(p);
    case IMM_MEM: return read_mem(p);
    case IMM_PC: return read_pc(p);
    case IMM_CALL: low = read_pc(p); return low | (u64)read_pc(p) << 32;
    case IMM_HELPER: return read_helper(p);
    case IMM_RAISE: low = read_words(p, IMM_RAISE); return low | (u64)read_pc(p) << 32;
    case IMM_VEC: return read_vec(p);
    case NUM_IMMS: break;
    }
    panic("bad kind of immediate %d", kind);
}

/* Reads an op such as `add.i32 %1 %2`; returns its value. */
static Val read_op(Parser *p)
{
    char name[WORD_MAX];
    Op op = {0};

    read_word(p, name);
    if (p->failed)
        return VAL_NONE;
    op.code = (u8)opcode_named(p, name);
    if (*p->at == '.') {
        p->at++;
        read_word(p, name);
        op.type = (u8)type_named(p, name);
    }
    if (!p->failed)
        read_operands(p, &op);
    if (!p->failed)
        op.imm = read_imm(p, (ImmKind)op_info[op.code].imm, (Type)op.type);
    if (!p->failed && p->blk->count >= BLOCK_MAX_OPS)
        fail(p, "block has too many ops", "");
    return p->failed ? VAL_NONE : ir_emit(p->blk, op);
}

/* Reads `5 = op`, or the mark `0x1000:` before the ops of a guest instruction. */
static void read_numbered(Parser *p)
{
    u64 number = read_number(p);
    Val value;

    if (p->failed)
        return;
    if (accept(p, ":")) {
        ir_insn(p->blk, (u32)number);
        return;
    }
    if (!accept(p, "=")) {
        fail(p, "= or : is missing", "");
        return;
    }
    value = read_op(p);
    if (p->failed)
        return;
    if (number >= NUM_NAMES || p->value_of[number] != VAL_NONE)
        fail(p, "value has a number that is taken or too large", "");
    else if (!op_info[p->blk->ops[value].code].results)
        fail(p, "op makes no value", "");
    else
        p->value_of[number] = value;
}

static void read_line(Parser *p)
{
    skip_spaces(p);
    if (at_end_of_line(p))
        return;
    if (accept(p, "block "))
        p->blk->pc = read_number_32(p);
    else if (digit_value(*p->at) < 10)
        read_numbered(p);
    else
        read_op(p);
    skip_spaces(p);
    if (!at_end_of_line(p))
        fail(p, "more on the line than its op takes", "");
}

const char *ir_parse(Block *blk, const char *text, const IrNames *names)
{
    Parser p = {blk, names, text, 1, false, base_alloc(NUM_NAMES * sizeof(Val))};

    memset(p.value_of, 0xff, NUM_NAMES * sizeof(Val));
    while (!p.failed && *p.at) {
        read_line(&p);
        while (*p.at && *p.at != '\n')
            p.at++;
        if (*p.at == '\n') {
            p.at++;
            p.line++;
        }
    }
    base_free(p.value_of);
    return p.failed ? error_text : NULL;
}

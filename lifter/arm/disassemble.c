/*
 * disassemble.c -- ARM assembly text, much as LLVM's disassembler prints it.
 *
 * In a name,  %x %y  give b or t for a half,  ?x  gives x (and ?r gives r) if
 * field x is set,  *  an addressing mode,  = the name of a hint,  & of a parallel
 * addition; s and the condition follow, before the first dot or  $,  which gives .f32
 * or .f64.  In operands a lower-case register letter stands for itself, and
 *      Sd Dn Fm   a floating-point register: single, double, of the instruction's
 *                 precision; S1 S2 are Sm and the one after it
 *      Qd En      a quadword; that or a doubleword
 *      I V ##     lane, list of floating-point registers, number
 *      #v #y #x   a number; #+ is v + 1 and #-v is -v
 *      o M L @    second operand, address, register list, branch target
 *      |x         a rotation by x bytes, if there is one
 *      !          if the base is written back
 *
 * Of Advanced SIMD: in a name,  @  the bits of an element,  ^  of one twice as wide,
 * !  s or u,  ~  the elements of a structure; operands see disassemble_neon.c.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include "lifter/arm/disassemble.h"

#include <string.h>

#include "lifter/arm/neon/neon.h"

static const char *const conditions[] = {"eq", "ne", "hs", "lo", "mi", "pl", "vs", "vc",
                                         "hi", "ls", "ge", "lt", "gt", "le", "",   ""};
static const char *const shifts[] = {"lsl", "lsr", "asr", "ror", "rrx"};

void put_char(Line *line, char c)
{
    if (line->length + 1 < line->room) {
        line->text[line->length++] = c;
        line->text[line->length] = 0;
    }
}

void put_text(Line *line, const char *text)
{
    for (const char *c = text; *c; c++)
        put_char(line, *c);
}

void put_number(Line *line, const char *fmt, u32 n)
{
    char number[24];

    base_format(number, sizeof(number), fmt, n);
    put_text(line, number);
}

void put_register(Line *line, u32 n)
{
    static const char *const names[] = {"sp", "lr", "pc"};

    if (n >= 13)
        put_text(line, names[n - 13]);
    else
        put_number(line, "r%u", n);
}

static void put_list(Line *line)
{
    const char *separator = "{";

    for (u32 n = 0; n < 16; n++)
        if (line->i->list >> n & 1) {
            put_text(line, separator);
            put_register(line, n);
            separator = ", ";
        }
    put_char(line, '}');
}

static void put_op2(Line *line)
{
    const Operand2 *o = &line->i->op2;

    if (o->kind == OP2_NUMBER) {
        put_number(line, "#%d", o->number);
        return;
    }
    put_register(line, o->m);
    if (o->kind == OP2_BY_REGISTER) {
        put_text(line, ", ");
        put_text(line, shifts[o->shift]);
        put_char(line, ' ');
        put_register(line, o->s);
    } else if (o->amount || o->shift == RRX) {
        put_text(line, ", ");
        put_text(line, shifts[o->shift]);
        if (o->shift != RRX)
            put_number(line, " #%u", o->amount);
    }
}

static void put_address(Line *line)
{
    const ArmInsn *i = line->i;
    bool is_number = i->op2.kind == OP2_NUMBER;

    put_char(line, '[');
    put_register(line, i->n);
    if (!i->index)
        put_char(line, ']');
    if (is_number && (i->imm || !i->add || !i->index)) {
        put_text(line, i->add ? ", #" : ", #-");
        put_number(line, "%u", i->imm);
    } else if (!is_number) {
        put_text(line, i->add ? ", " : ", -");
        put_op2(line);
    }
    if (i->index)
        put_text(line, i->writeback ? "]!" : "]");
}

/* Without names, as a distance from the instruction.  Symbols of Thumb functions have
 * the low bit set, addresses in text have not. */
static void put_target(Line *line)
{
    const ArmInsn *i = line->i;
    bool changes = line->row->lift == arm_blx;
    u32 target = (changes ? i->pc & ~3u : i->pc) + i->imm;
    char name[240];

    if (!line->names) {
        put_number(line, "#%d", i->imm);
        return;
    }
    put_number(line, "0x%x", target);
    guest_target_name(line->names, target | (u32)(i->thumb != changes), name,
                      sizeof name);
    put_text(line, name);
}

const u8 *arm_register_of(const ArmInsn *i, char letter)
{
    switch (letter) {
    case 'd': return &i->d;
    case 'n': return &i->n;
    case 'm': return &i->m;
    case 's': return &i->s;
    case 't': return &i->t;
    case 'u': return &i->u;
    case 'a': return &i->a;
    }
    return NULL;
}

static bool is_quad(const Line *line, char kind)
{
    return kind == 'Q' || (kind == 'E' && line->i->quad);
}

static bool is_double(const Line *line, char kind)
{
    return kind == 'D' || kind == 'E' || (kind == 'F' && line->i->x);
}

/* A kind and a register letter; false if it is something else. */
static bool put_fp_register(Line *line, const char *c)
{
    const ArmInsn *i = line->i;
    const u8 *n = c[1] == '1' || c[1] == '2' ? &i->m : arm_register_of(i, c[1]);

    if (!n)
        return false;
    if (is_quad(line, *c))
        put_number(line, "q%u", *n / 2u);
    else
        put_number(line, is_double(line, *c) ? "d%u" : "s%u", *n + (c[1] == '2'));
    return true;
}

static void put_fp_list(Line *line)
{
    const ArmInsn *i = line->i;

    for (u32 k = 0; k < i->s; k++) {
        put_text(line, k ? ", " : "{");
        put_number(line, i->x ? "d%u" : "s%u", i->d + k);
    }
    put_char(line, '}');
}

/* The number of a vmov: 16 to 31 times 2^-7 to 2^0, of either sign. */
static void put_float(Line *line)
{
    u32 width = line->i->x ? 20 : 23, bias = line->i->x ? 1023 : 127;
    u32 bits = line->i->imm & 0x7fffffff, whole = 16 | (bits >> (width - 4) & 15);
    u64 scaled = (u64)whole << ((bits >> width) - bias + 3); /* in 128ths */
    i32 exponent = 0;

    scaled *= 1000000000 / 128;
    for (; scaled >= 10000000000ull; exponent++)
        scaled /= 10;
    for (; scaled < 1000000000; exponent--)
        scaled *= 10;
    u32 digits = (u32)(scaled / 1000);
    put_text(line, line->i->imm >> 31 ? "#-" : "#");
    put_number(line, "%u.", digits / 1000000);
    put_number(line, "%06u", digits % 1000000);
    put_text(line, exponent < 0 ? "e-" : "e+");
    put_number(line, "%02u", (u32)(exponent < 0 ? -exponent : exponent));
}

static void put_field(Line *line, const char *c)
{
    const ArmInsn *i = line->i;

    switch (*c) {
    case '+': put_number(line, "#%u", i->imm + 1); break;
    case '-': put_number(line, "#-%u", i->imm); break;
    case 'x': put_number(line, "#%u", i->x); break;
    case 'y': put_number(line, "#%u", i->y); break;
    case 'v': put_number(line, "#%u", i->imm); break;
    case '#': put_float(line); break;
    case 'h': put_simd_number(line); break;
    default: put_char(line, '#'), put_char(line, *c); break;
    }
}

static bool is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

/* One operand; the rest of the text. */
static const char *put_operand(Line *line, const char *c, bool alone)
{
    const ArmInsn *i = line->i;

    switch (*c) {
    case 'K': return put_simd_list(line, c + 1);
    case 'B': put_simd_address(line); return c + 1;
    case '#': put_field(line, c + 1); return c + (c[1] == '-' ? 3 : 2);
    case 'M': put_address(line); return c + 1;
    case 'L': put_list(line); return c + 1;
    case '@': put_target(line); return c + 1;
    case 'V': put_fp_list(line); return c + 1;
    case 'I': put_number(line, "[%u]", i->x); return c + 1;
    case 'S':
    case 'D':
    case 'F':
    case 'E':
    case 'Q':
        if (!put_fp_register(line, c))
            break;
        return c + 2;
    case '!':
        if (i->writeback)
            put_char(line, '!');
        return c + 1;
    case '|':
        if (i->x)
            put_number(line, ", ror #%u", 8 * i->x);
        return c + 2;
    }
    if (c[0] == '[' && c[1] == 'x') {
        put_number(line, "[%u]", i->lane);
        return c + 3;
    }
    if (alone && *c == 'o')
        put_op2(line);
    else if (alone && arm_register_of(i, *c))
        put_register(line, *arm_register_of(i, *c));
    else
        put_char(line, *c);
    return c + 1;
}

static void put_operands(Line *line)
{
    char before = ' ';

    for (const char *c = line->row->operands; *c;) {
        bool word = is_letter(c[1]) || (c[1] >= '0' && c[1] <= '9');
        bool alone = is_letter(*c) && !is_letter(before) && !word;
        before = *c;
        c = put_operand(line, c, alone);
    }
}

static void put_mode(Line *line)
{
    static const char *const modes[] = {"da", "db", "", "ib"};

    put_text(line, modes[line->i->add * 2 + line->i->index]);
}

static void put_hint(Line *line)
{
    static const char *const names[] = {"nop", "yield", "wfe", "wfi", "sev"};
    u32 n = line->i->imm;

    if (n < ARRAY_LEN(names))
        put_text(line, names[n]);
    else if (n >> 4 == 15)
        put_text(line, "dbg");
    else
        put_text(line, n == 20 ? "csdb" : n == 16 ? "esb" : "hint");
}

static void put_parallel(Line *line)
{
    static const char *const prefixes[] = {"", "s", "q", "sh", "", "u", "uq", "uh"};
    static const char *const names[] = {"add16", "asx", "sax", "sub16",
                                        "add8",  "",    "",    "sub8"};

    put_text(line, prefixes[line->i->x & 7]);
    put_text(line, names[line->i->y & 7]);
}

static void put_name(Line *line)
{
    const ArmInsn *i = line->i;
    bool has_suffix = false;

    for (const char *c = line->row->name; *c; c++) {
        if (!has_suffix && (*c == '.' || *c == '$')) {
            put_text(line, conditions[i->cond]);
            has_suffix = true;
        }
        switch (*c) {
        case '$': put_text(line, i->x ? ".f64" : ".f32"); break;
        case '*': put_mode(line); break;
        case '=': put_hint(line); break;
        case '&': put_parallel(line); break;
        case '@': put_number(line, "%u", 8u << i->size); break;
        case '^': put_number(line, "%u", 16u << i->size); break;
        case '!': put_char(line, i->is_unsigned ? 'u' : 's'); break;
        case '~': put_number(line, "%u", i->elements); break;
        case '%':
            c++;
            put_char(line, (*c == 'x' ? i->x : i->y) ? 't' : 'b');
            break;
        case '?':
            c++;
            if (i->x)
                put_char(line, *c);
            break;
        default: put_char(line, *c); break;
        }
    }
    if (i->sets_flags)
        put_char(line, 's');
    if (!has_suffix)
        put_text(line, conditions[i->cond]);
}

/* A move of a shifted register has the name of the shift. */
static bool put_shift(Line *line)
{
    const ArmInsn *i = line->i;
    const Operand2 *o = &i->op2;

    if (line->row->lift != arm_mov || o->kind == OP2_NUMBER ||
        (o->kind == OP2_SHIFTED && !o->amount && o->shift != RRX))
        return false;
    put_text(line, shifts[o->shift]);
    if (i->sets_flags)
        put_char(line, 's');
    put_text(line, conditions[i->cond]);
    put_char(line, ' ');
    put_register(line, i->d);
    put_text(line, ", ");
    put_register(line, o->m);
    if (o->shift == RRX)
        return true;
    put_text(line, ", ");
    if (o->kind == OP2_BY_REGISTER)
        put_register(line, o->s);
    else
        put_number(line, "#%u", o->amount);
    return true;
}

static bool is_named(const Line *line, const char *name)
{
    return !strcmp(line->row->name, name);
}

/* Loads and stores of many by r13 that write it back are vpop and vpush. */
static bool put_stack(Line *line)
{
    const ArmInsn *i = line->i;
    bool pops = is_named(line, "vldmia"), pushes = is_named(line, "vstmdb");

    if (i->n != 13 || !i->writeback || (!pops && !pushes))
        return false;
    put_text(line, pops ? "vpop" : "vpush");
    put_text(line, conditions[i->cond]);
    put_char(line, ' ');
    put_fp_list(line);
    return true;
}

/* A long shift by 0 is called a move. */
static bool put_vmovl(Line *line)
{
    const ArmInsn *i = line->i;

    if (!is_named(line, "vshll.!@") || i->imm)
        return false;
    put_text(line, i->is_unsigned ? "vmovl.u" : "vmovl.s");
    put_number(line, "%u ", 8u << i->size);
    put_number(line, "q%u, ", i->d / 2u);
    put_number(line, "d%u", i->m);
    return true;
}

static void put_it(Line *line)
{
    const ArmInsn *i = line->i;
    u32 count = 3 - (u32)__builtin_ctz(i->imm);

    put_text(line, "it");
    for (u32 k = 0; k < count; k++)
        put_char(line, (i->imm >> (3 - k) & 1) == (i->x & 1) ? 't' : 'e');
    put_char(line, ' ');
    put_text(line, i->x == ALWAYS ? "al" : conditions[i->x]);
}

u32 arm_disassemble(char *text, size_t room, const u8 *code, u32 size, u32 pc,
                    const AsmNames *names)
{
    const ArmRow *row;
    ArmInsn insn;
    u32 length = arm_decode(code, size, pc, false, &row, &insn);
    Line line = {text, room, 0, row, &insn, names};

    if (room)
        text[0] = 0;
    if (!length) {
        if (size < 2)
            return 0;
        bool wide = !(pc & 1) || arm_half(code) >= 0xe800;
        if (wide && size < 4)
            return 0;
        put_number(&line, wide ? ".inst %#x" : ".inst.n %#x",
                   arm_half(code) | (wide ? (u32)arm_half(code + 2) << 16 : 0));
        return wide ? 4 : 2;
    }
    if (row->lift == arm_it) {
        put_it(&line);
    } else if (!put_shift(&line) && !put_stack(&line) && !put_vmovl(&line)) {
        put_name(&line);
        if (*row->operands)
            put_char(&line, ' ');
        put_operands(&line);
    }
    return length;
}

/* memory.c -- loads and stores of one or two registers.  ARM ARM, A4.6.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/encodings/forms.h"
#include "lifter/arm/encodings/forms_memory.h"

typedef struct {
    Val base; /* the register, and what writeback makes of it */
    Val updated;
    Val at;           /* where the access is ... */
    i32 displacement; /* ... and what to add */
} Address;

static Address immediate_address(Block *b, const ArmInsn *i)
{
    i32 offset = i->add ? (i32)i->imm : -(i32)i->imm;
    Address a;

    if (i->n == 15)
        a.base = imm(b, i->pc & ~3u);
    else
        a.base = reg(b, i, i->n);
    a.at = a.base;
    a.displacement = i->index ? offset : 0;
    a.updated = i->writeback ? ir_add(b, a.base, imm(b, (u32)offset)) : VAL_NONE;
    return a;
}

static Address register_address(Block *b, const ArmInsn *i)
{
    Val offset = operand2(b, i, NULL);
    Address a = {.base = reg(b, i, i->n)};

    a.updated = i->add ? ir_add(b, a.base, offset) : ir_sub(b, a.base, offset);
    a.at = i->index ? a.updated : a.base;
    return a;
}

Val address_if(Block *b, const ArmInsn *i, Val address)
{
    if (i->holds == VAL_NONE)
        return address;
    return ir_select(b, i->holds, address, imm(b, ARM_NOWHERE));
}

static Address address_of(Block *b, const ArmInsn *i)
{
    Address a =
        i->op2.kind == OP2_NUMBER ? immediate_address(b, i) : register_address(b, i);

    if (i->holds != VAL_NONE) {
        a.at = ir_add(b, a.at, imm(b, (u32)a.displacement));
        a.displacement = 0;
        a.at = address_if(b, i, a.at);
    }
    return a;
}

Val access_address(Block *b, const ArmInsn *i, i32 *displacement)
{
    Address a = address_of(b, i);

    *displacement = a.displacement;
    return a.at;
}

/* After the access, so that a fault leaves the base as it was. */
static void write_back(Block *b, const ArmInsn *i, const Address *a)
{
    if (i->writeback)
        set_reg(b, i, i->n, a->updated);
}

/* A load of r15 from the stack is a return if it pops the word or, in Thumb code, if
 * the word has a fixed place in the frame.  In A32 code, compilers also jump to labels
 * by such words. */
static bool is_return(const ArmInsn *i)
{
    return i->n == 13 && (i->writeback || (i->thumb && i->op2.kind == OP2_NUMBER));
}

static void load(Block *b, const ArmInsn *i, unsigned shape)
{
    Address a = address_of(b, i);
    Val v = ir_load(b, TY_I32, a.at, a.displacement, shape);

    write_back(b, i, &a);
    if (i->t == 15)
        write_pc_bx(b, i, v, is_return(i));
    else
        set_reg(b, i, i->t, v);
}

INSN(ldr)
{
    load(b, i, MEM_4);
}

INSN(ldrb)
{
    load(b, i, MEM_1);
}

INSN(ldrh)
{
    load(b, i, MEM_2);
}

INSN(ldrsb)
{
    load(b, i, MEM_1 | MEM_SIGNED);
}

INSN(ldrsh)
{
    load(b, i, MEM_2 | MEM_SIGNED);
}

/* LDRD and STRD are one access each, as processors with the Large Physical Address
 * Extension make them (A3.5.3). */
INSN(ldrd)
{
    Address a = address_of(b, i);
    Val v = ir_load(b, TY_I64, a.at, a.displacement, MEM_8);
    Val high = ir_trunc(b, TY_I32, ir_shr(b, v, imm64(b, 32)));

    write_back(b, i, &a);
    set_reg(b, i, i->t, ir_trunc(b, TY_I32, v));
    set_reg(b, i, i->u, high);
}

static void store(Block *b, const ArmInsn *i, unsigned shape)
{
    Val v = reg(b, i, i->t);
    Address a = address_of(b, i);

    ir_store(b, a.at, a.displacement, v, shape);
    write_back(b, i, &a);
}

INSN(str)
{
    store(b, i, MEM_4);
}

INSN(strb)
{
    store(b, i, MEM_1);
}

INSN(strh)
{
    store(b, i, MEM_2);
}

INSN(strd)
{
    Val v = register_pair(b, i);
    Address a = address_of(b, i);

    ir_store(b, a.at, a.displacement, v, MEM_8);
    write_back(b, i, &a);
}

/* A hint, and so nothing. */
INSN(pld)
{
    (void)b, (void)i;
}

/* clang-format off */
#define A32_WORD(name, b, l, bars, flags)                                                       \
    A32(#name "t", "cccc 010 0 U " b " 1 " l " nnnn tttt vvvvvvvvvvvv",                         \
        name, memory, "t", "t, M", flags),                                                      \
    A32(#name,     "cccc 010 P U " b " W " l " nnnn tttt vvvvvvvvvvvv",                         \
        name, memory, bars, "t, M", flags),                                                     \
    A32(#name "t", "cccc 011 0 U " b " 1 " l " nnnn tttt vvvvv yy 0 mmmm",                      \
        name, memory_shifted, "tm", "t, M", flags),                                             \
    A32(#name,     "cccc 011 P U " b " W " l " nnnn tttt vvvvv yy 0 mmmm",                      \
        name, memory_shifted, bars "m", "t, M", flags)
#define A32_HALF(name, l, code, flags)                                                          \
    A32(#name "t", "cccc 000 0 U 1 1 " l " nnnn tttt aaaa " code " vvvv",                       \
        name, memory_halves, "t", "t, M", flags),                                               \
    A32(#name,     "cccc 000 P U 1 W " l " nnnn tttt aaaa " code " vvvv",                       \
        name, memory_halves, "t", "t, M", flags),                                               \
    A32(#name "t", "cccc 000 0 U 0 1 " l " nnnn tttt 0000 " code " mmmm",                       \
        name, memory_register, "tm", "t, M", flags),                                            \
    A32(#name,     "cccc 000 P U 0 W " l " nnnn tttt 0000 " code " mmmm",                       \
        name, memory_register, "tm", "t, M", flags)
#define A32_DUAL(name, code, form, flags)                                                       \
    A32(#name, "cccc 000 P U 1 W 0 nnnn tttt aaaa " code " vvvv",                               \
        name, dual, "t", "t, u, M", flags),                                                     \
    A32(#name, "cccc 000 P U 0 W 0 nnnn tttt 0000 " code " mmmm",                               \
        name, form, "tm", "t, u, M", flags)
/* Hints have no condition. */
#define A32_HINT(name, code, load, bars)                                                        \
    A32_ALWAYS(name, "1111 010 " code " U " load " 01 nnnn 1111 vvvvvvvvvvvv",                  \
        pld, none, bars, "[n, #v]", 0),                                                         \
    A32_ALWAYS(name, "1111 011 " code " U " load " 01 nnnn 1111 vvvvv yy 0 mmmm",               \
        pld, shifted, bars "m", "[n, o]", 0)

#define T32_STORE(name, size, bars)                                                             \
    T32(#name,     "11111000 1" size "0 nnnn tttt vvvvvvvvvvvv",                                \
        name, t32_up, "n" bars, "t, M", STORES),                                                \
    T32(#name "t", "11111000 0" size "0 nnnn tttt 1110 vvvvvvvv",                               \
        name, t32_up, "nT", "t, M", STORES),                                                    \
    T32(#name,     "11111000 0" size "0 nnnn tttt 1 P U W vvvvvvvv",                            \
        name, t32_memory, "n" bars, "t, M", STORES),                                            \
    T32(#name,     "11111000 0" size "0 nnnn tttt 000000 vv mmmm",                              \
        name, t32_register, "nM" bars, "t, M", STORES)
/* With r15 as their base they have a picture of their own, whatever the other bits are. */
#define T32_LOAD(name, sign, size, bars)                                                        \
    T32(#name,     "1111100" sign " 1" size "1 nnnn tttt vvvvvvvvvvvv",                         \
        name, t32_up, bars, "t, M", LOADS),                                                     \
    T32(#name "t", "1111100" sign " 0" size "1 nnnn tttt 1110 vvvvvvvv",                        \
        name, t32_up, "T", "t, M", LOADS),                                                      \
    T32(#name,     "1111100" sign " 0" size "1 nnnn tttt 1 P U W vvvvvvvv",                     \
        name, t32_memory, bars, "t, M", LOADS),                                                 \
    T32(#name,     "1111100" sign " 0" size "1 nnnn tttt 000000 vv mmmm",                       \
        name, t32_register, "M" bars, "t, M", LOADS),                                           \
    T32_LITERAL(#name, "1111100" sign " 0" size "1 1111 tttt vvvvvvvvvvvv",                     \
        name, t32_literal_down, bars, "t, M", LOADS),                                           \
    T32_LITERAL(#name, "1111100" sign " 1" size "1 1111 tttt vvvvvvvvvvvv",                     \
        name, t32_literal_up, bars, "t, M", LOADS)
/* Loads of bytes and halves to r15 are hints; some are not assigned, and do nothing. */
#define T32_HINT(name, sign, size)                                                              \
    T32(name, "1111100" sign " 1" size "1 nnnn 1111 vvvvvvvvvvvv",                              \
        pld, t32_up, "n", "M", SELECTS),                                                        \
    T32(name, "1111100" sign " 0" size "1 nnnn 1111 1100 vvvvvvvv",                             \
        pld, t32_down, "n", "M", SELECTS),                                                      \
    T32(name, "1111100" sign " 0" size "1 nnnn 1111 000000 vv mmmm",                            \
        pld, t32_register, "nM", "M", SELECTS)
#define T32_HINT_LITERAL(name, sign, size)                                                      \
    T32_LITERAL(name, "1111100" sign " 0" size "1 1111 1111 vvvvvvvvvvvv",                      \
        pld, t32_literal_down, "", "M", SELECTS),                                               \
    T32_LITERAL(name, "1111100" sign " 1" size "1 1111 1111 vvvvvvvvvvvv",                      \
        pld, t32_literal_up, "", "M", SELECTS)

#define T16_REGISTER(name, code, flags)                                                         \
    T16(#name, "0101 " code " mmm nnn ttt", name, t16_register, "", "t, M", flags)

/* ARM ARM, A5.2.8, A5.2.9, A5.3, A5.7.1; A6.3.6 to A6.3.10; A6.2.4. */
const ArmRow arm_memory_rows[] = {
    A32("pop",  "cccc 010 0 1 0 0 1 1101 tttt 000000000100", ldr, pop_one, "", "{t}", LOADS),
    A32("push", "cccc 010 1 0 0 1 0 1101 tttt 000000000100", str, push_one, "", "{t}", STORES),
    A32_WORD(ldr, "0", "1", "", LOADS), A32_WORD(ldrb, "1", "1", "t", LOADS),
    A32_WORD(str, "0", "0", "", STORES), A32_WORD(strb, "1", "0", "t", STORES),
    A32_HALF(ldrh, "1", "1011", LOADS), A32_HALF(ldrsb, "1", "1101", LOADS),
    A32_HALF(ldrsh, "1", "1111", LOADS), A32_HALF(strh, "0", "1011", STORES),
    A32_DUAL(ldrd, "1101", load_dual_register, LOADS | DUAL),
    A32_DUAL(strd, "1111", dual_register, STORES | DUAL),
    A32_HINT("pld", "1", "1", ""), A32_HINT("pldw", "1", "0", "n"), A32_HINT("pli", "0", "1", ""),

    T32_HINT("pld", "0", "00"), T32_HINT("pldw", "0", "01"),
    T32_HINT("pli", "1", "00"), T32_HINT("nop", "1", "01"),
    T32_HINT_LITERAL("pld", "0", "00"), T32_HINT_LITERAL("pli", "1", "00"),
    T32_HINT_LITERAL("nop", "1", "01"),
    T32_STORE(strb, "00", "T"), T32_STORE(strh, "01", "T"), T32_STORE(str, "10", "t"),
    T32_LOAD(ldrb, "0", "00", "T"), T32_LOAD(ldrh, "0", "01", "T"), T32_LOAD(ldr, "0", "10", ""),
    T32_LOAD(ldrsb, "1", "00", "T"), T32_LOAD(ldrsh, "1", "01", "T"),
    T32("ldrd", "1110100 P U 1 W 1 nnnn tttt uuuu vvvvvvvv",
        ldrd, t32_load_dual, "TU", "t, u, M", LOADS | DUAL),
    T32("strd", "1110100 P U 1 W 0 nnnn tttt uuuu vvvvvvvv",
        strd, t32_dual, "nTU", "t, u, M", STORES | DUAL),

    T16("ldr",  "01001 ttt vvvvvvvv", ldr, t16_literal, "", "t, M", LOADS),
    T16_REGISTER(str,   "000", STORES), T16_REGISTER(strh, "001", STORES),
    T16_REGISTER(strb,  "010", STORES), T16_REGISTER(ldrsb, "011", LOADS),
    T16_REGISTER(ldr,   "100", LOADS),  T16_REGISTER(ldrh, "101", LOADS),
    T16_REGISTER(ldrb,  "110", LOADS),  T16_REGISTER(ldrsh, "111", LOADS),
    T16("str",  "01100 vvvvv nnn ttt", str,  t16_memory4, "", "t, M", STORES),
    T16("ldr",  "01101 vvvvv nnn ttt", ldr,  t16_memory4, "", "t, M", LOADS),
    T16("strb", "01110 vvvvv nnn ttt", strb, t16_memory1, "", "t, M", STORES),
    T16("ldrb", "01111 vvvvv nnn ttt", ldrb, t16_memory1, "", "t, M", LOADS),
    T16("strh", "10000 vvvvv nnn ttt", strh, t16_memory2, "", "t, M", STORES),
    T16("ldrh", "10001 vvvvv nnn ttt", ldrh, t16_memory2, "", "t, M", LOADS),
    T16("str",  "10010 ttt vvvvvvvv",  str,  t16_stack, "", "t, M", STORES),
    T16("ldr",  "10011 ttt vvvvvvvv",  ldr,  t16_stack, "", "t, M", LOADS),
    {0}
};
/* clang-format on */

/* exclusive.c -- load and store exclusive, swap.  ARM ARM, A3.4.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/encodings/forms_memory.h"

#define NO_ADDRESS (~0u)

static Val address_of(Block *b, const ArmInsn *i)
{
    Val n = reg(b, i, i->n);

    return i->imm ? ir_add(b, n, imm(b, i->imm)) : n;
}

/* Unlike those of plain accesses, addresses must be multiples of the size.  The monitor
 * is where the signal finds the address; nobody needs it after one. */
static void check_aligned(Block *b, const ArmInsn *i, Val address, u32 size)
{
    ir_put(b, address, SLOT(exclusive_address));
    if (size == 1)
        return;
    Val low = ir_and(b, address, imm(b, size - 1));
    if (i->holds != VAL_NONE)
        low = ir_select(b, i->holds, low, imm(b, 0));
    ir_raise_if(b, low, RAISE_ALIGN, i->here);
}

/* The monitor is the value seen: a store succeeds if it is still there. */
static void monitor(Block *b, Val address, Val value, u32 size)
{
    ir_put(b, address, SLOT(exclusive_address));
    ir_put(b, imm(b, size), SLOT(exclusive_size));
    ir_put(b, value, SLOT(exclusive_value));
}

static void load_exclusive(Block *b, const ArmInsn *i, u32 size)
{
    Val address = address_of(b, i);

    check_aligned(b, i, address, size);
    Val v = ir_load(b, TY_I32, address, 0, size);

    monitor(b, address, ir_extu(b, TY_I64, v), size);
    set_reg(b, i, i->t, v);
}

INSN(ldrex)
{
    load_exclusive(b, i, MEM_4);
}

INSN(ldrexb)
{
    load_exclusive(b, i, MEM_1);
}

INSN(ldrexh)
{
    load_exclusive(b, i, MEM_2);
}

INSN(ldrexd)
{
    Val address = address_of(b, i);

    check_aligned(b, i, address, MEM_8);
    Val v = ir_load(b, TY_I64, address, 0, MEM_8);
    Val high = ir_trunc(b, TY_I32, ir_shr(b, v, imm64(b, 32)));

    monitor(b, address, v, MEM_8);
    set_reg(b, i, i->t, ir_trunc(b, TY_I32, v));
    set_reg(b, i, i->u, high);
}

/* Is the monitor set for this access?  It is clear afterwards. */
static Val take_monitor(Block *b, const ArmInsn *i, Val address, u32 size)
{
    Val same = ir_set(b, flag(b, SLOT(exclusive_address)), address, CC_EQ);
    Val same_size = ir_set(b, flag(b, SLOT(exclusive_size)), imm(b, size), CC_EQ);

    check_aligned(b, i, address, size);
    ir_put(b, imm(b, NO_ADDRESS), SLOT(exclusive_address));
    ir_put(b, imm(b, 0), SLOT(exclusive_size));
    return ir_and(b, same, same_size);
}

/* Without the monitor memory keeps what it holds: what it is compared with is what
 * is stored.  So there is no way out in the middle, and an IT block can have it. */
static void store_if_monitored(Block *b, const ArmInsn *i, Val v, Val expected,
                               u32 size)
{
    Val address = address_of(b, i), monitored = take_monitor(b, i, address, size);
    Val held = ir_cas(b, address, expected, ir_select(b, monitored, v, expected), size);
    Val changed = ir_set(b, held, expected, CC_NE);
    Val alone = ir_xor(b, monitored, imm(b, 1));

    set_reg(b, i, i->d, ir_or(b, changed, alone));
}

static void store_exclusive(Block *b, const ArmInsn *i, u32 size)
{
    Val v = reg(b, i, i->t), saved = ir_get(b, TY_I64, SLOT(exclusive_value));

    store_if_monitored(b, i, v, ir_trunc(b, TY_I32, saved), size);
}

INSN(strex)
{
    store_exclusive(b, i, MEM_4);
}

INSN(strexb)
{
    store_exclusive(b, i, MEM_1);
}

INSN(strexh)
{
    store_exclusive(b, i, MEM_2);
}

INSN(strexd)
{
    Val v = register_pair(b, i);

    store_if_monitored(b, i, v, ir_get(b, TY_I64, SLOT(exclusive_value)), MEM_8);
}

INSN(clrex)
{
    (void)i;
    ir_put(b, imm(b, NO_ADDRESS), SLOT(exclusive_address));
    ir_put(b, imm(b, 0), SLOT(exclusive_size));
}

/* Again if another thread was faster. */
static void swap(Block *b, const ArmInsn *i, u32 size)
{
    Val address = reg(b, i, i->n), new = reg(b, i, i->m);
    Val old = ir_load(b, TY_I32, address, 0, size);
    Val held = ir_cas(b, address, old, new, size);

    ir_exit_if(b, ir_set(b, held, old, CC_NE), i->here);
    set_reg(b, i, i->t, old);
}

INSN(swp)
{
    swap(b, i, MEM_4);
}

INSN(swpb)
{
    swap(b, i, MEM_1);
}

/* ARMv8 added loads that acquire and stores that release.  The compare-and-swap of an
 * exclusive store is a fence by itself. */
#define EXCLUSIVE(acquiring, load, releasing, store)                                   \
    INSN(acquiring)                                                                    \
    {                                                                                  \
        arm_##load(b, i);                                                              \
        ir_order(b);                                                                   \
    }                                                                                  \
    INSN(releasing)                                                                    \
    {                                                                                  \
        ir_order(b);                                                                   \
        arm_##store(b, i);                                                             \
    }

EXCLUSIVE(ldaex, ldrex, stlex, strex)
EXCLUSIVE(ldaexb, ldrexb, stlexb, strexb)
EXCLUSIVE(ldaexh, ldrexh, stlexh, strexh)
EXCLUSIVE(ldaexd, ldrexd, stlexd, strexd)

/* clang-format off */
#define A32_SIZE(ldrex, strex, ldaex, stlex, code)                                              \
    A32(#strex, "cccc 0001 1" code "0 nnnn dddd 1111 1001 tttt",                                \
        strex, store_exclusive, "ndt", "d, t, [n]", 0),                                         \
    A32(#ldrex, "cccc 0001 1" code "1 nnnn tttt 1111 1001 1111",                                \
        ldrex, none, "nt", "t, [n]", 0),                                                        \
    A32(#stlex, "cccc 0001 1" code "0 nnnn dddd 1110 1001 tttt",                                \
        stlex, store_exclusive, "ndt", "d, t, [n]", 0),                                         \
    A32(#ldaex, "cccc 0001 1" code "1 nnnn tttt 1110 1001 1111",                                \
        ldaex, none, "nt", "t, [n]", 0)
#define A32_PAIR(ldrexd, strexd, code)                                                          \
    A32(#strexd, "cccc 0001 1010 nnnn dddd " code " 1001 tttt",                                 \
        strexd, store_exclusive_pair, "ndt", "d, t, u, [n]", DUAL),                             \
    A32(#ldrexd, "cccc 0001 1011 nnnn tttt " code " 1001 1111",                                 \
        ldrexd, exclusive_pair, "nt", "t, u, [n]", DUAL)
#define T32_SIZE(ldrex, strex, code)                                                            \
    T32(#strex, "1110 1000 1100 nnnn tttt 1111 " code " dddd",                                  \
        strex, store_exclusive, "nTD", "d, t, [n]", 0),                                         \
    T32(#ldrex, "1110 1000 1101 nnnn tttt 1111 " code " 1111",                                  \
        ldrex, none, "nT", "t, [n]", 0)
#define T32_PAIR(ldrexd, strexd, code)                                                          \
    T32(#strexd, "1110 1000 1100 nnnn tttt uuuu " code " dddd",                                 \
        strexd, t32_store_exclusive_pair, "nTDU", "d, t, u, [n]", DUAL),                        \
    T32(#ldrexd, "1110 1000 1101 nnnn tttt uuuu " code " 1111",                                 \
        ldrexd, none, "nTU", "t, u, [n]", DUAL)

/* ARM ARM, A5.2.10, A5.7.1; A6.3.4, A6.3.6.  For ARMv8: F3.1, F4.1. */
const ArmRow arm_exclusive_rows[] = {
    A32_SIZE(ldrex,  strex,  ldaex,  stlex,  "00"),
    A32_SIZE(ldrexb, strexb, ldaexb, stlexb, "10"),
    A32_SIZE(ldrexh, strexh, ldaexh, stlexh, "11"),
    A32_PAIR(ldrexd, strexd, "1111"), A32_PAIR(ldaexd, stlexd, "1110"),
    A32("swp",  "cccc 0001 0000 nnnn tttt 0000 1001 mmmm", swp,  swap, "ntm", "t, m, [n]", 0),
    A32("swpb", "cccc 0001 0100 nnnn tttt 0000 1001 mmmm", swpb, swap, "ntm", "t, m, [n]", 0),
    A32_ALWAYS("clrex", "1111 0101 0111 1111 1111 0000 0001 1111", clrex, none, "", "", 0),

    T32("strex", "1110 1000 0100 nnnn tttt dddd vvvvvvvv",
        strex, t32_store_exclusive, "nTD", "d, t, [n, #v]", 0),
    T32("ldrex", "1110 1000 0101 nnnn tttt 1111 vvvvvvvv",
        ldrex, exclusive4, "nT", "t, [n, #v]", 0),
    T32_SIZE(ldrexb, strexb, "0100"), T32_SIZE(ldrexh, strexh, "0101"),
    T32_PAIR(ldrexd, strexd, "0111"),
    T32_SIZE(ldaex,  stlex,  "1110"), T32_SIZE(ldaexb, stlexb, "1100"),
    T32_SIZE(ldaexh, stlexh, "1101"), T32_PAIR(ldaexd, stlexd, "1111"),
    T32("clrex", "1111 0011 1011 1111 1000 1111 0010 1111", clrex, none, "", "", 0),
    {0}
};
/* clang-format on */

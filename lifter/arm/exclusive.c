/* exclusive.c -- load and store exclusive, swap.  ARM ARM, A3.4.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/arm/arm.h"

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

void arm_ldrex(Block *b, const ArmInsn *i)
{
    load_exclusive(b, i, MEM_4);
}

void arm_ldrexb(Block *b, const ArmInsn *i)
{
    load_exclusive(b, i, MEM_1);
}

void arm_ldrexh(Block *b, const ArmInsn *i)
{
    load_exclusive(b, i, MEM_2);
}

void arm_ldrexd(Block *b, const ArmInsn *i)
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

void arm_strex(Block *b, const ArmInsn *i)
{
    store_exclusive(b, i, MEM_4);
}

void arm_strexb(Block *b, const ArmInsn *i)
{
    store_exclusive(b, i, MEM_1);
}

void arm_strexh(Block *b, const ArmInsn *i)
{
    store_exclusive(b, i, MEM_2);
}

void arm_strexd(Block *b, const ArmInsn *i)
{
    Val v = register_pair(b, i);

    store_if_monitored(b, i, v, ir_get(b, TY_I64, SLOT(exclusive_value)), MEM_8);
}

void arm_clrex(Block *b, const ArmInsn *i)
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

void arm_swp(Block *b, const ArmInsn *i)
{
    swap(b, i, MEM_4);
}

void arm_swpb(Block *b, const ArmInsn *i)
{
    swap(b, i, MEM_1);
}

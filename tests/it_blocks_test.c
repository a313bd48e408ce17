/*
 * it_blocks_test.c -- the IT state at each way out of a translation block.
 *
 * IT blocks of every length, with every Thumb instruction last, are lifted, and their
 * ops walked: what may fault or raises finds the state of its instruction in the slot
 * `it`, and what goes on elsewhere, or calls the system, finds 0.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lifter/lifter.h"
#include "tests/arm_encoding.h"

enum { START = 0x1001, TURNS = 20, MAX_GOVERNED = 4, CODE = LIFT_MAX_BYTES };

typedef struct {
    u8 code[CODE];
    u32 count;
    u32 pc[MAX_GOVERNED], state[MAX_GOVERNED]; /* of the governed instructions */
    bool exact;                                /* registers are, where memory faults */
} ItBlock;

static u32 count_rows(const ArmRow *group)
{
    u32 rows = 0;

    while (group[rows].name)
        rows++;
    return rows;
}

static u32 put_random(u8 *code)
{
    u32 groups = 0;
    const ArmRow *row;

    while (arm_groups[groups])
        groups++;
    do {
        const ArmRow *group = arm_groups[random_word() % groups];

        row = &group[random_word() % count_rows(group)];
    } while (!is_thumb(row));
    return put_row(code, row);
}

static ItBlock random_block(const ArmRow *last, u32 count, bool exact)
{
    u32 mask = (random_word() & 15 & -(2u << (4 - count))) | 1u << (4 - count);
    u32 state = random_word() % ALWAYS << 4 | mask, at = 2;
    ItBlock it = {.count = count, .exact = exact};

    put_half(it.code, 0xbf00 | state);
    for (u32 k = 0; k < count; k++, state = arm_it_after(state)) {
        it.pc[k] = START + at;
        it.state[k] = state;
        at += k + 1 < count ? put_random(it.code + at) : put_row(it.code + at, last);
    }
    return it;
}

static u32 state_at(const ItBlock *it, u32 pc)
{
    for (u32 k = 0; k < it->count; k++)
        if (it->pc[k] == pc)
            return it->state[k];
    return 0;
}

/* Loads of the code's own literals are done whatever their condition is. */
static bool loads_literal(const ItBlock *it, u32 pc)
{
    const ArmRow *row;
    ArmInsn insn;

    return arm_decode(it->code + (pc - START), CODE - (pc - START), pc, true, &row,
                      &insn) &&
           row->flags & LOADS && insn.n == 15;
}

/* The IT state that the op must find; `any` if it does not matter. */
static u32 wanted(const ItBlock *it, const Op *op, u32 pc, u32 any)
{
    switch (op->code) {
    case OP_exit_if:
    case OP_jump:
    case OP_jump_to:
    case OP_call:
    case OP_call_to:
    case OP_syscall:
    case OP_resync: return 0;
    case OP_raise:
    case OP_raise_if: return state_at(it, (u32)(op->imm >> 32));
    case OP_load:
    case OP_store:
    case OP_cas: return it->exact && !loads_literal(it, pc) ? state_at(it, pc) : any;
    }
    return any;
}

static bool is_right(const ItBlock *it, const Block *blk)
{
    u32 slot, now = 0, pc = START;
    bool right = guest_reg_slot(&guest_arm, "it", &slot);

    for (u32 i = 0; i < blk->count; i++) {
        const Op *op = &blk->ops[i];

        if (op->code == OP_insn)
            pc = (u32)op->imm;
        if (op->code == OP_put && op->imm == slot)
            now = (u32)blk->ops[op->a].imm;
        if (wanted(it, op, pc, now) != now) {
            printf("%s finds IT state %02x\n", op_info[op->code].name, now);
            right = false;
        }
    }
    return right;
}

static void show(const ItBlock *it, const ArmRow *last)
{
    printf("%s, last of %u:", last->name, it->count);
    for (u32 k = 0; k < CODE; k += 2)
        printf(" %02x%02x", it->code[k + 1], it->code[k]);
    printf("\n");
}

static bool check(const ArmRow *last, u32 count, bool exact)
{
    ItBlock it = random_block(last, count, exact);
    Block blk = {.pc = START, .beyond = CODE, .idioms = !exact};

    lift_block(&guest_arm, &blk, it.code, CODE, 1);
    bool right = is_right(&it, &blk);
    ir_optimise(&blk, guest_arm.names.helpers, exact ? PRECISE_MEMORY : 0);
    right = is_right(&it, &blk) && right;
    if (!right)
        show(&it, last);
    ir_free(&blk);
    return right;
}

static u32 check_row(const ArmRow *row)
{
    u32 wrong = 0;

    for (u32 count = 1; count <= MAX_GOVERNED; count++)
        for (u32 turn = 0; turn < TURNS * count; turn++)
            wrong += !check(row, count, turn & 1);
    return wrong;
}

static void each_way_out_finds_its_it_state(void **state)
{
    u32 wrong = 0;

    (void)state;
    for (const ArmRow *const *group = arm_groups; *group; group++)
        for (const ArmRow *row = *group; row->name && wrong < 20; row++)
            wrong += is_thumb(row) ? check_row(row) : 0;
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_way_out_finds_its_it_state),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

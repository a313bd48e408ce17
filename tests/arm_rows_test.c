/*
 * arm_rows_test.c -- what the flags of ARM's rows say, against the ops of the
 * instruction.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "lifter/lifter.h"
#include "tests/arm_encoding.h"

enum { START = 0x1000, TURNS = 200 };

static bool moves_64_bits(const Block *blk)
{
    for (u32 k = 0; k < blk->count; k++) {
        const Op *op = &blk->ops[k];
        bool is_access =
            op->code == OP_load || op->code == OP_store || op->code == OP_cas;

        if (is_access && (op->imm & MEM_SIZE) == MEM_8)
            return true;
    }
    return false;
}

/* Is DUAL right for a random encoding of the row?  Other rows may take some of them. */
static bool is_right(const ArmRow *row, u32 *tried)
{
    u32 pc = START | is_thumb(row);
    const ArmRow *found;
    ArmInsn insn;
    u8 code[8] = {0}; /* and four bytes beyond */

    put_row(code, row);
    if (!arm_decode(code, 4, pc, false, &found, &insn) || found != row)
        return true;
    Block blk = {.pc = pc, .beyond = 4};
    lift_block(&guest_arm, &blk, code, 4, 1);
    bool right = moves_64_bits(&blk) == !!(row->flags & DUAL);
    if (!right)
        printf("%s: %02x%02x%02x%02x\n", row->name, code[0], code[1], code[2], code[3]);
    ir_free(&blk);
    ++*tried;
    return right;
}

/* Those of Advanced SIMD have registers of that size, not pairs. */
static void accesses_of_64_bits_are_dual(void **state)
{
    u32 wrong = 0, rows = 0;

    (void)state;
    for (const ArmRow *const *group = arm_groups; *group; group++)
        for (const ArmRow *row = *group; row->name; row++) {
            u32 tried = 0;

            for (u32 turn = 0; turn < TURNS && !(row->flags & FLOATING); turn++)
                wrong += !is_right(row, &tried);
            rows += tried != 0;
        }
    assert_int_equal(wrong, 0);
    assert_true(rows > 400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accesses_of_64_bits_are_dual),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

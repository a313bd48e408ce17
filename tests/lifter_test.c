/* lifter_test.c -- pictures, registers by name, and the ends of blocks.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lifter/lifter.h"
#include "lifter/pattern.h"

static void picture_gives_mask_and_match(void **state)
{
    Pattern p = pattern_compile("001110 ttttt aaaaa iiiiiiiiiiiiiiii");

    (void)state;
    assert_int_equal(p.width, 32);
    assert_int_equal(p.mask, 0xfc000000);
    assert_int_equal(p.match, 0x38000000);
    assert_true(pattern_matches(&p, 0x38600005));
    assert_false(pattern_matches(&p, 0x3c600005));
}

static void fields_are_read_by_letter(void **state)
{
    Pattern p = pattern_compile("001110 ttttt aaaaa iiiiiiiiiiiiiiii");
    Fields f = pattern_fields(&p, 0x3864fff8);

    (void)state;
    assert_int_equal(f.t, 3);
    assert_int_equal(f.a, 4);
    assert_int_equal(f.i, 0xfff8);
    assert_int_equal(pattern_field(&f, 't'), 3);
    assert_int_equal(pattern_field(&f, 'z'), 0);
}

static void bits_that_lie_apart_are_joined_high_part_first(void **state)
{
    Pattern p = pattern_compile("iiii.A.. 0101iiii");
    Fields f = pattern_fields(&p, 0xac53);

    (void)state;
    assert_int_equal(p.width, 16);
    assert_int_equal(f.i, 0xa3);
    assert_int_equal(f.A, 1);
}

static void first_row_that_matches_is_found(void **state)
{
    static PatternTable t; /* of the program: there is no freeing */

    (void)state;
    assert_int_equal(pattern_find(&t, 0), -1);
    pattern_add(&t, "011000 00000 00000 0000000000000000");
    pattern_add(&t, "011000 sssss aaaaa iiiiiiiiiiiiiiii");
    assert_int_equal(pattern_find(&t, 0x60000000), 0);
    assert_int_equal(pattern_find(&t, 0x60000001), 1);
    assert_int_equal(pattern_find(&t, 0x64000000), -1);
    pattern_add(&t, "......................0000000000"); /* the index is made anew */
    assert_int_equal(pattern_find(&t, 0x64000000), 2);
}

static void wrongly_hidden_rows_are_found(void **state)
{
    static PatternTable good, bad;
    u32 hider, hidden;

    (void)state;
    pattern_add(&good, "0000 0000 aaaaaaaa");
    pattern_add(&good, "0000 bbbb aaaaaaaa");
    pattern_add(&good, "0001 bbbb aaaaaaaa");
    assert_false(pattern_clash(&good, &hider, &hidden));
    pattern_add(&bad, "0001 bbbb aaaaaaaa");
    pattern_add(&bad, "0000 bbbb aaaaaaaa");
    pattern_add(&bad, "0000 0000 aaaaaaaa");
    assert_true(pattern_clash(&bad, &hider, &hidden));
    assert_int_equal(hider, 1);
    assert_int_equal(hidden, 2);
}

static void every_register_is_found_by_its_name(void **state)
{
    char name[24];
    u32 slot;

    (void)state;
    for (const Guest *const *g = guests; g < guests + NUM_GUESTS; g++)
        for (const GuestReg *r = (*g)->regs; r->name; r++)
            for (u32 i = 0; i < (r->count ? r->count : 1u); i++) {
                u32 want = r->slot + i * r->size;
                assert_true(guest_reg_name(*g, want, name, sizeof(name)));
                assert_true(guest_reg_slot(*g, name, &slot));
                assert_int_equal(slot, want);
            }
}

static void other_names_and_slots_are_none(void **state)
{
    char name[24];
    u32 slot;

    (void)state;
    assert_false(guest_reg_slot(&guest_ppc, "r32", &slot));
    assert_false(guest_reg_slot(&guest_ppc, "r", &slot));
    assert_false(guest_reg_slot(&guest_ppc, "r03", &slot));
    assert_false(guest_reg_slot(&guest_ppc, "lr0", &slot));
    assert_false(guest_reg_slot(&guest_ppc, "", &slot));
    assert_false(guest_reg_name(&guest_ppc, guest_ppc.state_size, name, sizeof(name)));
    assert_false(guest_reg_name(&guest_ppc, 2, name, sizeof(name)));
}

static void guests_are_found_by_machine(void **state)
{
    (void)state;
    assert_ptr_equal(guest_by_machine(20), &guest_ppc);
    assert_null(guest_by_machine(62));
}

/* addi 3, 3, 1 four times, but for the words given. */
static Block lift_words(u32 size, u32 max_insns, u32 third)
{
    u8 code[16];
    Block b = {.pc = 0x1000};

    for (u32 i = 0; i < 4; i++) {
        u32 word = i == 2 ? third : 0x38630001;
        for (u32 k = 0; k < 4; k++)
            code[4 * i + k] = (u8)(word >> (24 - 8 * k));
    }
    lift_block(&guest_ppc, &b, code, size, max_insns);
    return b;
}

static void ends(const Block *b, Opcode code, u64 imm, u32 insns, u32 here)
{
    const Op *last = &b->ops[b->count - 1];

    assert_null(ir_verify(b));
    assert_int_equal(last->code, code);
    assert_int_equal(last->imm, imm);
    assert_int_equal(b->num_insns, insns);
    assert_int_equal(b->here, here);
}

static void blocks_end_at_the_limits(void **state)
{
    Block all = lift_words(16, 64, 0x38630001), two = lift_words(16, 2, 0x38630001);
    Block cut = lift_words(10, 64, 0x38630001);

    (void)state;
    ends(&all, OP_jump, 0x1010, 4, 0x1010);
    ends(&two, OP_jump, 0x1008, 2, 0x1008);
    ends(&cut, OP_raise, 0x1008ull << 32 | RAISE_ILLEGAL, 3, 0x1008);
    ir_free(&all), ir_free(&two), ir_free(&cut);
}

static void blocks_end_at_jumps_but_not_at_branches(void **state)
{
    Block jump = lift_words(16, 64, 0x48000100),
          branch = lift_words(16, 64, 0x41820100);
    Block undefined = lift_words(16, 64, 0);

    (void)state;
    ends(&jump, OP_jump, 0x1108, 3, 0x100c);
    ends(&branch, OP_jump, 0x1010, 4, 0x1010);
    ends(&undefined, OP_raise, 0x1008ull << 32 | RAISE_ILLEGAL, 3, 0x1008);
    ir_free(&jump), ir_free(&branch), ir_free(&undefined);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(picture_gives_mask_and_match),
        cmocka_unit_test(fields_are_read_by_letter),
        cmocka_unit_test(bits_that_lie_apart_are_joined_high_part_first),
        cmocka_unit_test(first_row_that_matches_is_found),
        cmocka_unit_test(wrongly_hidden_rows_are_found),
        cmocka_unit_test(every_register_is_found_by_its_name),
        cmocka_unit_test(other_names_and_slots_are_none),
        cmocka_unit_test(guests_are_found_by_machine),
        cmocka_unit_test(blocks_end_at_the_limits),
        cmocka_unit_test(blocks_end_at_jumps_but_not_at_branches),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

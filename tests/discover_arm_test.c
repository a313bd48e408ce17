/* discover_arm_test.c -- code discovery in both instruction sets of ARM. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "lifter/discover.h"

enum { TEXT = 0x10000 };

/* A switch in A32, the address of the Thumb function, and a switch in Thumb. */
static const u32 text[] = {
    0xe3500002, /* 00 cmp r0, #2 */
    0x908ff100, /* 04 addls pc, pc, r0, lsl #2 */
    0xea000003, /* 08 b 1c */
    0xea000002, /* 0c b 1c */
    0xea000001, /* 10 b 1c */
    0xea000000, /* 14 b 1c */
    0x00010025, /* 18 .word */
    0xfa000000, /* 1c blx 24 */
    0xe12fff1e, /* 20 bx lr */
    0xd8042802, /* 24 cmp r0, #2; 26 bhi 32 */
    0xf000e8df, /* 28 tbb [pc, r0] */
    0x00040302, /* 2c table: 30 32 34 */
    0x47704770, /* 30 bx lr; 32 bx lr */
    0x47704770, /* 34 bx lr; 36 bx lr */
};

static Program find_in(const u32 *words, u32 size)
{
    const Segment segment = {TEXT, size, size, (const u8 *)words, true, false, true};
    Image image = {.segment = &segment, .num_segments = 1, .entry = TEXT};

    return discover(&guest_arm, &image, NULL);
}

static Program find(void)
{
    return find_in(text, sizeof(text));
}

static bool has_target(const JumpTable *t, u32 target)
{
    for (u32 i = 0; i < t->num_targets; i++)
        if (t->target[i] == target)
            return true;
    return false;
}

static void a_conditional_jump_has_a_table(void **state)
{
    Program p = find();
    const Function *f = program_function(&p, TEXT);

    (void)state;
    assert_non_null(f);
    assert_int_equal(f->num_tables, 1);
    assert_int_equal(f->table[0].at, TEXT + 4);
    for (u32 at = 0xc; at <= 0x14; at += 4)
        assert_true(has_target(&f->table[0], TEXT + at));
    program_free(&p);
}

static void thumb_addresses_are_odd(void **state)
{
    Program p = find();
    const Function *f = program_function(&p, TEXT + 0x25);

    (void)state;
    assert_non_null(f);
    assert_false(f->speculative);
    assert_null(program_function(&p, TEXT + 0x24));
    assert_int_equal(f->num_tables, 1);
    assert_int_equal(f->table[0].num_targets, 3);
    for (u32 i = 0; i < 3; i++)
        assert_int_equal(f->table[0].target[i], TEXT + 0x31 + 2 * i);
    program_free(&p);
}

/* A literal that looks like the address of 10, which r0 gets, and what is done with it.
 */
#define WITH_LITERAL(then)                                                             \
    {                                                                                  \
        0xe59f0004,     /* 00 ldr r0, 0c */                                            \
            then,       /* 04 */                                                       \
            0xe12fff1e, /* 08 bx lr */                                                 \
            0x00010010, /* 0c .word */                                                 \
            0xe3a00001, /* 10 mov r0, #1 */                                            \
            0xe12fff1e  /* 14 bx lr */                                                 \
    }

static void offsets_are_no_addresses_of_functions(void **state)
{
    static const u32 offset[] = WITH_LITERAL(0xe08f0000 /* add r0, pc, r0 */);
    static const u32 address[] = WITH_LITERAL(0xe1a01000 /* mov r1, r0 */);
    Program p = find_in(offset, sizeof(offset));

    (void)state;
    assert_null(program_function(&p, TEXT + 0x10));
    program_free(&p);
    p = find_in(address, sizeof(address));
    assert_non_null(program_function(&p, TEXT + 0x10));
    program_free(&p);
}

/* A jump with no bound: what comes after its function may be Thumb code only. */
static void labels_end_where_the_other_set_starts(void **state)
{
    static const u32 words[] = {
        0xeb000003, /* 00 bl 14 */
        0xfa000005, /* 04 blx 20 */
        0xe59f1000, /* 08 ldr r1, 10 */
        0xe12fff1e, /* 0c bx lr */
        0x00010023, /* 10 .word: a label of the Thumb function */
        0xe1a0f000, /* 14 mov pc, r0 */
        0xe1a00000, /* 18 nop */
        0xe1a00000, /* 1c nop */
        0x20014700, /* 20 bx r0; 22 movs r0, #1 */
        0x47704770, /* 24 bx lr; 26 bx lr */
    };
    Program p = find_in(words, sizeof(words));
    const Function *f = program_function(&p, TEXT + 0x14);

    (void)state;
    assert_non_null(f);
    assert_int_equal(f->num_tables, 0);
    program_free(&p);
}

/* What is tested is c - ' ', and what the table is read by is c. */
static void a_table_may_be_read_by_what_the_index_is_made_of(void **state)
{
    static const u32 words[] = {
        0xe2402020, /* 00 sub r2, r0, #32 */
        0xe3520002, /* 04 cmp r2, #2 */
        0x8a000002, /* 08 bhi 18 */
        0xe08f1000, /* 0c add r1, pc, r0 */
        0xe5511010, /* 10 ldrb r1, [r1, #-16] */
        0xe08ff101, /* 14 add pc, pc, r1, lsl #2 */
        0xe12fff1e, /* 18 bx lr */
        0xe1a00000, /* 1c nop */
        0xe1a00000, /* 20 nop */
        0xff050403, /* 24 table: 28 2c 30 */
        0xe12fff1e, /* 28 bx lr */
        0xe12fff1e, /* 2c bx lr */
        0xe12fff1e, /* 30 bx lr */
    };
    Program p = find_in(words, sizeof(words));
    const Function *f = program_function(&p, TEXT);

    (void)state;
    assert_non_null(f);
    assert_int_equal(f->num_tables, 1);
    assert_int_equal(f->table[0].num_targets, 3);
    for (u32 at = 0x28; at <= 0x30; at += 4)
        assert_true(has_target(&f->table[0], TEXT + at));
    program_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_conditional_jump_has_a_table),
        cmocka_unit_test(thumb_addresses_are_odd),
        cmocka_unit_test(offsets_are_no_addresses_of_functions),
        cmocka_unit_test(a_table_may_be_read_by_what_the_index_is_made_of),
        cmocka_unit_test(labels_end_where_the_other_set_starts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

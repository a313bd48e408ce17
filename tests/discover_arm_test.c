/* discover_arm_test.c -- code discovery in both instruction sets of ARM.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "tests/discover_describe.h"

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

/* The checksum is computed with vectors, which the search for targets does not follow.
 */
static void a_jump_by_a_checksum_has_no_table(void **state)
{
    static const u32 words[] = {
        0xe3500002, /* 00 cmp r0, #2 */
        0xe3a02000, /* 04 mov r2, #0 */
        0xe1423040, /* 08 crc32w r3, r2, r0 */
        0x979ff103, /* 0c ldrls pc, [pc, r3, lsl #2] */
        0xe12fff1e, /* 10 bx lr */
        0x0001001c, /* 14 .word */
        0x0001001c, /* 18 .word */
        0xe12fff1e, /* 1c bx lr */
    };
    Program p = find_in(words, sizeof words);

    (void)state;
    assert_non_null(program_function(&p, TEXT));
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

/* A function at 0x10 of which only its address is known, in four instructions. */
#define WITH_FUNCTION(a, b, c, d)                                                      \
    {                                                                                  \
        0xe59f0004,             /* 00 ldr r0, 0c */                                    \
            0xe1a01000,         /* 04 mov r1, r0 */                                    \
            0xe12fff1e,         /* 08 bx lr */                                         \
            0x00010010,         /* 0c .word 10010 */                                   \
            (a), (b), (c), (d), /* 10 */                                               \
            0                                                                          \
    }

static void the_head_of_a_linkage_table_is_no_function(void **state)
{
    static const u32 function[] = WITH_FUNCTION(0xe92d4010,  /* push {r4, lr} */
                                                0xe280e004,  /* add lr, r0, #4 */
                                                0xe59e0000,  /* ldr r0, [lr] */
                                                0xe8bd8010); /* pop {r4, pc} */
    static const u32 restores[] = WITH_FUNCTION(0xe92d4010,  /* push {r4, lr} */
                                                0xe3a00001,  /* mov r0, #1 */
                                                0xe8bd4010,  /* pop {r4, lr} */
                                                0xe12fff1e); /* bx lr */
    static const u32 head[] = WITH_FUNCTION(0xe52de004,      /* push {lr} */
                                            0xe59fe004,      /* ldr lr, 20 */
                                            0xe08fe00e,      /* add lr, pc, lr */
                                            0xe5bef008);     /* ldr pc, [lr, #8]! */
    Program p = find_in(function, sizeof(function));

    (void)state;
    assert_non_null(program_function(&p, TEXT + 0x10));
    program_free(&p);
    p = find_in(restores, sizeof(restores));
    assert_non_null(program_function(&p, TEXT + 0x10));
    program_free(&p);
    p = find_in(head, sizeof(head));
    assert_null(program_function(&p, TEXT + 0x10));
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

/* How many labels a computed goto has in a function with `count` of them: instructions
 * whose addresses are words behind the function. */
static u32 labels_found(u32 count)
{
    enum { ROOM = 4096, START = 2 };
    static u32 words[ROOM];
    u32 used = START;

    words[0] = 0xe52de004; /* push {lr} */
    words[1] = 0xe1a0f000; /* mov pc, r0 */
    for (u32 i = 0; i < count; i++)
        words[used++] = 0xe2811001; /* add r1, r1, #1 */
    words[used++] = 0xe49df004;     /* pop {pc} */
    for (u32 i = 0; i < count; i++)
        words[used++] = TEXT + 4 * (START + i);
    Program p = find_in(words, used * sizeof *words);
    const Function *f = program_function(&p, TEXT);
    u32 found = f && f->num_tables ? f->table[0].num_targets : 0;

    program_free(&p);
    return found;
}

/* With more it is data, or code of the other instruction set, that looks like a
 * function; and its graph would have an edge from each jump to each label. */
static void a_function_has_at_most_1024_labels(void **state)
{
    (void)state;
    assert_int_equal(labels_found(3), 3);
    assert_int_equal(labels_found(1000), 1000);
    assert_int_equal(labels_found(1100), 0);
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

/* A program of one segment, where it is entered, a resolver (IFUNC) or 0, and what is
 * to be found in it (discover_describe.h). */
typedef struct {
    const char *name;
    u32 words[16];
    u32 entry, resolver;
    const char *functions;
} Case;

static const Case cases[] = {
    {"a computed goto of Thumb to a label that is known",
     {0x447b4b03 /* ldr r3, 10; 2: add r3, pc */, 0x0301f043 /* orr r3, r3, #1 */,
      0xbf004718 /* bx r3; nop */, 0xbf00bf00, 0x0000000e, /* 14: movs r0, #1; bx lr */
      0x47702001},
     1,
     0,
     "1:1-b,15-19@9>15"},

    {"a linker's step from Thumb to A32",
     {0xbf00e000 /* b 4; nop */, 0xbf004778 /* 4: bx pc; nop */,
      0xea000000 /* 8: b 10 */, 0xe320f000, 0xe12fff1e /* 10: bx lr */},
     1,
     0,
     "1:1-3,5-7,8-c,10-14@5>8"},

    {"a linker's long branch, to Thumb",
     {0xe51ff004 /* ldr pc, [pc, #-4] */, 0x00010011, 0xe320f000, 0xe320f000,
      0xbf004770 /* 10: bx lr; nop */},
     0,
     0,
     "0:0-4,11-13@0>11"},

    {"what an IFUNC resolver returns, one or the other",
     {0xea000007 /* b 24 */, 0xe3100a01 /* 4: tst r0, #1 << 12 */,
      0xe59f000c /* ldr r0, 1c */, 0xe59f300c /* ldr r3, 20 */, 0xe08f0000,
      /* add r0, pc, r0; movne r0, r3; bx lr */
      0x11a00003, 0xe12fff1e, 0x00000019, 0x00010035, 0xe12fff1e, 0, 0,
      0xbf004770 /* 30: bx lr; nop */, 0xbf004770 /* 34: bx lr; nop */},
     0,
     4,
     "0:0-4,24-28 4:4-1c 31:31-33 35:35-37"},

    {"a switch that has its target in the link register",
     {0x2802b510 /* push {r4, lr}; cmp r0, #2 */,
      0xf20fd80c /* bhi 20; addw lr, pc, #12 */,
      0xf85e0e0c /* ldr r0, [lr, r0, lsl #2] */, 0x44860020 /* add lr, r0 */,
      0xbf004770 /* bx lr; nop */, 0x0000000d, 0x0000000f, 0x0000000d,
      0x2001bd10 /* 20: pop {r4, pc}; 22: movs r0, #1 */,
      0x0000bd10 /* pop {r4, pc} */},
     1,
     0,
     "1:1-13,21-23,23-27@11>21>23"},

    {"addresses of functions that are stored two at a time",
     {0xe59f0018 /* ldr r0, 20 */, 0xe08f0000 /* add r0, pc, r0 */,
      0xe59f1014 /* ldr r1, 24 */, 0xe08f1001 /* add r1, pc, r1 */,
      0xe1c200f0 /* 10: strd r0, [r2] */, 0xe3a00000 /* mov r0, #0 */,
      0xe3a01000 /* mov r1, #0 */, 0xe12fff1e /* bx lr */, 0x0000001c, 0x00000018,
      0xe12fff1e /* 28: bx lr */, 0xe12fff1e /* 2c: bx lr */},
     0,
     0,
     "0:0-20 28?:28-2c 2c?:2c-30"},

    {"the first function, of Thumb, after the procedure linkage table",
     {0xe59f0014 /* ldr r0, 1c */, 0xeaffffff /* b 8 */,
      0xe28fc600 /* add ip, pc, #0 */, 0xe28cca01 /* add ip, ip, #0x1000 */,
      0xe5bcf010 /* ldr pc, [ip, #16]! */, 0, 0x47702001 /* 18: movs r0, #1; bx lr */,
      0x00010019},
     0,
     0,
     "0:0-8,8-14 19?:19-1d"},

    {"functions of which one ends with a tail call, and one binds others",
     {0xe59f0030 /* ldr r0, 38 */, 0xe59f1030 /* ldr r1, 3c */, 0xe12fff1e /* bx lr */,
      0xe92d4010 /* c: push {r4, lr} */, 0xe3500000 /* cmp r0, #0 */,
      0xe5903000 /* ldr r3, [r0] */, 0xe8bd4010 /* pop {r4, lr} */,
      0xe12fff13 /* bx r3 */, 0xe52de004 /* 20: push */, 0xe59fe004 /* ldr lr, 30 */,
      0xe08fe00e /* add lr, pc, lr */, 0xe5bef008 /* ldr pc, [lr, #8]! */, 0x1000, 0,
      0x0001000c, 0x00010020},
     0,
     0,
     "0:0-c c?:c-20"},

    {"a function with a switch that computes in the link register",
     {0x47704800 /* ldr r0, 4; bx lr */, 0x00010009,
      0x2802b510 /* 8: push {r4, lr}; cmp r0, #2 */, 0xbf00d806 /* bhi 1c; nop */,
      0x0e04f101 /* add lr, r1, #4 */, 0xf000e8df /* 14: tbb [pc, r0] */,
      0x00040302 /* 18: table: 1c 1e 20 */, 0xbd10bd10 /* 1c: pop {r4, pc} */,
      0x0000bd10},
     1,
     0,
     "1:1-5 9?:9-19,1d-1f,1f-21,21-23@15>1d>1f>21"},

    {"a call that does not return, literals, and a function that they name",
     {0xb9104a03 /* ldr r2, 10; 2: cbnz r0, a */,
      0x600a447a /* add r2, pc; str r2, [r1] */, 0xf0004770 /* bx lr; a: blx 18 */,
      0xbf00e806 /* nop */, 0x0000000d, 0x47702001 /* 14: movs r0, #1; bx lr */,
      0xe28fc000 /* 18: add ip, pc, #0 */, 0xe5bcffff /* ldr pc, [ip, #4095]! */},
     1,
     0,
     "1:1-b,b-f 15?:15-19 18:18-20"},

    {"an address that is computed behind an exit that is sure from the block's start",
     {0xe3a03001 /* mov r3, #1 */, 0xe3530001 /* 4: cmp r3, #1 */,
      0x0a000002 /* beq 18 */, 0xe59f0008 /* c: ldr r0, 1c */,
      0xe08f0000 /* 10: add r0, pc, r0 */, 0xe12fff1e /* bx lr */,
      0xeafffffb /* 18: b c */, 8, 0xe3a00001 /* 20: mov r0, #1 */, 0xe12fff1e},
     0,
     0,
     "0:0-c,c-18,18-1c 20?:20-28"},

    {"a computed goto to labels of which code has some, and words the others",
     {0xe59f2018 /* ldr r2, 20 */, 0xe59f3018 /* ldr r3, 24 */,
      0xe59f4018 /* ldr r4, 28 */, 0xe791f100 /* c: ldr pc, [r1, r0, lsl #2] */,
      0xe12fff1e /* 10: bx lr */, 0xe12fff1e, 0xe12fff1e, 0xe12fff1e /* 1c: bx lr */,
      0x00010010, 0x00010014, 0x00010018, 0x0001001c},
     0,
     0,
     "0:0-10,10-14,14-18,18-1c,1c-20@c>10>14>18>1c"},

    {"a word of data that looks like the second half of an instruction",
     {0xea000000 /* b 8 */, 0x00010037, 0xfa000009 /* 8: blx 34 */,
      0xe12fff1e /* bx lr */, 0, 0, 0x47704770 /* 18: bx lr */, 0, 0, 0, 0, 0, 0,
      0xbff0f7ff /* 34: b.w 18, its half a hint */, 0x47704770 /* 38: bx lr */},
     0,
     0,
     "0:0-4,8-c,c-10 35:19-1b,35-39"},
};

static bool run_case(const Case *c)
{
    const Segment segment = {
        TEXT, sizeof c->words, sizeof c->words, (const u8 *)c->words, true, false,
        true};
    Image image = {.segment = &segment, .num_segments = 1, .entry = TEXT + c->entry};
    u32 resolver = TEXT + c->resolver;
    Hints hints = {.resolver = &resolver, .num_resolvers = c->resolver != 0};
    Program p = discover(&guest_arm, &image, &hints);

    return describes(&p, TEXT, c->name, c->functions);
}

static void test_cases(void **state)
{
    u32 wrong = 0;

    (void)state;
    for (u32 i = 0; i < ARRAY_LEN(cases); i++)
        wrong += !run_case(&cases[i]);
    assert_int_equal(wrong, 0);
}

/* OpenSSL's Keccak returns so. */
static void thumb_returns_by_a_word_of_its_frame(void **state)
{
    static const u32 word[] = {
        0xfa000000, /* blx 8 */
        0xe12fff1e, /* bx lr */
        0xed08f84d, /* 8: str lr, [sp, #-8]! */
        0xf8dd2001, /* c: movs r0, #1; ldr pc, [sp] */
        0x0000f000,
    };
    static const u32 table[] = {
        0xfa000000, 0xe12fff1e,
        0xed08f84d, 0xf85d2001, /* c: movs r0, #1; ldr pc, [sp, r0, lsl #2] */
        0x0000f020,
    };
    Program p = find_in(word, sizeof(word));

    (void)state;
    assert_int_equal(p.num_functions, 2);
    assert_int_equal(p.num_indirect, 0);
    program_free(&p);
    p = find_in(table, sizeof(table));
    assert_int_equal(p.num_indirect, 1);
    program_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_conditional_jump_has_a_table),
        cmocka_unit_test(a_jump_by_a_checksum_has_no_table),
        cmocka_unit_test(thumb_addresses_are_odd),
        cmocka_unit_test(offsets_are_no_addresses_of_functions),
        cmocka_unit_test(the_head_of_a_linkage_table_is_no_function),
        cmocka_unit_test(a_table_may_be_read_by_what_the_index_is_made_of),
        cmocka_unit_test(labels_end_where_the_other_set_starts),
        cmocka_unit_test(a_function_has_at_most_1024_labels),
        cmocka_unit_test(thumb_returns_by_a_word_of_its_frame),
        cmocka_unit_test(test_cases),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

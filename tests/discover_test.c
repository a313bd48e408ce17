/* discover_test.c -- code discovery on small programs, written as words.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "tests/discover_describe.h"

enum { TEXT = 0x10000000, DATA = 0x10010000, MAX_WORDS = 64 };

/* A program: its words, and what is to be found, as "entry:start-end,start-end" with
 * offsets from TEXT, tables as "@at>target>target", a guess as "?" after the entry. */
typedef struct {
    const char *name;
    u32 text[MAX_WORDS], data[16];
    const char *functions;
} Case;

/* clang-format off */
#define NOP     0x60000000u
#define BLR     0x4e800020u
#define BCTR    0x4e800420u
#define MTCTR9  0x7d2903a6u
#define SC      0x44000002u
#define BL(n)   (0x48000001u | ((n) & 0x3fffffcu))
#define B(n)    (0x48000000u | ((n) & 0x3fffffcu))
#define BGT(n)  (0x41810000u | (n))
#define BEQ(n)  (0x41820000u | ((n) & 0xfffcu))
#define BDNZ(n) (0x42000000u | ((n) & 0xfffcu))
#define CMPLWI(r, n)    (0x28000000u | (r) << 16 | (n))
#define LIS(r, n)       (0x3c000000u | (r) << 21 | (n))
#define ADDI(r, a, n)   (0x38000000u | (r) << 21 | (a) << 16 | (n))
#define LWZ(r, a, n)    (0x80000000u | (r) << 21 | (a) << 16 | (n))
#define STW(r, a, n)    (0x90000000u | (r) << 21 | (a) << 16 | (n))
#define STWU(r, a, n)   (0x94000000u | (r) << 21 | (a) << 16 | ((n) & 0xffff))
#define LWZX(r, a, b)   (0x7c00002eu | (r) << 21 | (a) << 16 | (b) << 11)
#define LHZ(r, a, n)    (0xa0000000u | (r) << 21 | (a) << 16 | (n))
#define CLRLWI8(a, s)   (0x5400063eu | (s) << 21 | (a) << 16)
#define RLWINM(a, s, n, b, e)                                                          \
    (0x54000000u | (s) << 21 | (a) << 16 | (n) << 11 | (b) << 6 | (e) << 1)
#define LBZ(r, a, n)    (0x88000000u | (r) << 21 | (a) << 16 | (n))
#define ADD(r, a, b)    (0x7c000214u | (r) << 21 | (a) << 16 | (b) << 11)
#define SLWI2(a, s)     (0x5400103au | (s) << 21 | (a) << 16)

static const Case cases[] = {
    {"straight line", {NOP, BLR}, {0}, "0:0-8"},

    {"a branch back splits its block, a branch on only leaves it",
     {NOP, NOP, BEQ(-4), BLR}, {0}, "0:0-4,4-10"},

    {"a loop is left, though its first round is sure to go on",
     {ADDI(8, 0, 13), 0x7d0903a6 /* mtctr r8 */, NOP, BDNZ(-4), BLR}, {0},
     "0:0-8,8-14"},

    {"a call's target is a function, a block ends with the call",
     {BL(12), NOP, BLR, NOP, BLR}, {0}, "0:0-4,4-c c:c-14"},

    {"a call of the next instruction reads the pc",
     {BL(4), NOP, BLR}, {0}, "0:0-4,4-c"},

    {"a jump to another function's entry is no part of this one",
     {BL(8), B(12), NOP, BLR, BLR}, {0}, "0:0-4,4-8,10-14 8:8-10"},

    {"a system call ends its block", {SC, BLR}, {0}, "0:0-4,4-8"},

    {"an undefined word ends the function", {NOP, 0, BLR}, {0}, "0:0-8"},

    {"a jump table with a bound: lis, addi, lwzx",
     {CMPLWI(3, 2), BGT(0x24), LIS(10, 0x1001), ADDI(10, 10, 0), SLWI2(3, 3),
      LWZX(9, 10, 3), MTCTR9, BCTR, NOP, BLR, BLR, NOP, BLR},
     {TEXT + 0x20, TEXT + 0x28, TEXT + 0x2c, TEXT + 0x30},
     "0:0-20,20-28,28-2c,2c-34@1c>20>28>2c"},

    {"a table relative to itself, its base set before the compare",
     {LIS(10, 0x1001), CMPLWI(3, 1), BGT(0x20), SLWI2(3, 3), LWZX(9, 10, 3),
      ADD(9, 9, 10), MTCTR9, BCTR, NOP, BLR, BLR},
     {TEXT - DATA + 0x20, TEXT - DATA + 0x24},
     "0:0-20,20-24,24-28,28-2c@1c>20>24"},

    {"the base from memory, the bound in a block before, the index a byte",
     {LIS(30, 0x1001), LBZ(3, 4, 0), CMPLWI(3, 1), BGT(0x24), B(4), LWZ(10, 30, 8),
      SLWI2(3, 3), LWZX(9, 10, 3), MTCTR9, BCTR, BLR, NOP, BLR},
     {TEXT + 0x28, TEXT + 0x2c, DATA, TEXT + 0x34},
     "0:0-14,14-28,28-2c,2c-30,30-34@24>28>2c"},

    {"a base in a register that another way round the loop changes",
     {LIS(10, 0x1001), CMPLWI(3, 1), BGT(0x18), SLWI2(3, 3), LWZX(9, 10, 3), MTCTR9,
      BCTR, BLR, LIS(10, 0x7fff), B(-0x20), BLR},
     {TEXT + 0x1c, TEXT + 0x28},
     "0:0-4,4-1c,1c-20,20-28,28-2c@18>1c>28"},

    {"a table with no bound ends where targets stop being code of the function",
     {LIS(10, 0x1001), SLWI2(3, 3), LWZX(9, 10, 3), MTCTR9, BCTR, BLR, NOP, BLR},
     {TEXT + 0x14, TEXT + 0x18, 0x1234},
     "0:0-14,14-18,18-20@10>14>18"},

    {"a base kept in the stack frame over a call",
     {STWU(1, 1, -32), LIS(10, 0x1001), STW(10, 1, 8), BL(32), LWZ(10, 1, 8),
      SLWI2(3, 3), LWZX(9, 10, 3), MTCTR9, BCTR, BLR, BLR, BLR},
     {TEXT + 0x24, TEXT + 0x28, 0x1234},
     "0:0-10,10-24,24-28,28-2c@20>24>28 2c:2c-30"},

    {"a function that is only seen as data is a guess",
     {BLR, NOP, NOP, BLR}, {TEXT + 8}, "0:0-4 8?:8-10"},

    {"a word in code that decodes to nothing is no function",
     {BLR, NOP, 0, BLR}, {TEXT + 4}, "0:0-4"},

    {"an address built in registers is a guess",
     {LIS(3, 0x1000), ADDI(3, 3, 16), BLR, NOP, NOP, BLR}, {0}, "0:0-c 10?:10-18"},

    {"what follows a call that never returns may be anything",
     {BL(12), 0, 0, B(0)}, {0}, "0:0-4 c:c-10"},

    {"nor does a function return that ends with one that does not",
     {BL(8), BLR, B(8), NOP, B(0)}, {0}, "0:0-4 8:8-c,10-14"},

    {"one that calls itself on one way returns on the other",
     {BL(8), BLR, BEQ(0xc), BL(-4), BLR, BLR}, {0}, "0:0-4,4-8 8:8-10,10-14,14-18"},

    {"a jump before the entry, reached from there, goes nowhere near the entry",
     {BL(20), BLR, MTCTR9, BCTR, NOP, B(-12), NOP, NOP, BLR}, {TEXT + 0x20},
     "0:0-4,4-8 14:8-10,14-18 20?:20-24"},

    {"a jump to a constant is followed",
     {LIS(9, 0x1000), ADDI(9, 9, 0x14), MTCTR9, BCTR, NOP, BLR}, {0}, "0:0-10,14-18@c>14"},

    {"a call of a constant is one of a function",
     {LIS(9, 0x1000), ADDI(9, 9, 0x18), MTCTR9, BCTR | 1, BLR, NOP, BLR}, {0},
     "0:0-10,10-14 18:18-1c"},

    {"a jump to one label or another, by the way control came",
     {LIS(9, 0x1000), BEQ(12), ADDI(9, 9, 0x20), B(8), ADDI(9, 9, 0x24), MTCTR9, BCTR, NOP,
      BLR, BLR},
     {0},
     "0:0-10,10-14,14-1c,20-24,24-28@18>20>24"},

    {"an address kept in the frame over a call, jumped to later",
     {STWU(1, 1, -32), LIS(9, 0x1000), ADDI(9, 9, 0x24), STW(9, 1, 8), BL(28),
      LWZ(9, 1, 8), MTCTR9, BCTR, NOP, BLR, NOP, BLR},
     {0},
     "0:0-14,14-20,24-28@1c>24 2c:2c-30"},

    {"what is tested is (c - 1) & 255, what the table is read by is c",
     {LBZ(4, 3, 0), ADDI(5, 4, 0xffff), CLRLWI8(5, 5), CMPLWI(5, 1), BGT(0x20),
      LIS(10, 0x1001), SLWI2(4, 4), LWZX(9, 10, 4), MTCTR9, BCTR, BLR, BLR, BLR},
     {0x1234, TEXT + 0x28, TEXT + 0x2c, TEXT + 0x30},
     "0:0-28,28-2c,2c-30,30-34@24>28>2c"},

    {"two ways lead to the jump, each of which has tested the index",
     {BEQ(0x14), CMPLWI(4, 1), BGT(0x34), ADDI(3, 4, 0), B(0x14), CMPLWI(5, 2), BGT(0x24),
      ADDI(3, 5, 0), B(4), LIS(10, 0x1001), SLWI2(3, 3), LWZX(9, 10, 3), MTCTR9, BCTR, NOP,
      BLR, BLR, BLR},
     {TEXT + 0x3c, TEXT + 0x40, TEXT + 0x44, TEXT + 1},
     "0:0-14,14-24,24-38,3c-40,40-44,44-48@34>3c>40>44"},

    {"a table that starts with the least value of an index that is never tested",
     {LHZ(3, 4, 0), ADDI(3, 3, 12), LIS(10, 0x1001), RLWINM(3, 3, 2, 14, 29),
      LWZX(9, 10, 3), MTCTR9, BCTR, NOP, BLR, BLR},
     {TEXT + 0x20, TEXT + 0x24, 0x1234},
     "0:0-1c,20-24,24-28@18>20>24"},

    {"a label of a table that is also data is no function",
     {STWU(1, 1, -32), CMPLWI(3, 1), BGT(0x28), LIS(10, 0x1001), SLWI2(3, 3),
      LWZX(9, 10, 3), MTCTR9, BCTR, NOP, B(8), NOP, ADDI(1, 1, 32), BLR},
     {TEXT + 0x24, TEXT + 0x28},
     "0:0-20,24-28,28-2c,2c-30,30-34@1c>24>28"},
};
/* clang-format on */

static void put_big(u8 *bytes, const u32 *words, u32 count)
{
    for (u32 i = 0; i < 4 * count; i++)
        bytes[i] = (u8)(words[i / 4] >> (24 - 8 * (i % 4)));
}

static u32 text_words(const Case *c)
{
    u32 n = MAX_WORDS;

    while (n > 1 && c->text[n - 1] == 0)
        n--;
    return n;
}

static bool run_case(const Case *c)
{
    u8 text[4 * MAX_WORDS], data[64];
    u32 size = 4 * text_words(c);
    const Segment segment[] = {
        {TEXT, size, size, text, true, false, true},
        {DATA, sizeof data, sizeof data, data, true, true, false},
    };
    const Image image = {segment, 2, NULL, 0, TEXT};

    put_big(text, c->text, MAX_WORDS);
    put_big(data, c->data, 16);
    Program p = discover(&guest_ppc, &image, NULL);
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

static void test_symbols_and_hints(void **state)
{
    static const u32 words[] = {BLR, NOP, BLR, NOP, NOP, BLR, NOP, BLR};
    static const Symbol symbol[] = {
        {TEXT, 4, "first", true},
        {TEXT + 4, 8, "second", true},
        {TEXT + 8, 0, "label", false},
    };
    static const CodeRange hint[] = {{TEXT + 12, TEXT + 24}};
    u8 text[sizeof words];
    const Segment segment = {TEXT, sizeof text, sizeof text, text, true, false, true};
    const Image image = {&segment, 1, symbol, 3, TEXT};
    const Hints hints = {hint, 1, NULL, 0};

    (void)state;
    put_big(text, words, ARRAY_LEN(words));
    Program p = discover(&guest_ppc, &image, &hints);
    assert_int_equal(p.num_functions, 3);
    assert_string_equal(p.function[0].name, "first");
    assert_string_equal(p.function[1].name, "second");
    assert_string_equal(p.function[2].name, "fn_1000000c");
    assert_ptr_equal(program_function(&p, TEXT + 4), &p.function[1]);
    assert_null(program_function(&p, TEXT + 8));
    program_free(&p);
}

static void test_image(void **state)
{
    static const u8 bytes[8] = {1, 2, 3, 4, 5, 6, 7, 8};
    static const Segment segment[] = {
        {0x1000, 16, 8, bytes, true, false, true},
        {0x2000, 8, 8, bytes, true, true, false},
    };
    static const Symbol symbol[] = {
        {0x1000, 4, "sized", true},
        {0x1004, 0, "label", false},
        {0x2000, 0, "object", false},
    };
    const Image image = {segment, 2, symbol, 3, 0x1000};

    (void)state;
    assert_ptr_equal(image_at(&image, 0x1004, 4), bytes + 4);
    assert_null(image_at(&image, 0x1004, 5));
    assert_null(image_at(&image, 0x1008, 1));
    assert_null(image_at(&image, 0xffffffff, 4));
    assert_true(image_is_code(&image, 0x1000, 8));
    assert_false(image_is_code(&image, 0x2000, 4));
    assert_string_equal(image_symbol(&image, 0x1003)->name, "sized");
    assert_string_equal(image_symbol(&image, 0x1007)->name, "label");
    assert_null(image_symbol(&image, 0x3000));
    assert_string_equal(image_symbol(&image, 0x2001)->name, "object");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_symbols_and_hints),
        cmocka_unit_test(test_image),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

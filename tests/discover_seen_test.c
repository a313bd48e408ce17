/* discover_seen_test.c -- code discovery with what a run of the program has seen.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "tests/discover_describe.h"

enum { TEXT = 0x10000 };

/* A program of ARM, and an indirect jump that was seen. */
typedef struct {
    const char *name;
    u32 words[16];
    CodeEdge jump; /* places in the words */
    const char *functions;
} Case;

static const Case cases[] = {
    {"a stub of the linkage table that was bound when it was called",
     {0xeb000005 /* bl 1c */, 0xe12fff1e /* bx lr */, 0xe52de004 /* 8: push {lr} */,
      0xe59fe000 /* ldr lr, 14 */, 0xe5bef008 /* ldr pc, [lr, #8]! */, 0x1000, 0,
      0xe28fc600 /* 1c: add ip, pc, #0 */, 0xe28cca01 /* add ip, ip, #0x1000 */,
      0xe5bcf010 /* 24: ldr pc, [ip, #16]! */},
     {0x24, 8},
     "0:0-4,4-8 1c:1c-28"},

    {"the same, jumped to from Thumb",
     {0xe28f0019 /* add r0, pc, #25: the address of 20, Thumb */,
      0xe12fff10 /* bx r0 */, 0xe52de004 /* 8: push {lr} */,
      0xe59fe000 /* ldr lr, 14 */, 0xe5bef008 /* ldr pc, [lr, #8]! */, 0x1000, 0, 0,
      0x46c04778 /* 20: bx pc; nop */, 0xe28fc600 /* 24: add ip, pc, #0 */,
      0xe28cca01 /* add ip, ip, #0x1000 */, 0xe5bcf010 /* 2c: ldr pc, [ip, #16]! */},
     {0x2c, 8},
     "0:0-8,21-23,24-30@4>21@21>24"},

    {"a goto whose table is not known",
     {0xe92d4010 /* push {r4, lr} */, 0xe7913000 /* ldr r3, [r1, r0] */,
      0xe0833001 /* add r3, r3, r1 */, 0xe12fff13 /* c: bx r3 */, 0xe1a00000 /* nop */,
      0xe8bd8010 /* 14: pop {r4, pc} */},
     {0xc, 0x14},
     "0:0-10,14-18@c>14"},
};

static bool run_case(const Case *c)
{
    const Segment segment = {
        TEXT, sizeof c->words, sizeof c->words, (const u8 *)c->words, true, false,
        true};
    const Image image = {.segment = &segment, .num_segments = 1, .entry = TEXT};
    const CodeEdge jump = {TEXT + c->jump.from, TEXT + c->jump.to};
    const Hints hints = {.jump = &jump, .num_jumps = 1};
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

static void what_binds_a_stub_is_a_function(void **state)
{
    static const u8 text[] = {
        0x48, 0x00, 0x00, 0x09, /* bl 8 */
        0x4e, 0x80, 0x00, 0x20, /* blr */
        0x81, 0x3e, 0x00, 0x0c, /* 8: lwz r9, 12(r30) */
        0x7d, 0x29, 0x03, 0xa6, /* mtctr r9 */
        0x4e, 0x80, 0x04, 0x20, /* 10: bctr */
        0x48, 0x00, 0x00, 0x04, /* 14: b 18 */
        0x60, 0x00, 0x00, 0x00, /* 18: nop */
        0x4e, 0x80, 0x00, 0x20, /* blr */
    };
    static const CodeEdge jump = {TEXT + 0x10, TEXT + 0x14};
    const Segment segment = {TEXT, sizeof text, sizeof text, text, true, false, true};
    const Image image = {.segment = &segment, .num_segments = 1, .entry = TEXT};
    const Hints hints = {.jump = &jump, .num_jumps = 1};
    char found[256];

    (void)state;
    Program p = discover(&guest_ppc, &image, &hints);
    describe(&p, TEXT, found);
    program_free(&p);
    assert_string_equal(found, "0:0-4,4-8 8:8-14 14:14-18,18-20");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(what_binds_a_stub_is_a_function),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

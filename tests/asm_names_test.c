/* asm_names_test.c -- assembly text for people: branch targets with names, conditions.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lifter/lifter.h"

/* `f` is at 0x1000, the Thumb function `t` at 0x2000; each goes on for 256 bytes. */
static const char *name_of(const void *data, u32 address, u32 *offset)
{
    static const struct {
        u32 at;
        const char *name;
    } symbols[] = {{0x1000, "f"}, {0x2001, "t"}};

    (void)data;
    for (u32 i = 0; i < ARRAY_LEN(symbols); i++)
        if (address - symbols[i].at < 256) {
            *offset = address - symbols[i].at;
            return symbols[i].name;
        }
    return NULL;
}

typedef struct {
    u32 pc, word; /* a halfword if it is below 0x10000 */
    const char *text;
} Row;

/* Power ISA, Book I, 2.4 and C.2. */
static const Row ppc[] = {
    {0x1000, 0x48000010, "b 0x1010 <f+0x10>"},
    {0x1000, 0x4bfffff1, "bl 0xff0"},
    {0x1010, 0x4bfffff1, "bl 0x1000 <f>"},
    {0x1000, 0x48001003, "bla 0x1000 <f>"},
    {0x1000, 0x41820010, "beq 0x1010 <f+0x10>"},
    {0x1000, 0x41e20010, "beq+ 0x1010 <f+0x10>"},
    {0x1000, 0x41c20010, "beq- 0x1010 <f+0x10>"},
    {0x1000, 0x409e0010, "bne cr7, 0x1010 <f+0x10>"},
    {0x1000, 0x41820013, "beqla 0x10"},
    {0x1000, 0x41800010, "blt 0x1010 <f+0x10>"},
    {0x1000, 0x41810010, "bgt 0x1010 <f+0x10>"},
    {0x1000, 0x41830010, "bso 0x1010 <f+0x10>"},
    {0x1000, 0x40800010, "bge 0x1010 <f+0x10>"},
    {0x1000, 0x40810010, "ble 0x1010 <f+0x10>"},
    {0x1000, 0x40870010, "bns cr1, 0x1010 <f+0x10>"},
    {0x1000, 0x4d820020, "beqlr"},
    {0x1000, 0x4c9e0020, "bnelr cr7"},
    {0x1000, 0x4de20021, "beqlrl+"},
    {0x1000, 0x4d9d0420, "bgtctr cr7"},
    {0x1000, 0x4200fff0, "bdnz 0xff0"},
    {0x1000, 0x40020010, "bdnzf 2, 0x1010 <f+0x10>"},
    {0x1000, 0x429f0005, "bcl 20, 31, 0x1004 <f+0x4>"},
    {0x1000, 0x4e800020, "blr"},
    {0x1000, 0x38600001, "li 3, 1"},
};

/* ARM ARM, A8.8.18, A8.8.25, A8.8.29. */
static const Row arm[] = {
    {0x1000, 0xea000002, "b 0x1010 <f+0x10>"},
    {0x1000, 0x0afffffe, "beq 0x1000 <f>"},
    {0x1010, 0xebfffffa, "bl 0x1000 <f>"},
    {0x1000, 0xfa0003fe, "blx 0x2000 <t>"},
    {0x1000, 0xe12fff1e, "bx lr"},
    {0x2001, 0xe7fe, "b 0x2000 <t>"},
    {0x2003, 0xd0fd, "beq 0x2000 <t>"},
    {0x2001, 0xb108, "cbz r0, 0x2006 <t+0x6>"},
    {0x2001, 0xf7fefffe, "bl 0x1000 <f>"},
    {0x2001, 0xf7feeffe, "blx 0x1000 <f>"},
    {0x2003, 0xf7feeffe, "blx 0x1000 <f>"},
};

static void check_row(const Guest *guest, const Row *row)
{
    AsmNames names = {name_of, NULL};
    u8 code[4];
    char text[100];

    for (u32 i = 0; i < 4; i++) {
        bool is_half = row->word < 0x10000;
        u32 from = guest->big_endian ? 3 - i : row->pc & 1 && !is_half ? i ^ 2 : i;
        code[i] = (u8)(row->word >> 8 * from);
    }
    guest->disassemble(text, sizeof text, code, 4, row->pc, &names);
    assert_string_equal(text, row->text);
}

static void has_names_on_ppc(void **state)
{
    (void)state;
    for (u32 i = 0; i < ARRAY_LEN(ppc); i++)
        check_row(&guest_ppc, &ppc[i]);
}

static void has_names_on_arm(void **state)
{
    (void)state;
    for (u32 i = 0; i < ARRAY_LEN(arm); i++)
        check_row(&guest_arm, &arm[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(has_names_on_ppc),
                                       cmocka_unit_test(has_names_on_arm)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}

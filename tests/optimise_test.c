/* optimise_test.c -- what ir_optimise makes of expressions and of blocks.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/expression.h"
#include "tests/lines.h"
#include "tests/random_block.h"

static void write_to_stderr(Out *out, const char *text, size_t length)
{
    (void)out;
    fwrite(text, 1, length, stderr);
}

static void print(const char *title, const Block *blk)
{
    Out out = {write_to_stderr, NULL};

    fprintf(stderr, "--- %s\n", title);
    ir_print(blk, &random_names, &out);
}

static Val must_make(const char *where, Block *blk, const char *text)
{
    const char *complaint;
    Val v = expression_block(blk, text, &complaint);

    if (complaint)
        fail_msg("%s: \"%s\": %s", where, text, complaint);
    return v;
}

static u64 result_of(const Block *blk, u64 seed)
{
    static u8 memory[RANDOM_RAM_SIZE];
    u8 state[RANDOM_STATE_SIZE];
    Random rnd = random_from(seed);
    u64 result;

    for (u32 i = 0; i < RANDOM_STATE_SIZE; i += 8) {
        u64 value = awkward_int(&rnd, random_below(&rnd, 2) ? 32 : 64);

        memcpy(state + i, &value, 8);
    }
    memset(state + RESULT_SLOT, 0, 8);
    ir_run(blk, NULL, state, memory);
    memcpy(&result, state + RESULT_SLOT, 8);
    return result;
}

static bool has_load(const Block *blk)
{
    for (u32 i = 0; i < blk->count; i++)
        if (blk->ops[i].code == OP_load)
            return true;
    return false;
}

static void check_line(const char *where, char *line)
{
    Block plain = {0}, better = {0}, expected = {0};
    char *after = lines_split(line, "->");
    Val v;

    assert_non_null(after);
    must_make(where, &plain, line);
    must_make(where, &better, line);
    v = must_make(where, &expected, after);
    ir_optimise(&better, NULL, 0);
    if (!same_expression(&better, expression_result(&better), &expected, v)) {
        print("optimised", &better);
        fail_msg("%s: %s does not become %s", where, line, after);
    }
    for (u64 seed = 0; seed < 500 && !has_load(&plain); seed++)
        if (result_of(&plain, seed) != result_of(&better, seed))
            fail_msg("%s: %s is not %s (seed %d)", where, line, after, (int)seed);
    ir_free(&plain);
    ir_free(&better);
    ir_free(&expected);
}

static void expressions(void **unused)
{
    (void)unused;
    assert_true(lines_each("tests/optimise_lines.txt", check_line) > 150);
}

static void must_parse(const char *title, Block *blk, const char *text)
{
    const char *complaint = ir_parse(blk, text, &random_names);

    if (!complaint)
        complaint = ir_verify(blk);
    if (complaint)
        fail_msg("%s: %s in\n%s", title, complaint, text);
}

static bool same_blocks(const Block *x, const Block *y)
{
    return x->count == y->count && x->pc == y->pc &&
           memcmp(x->ops, y->ops, x->count * sizeof(Op)) == 0;
}

static unsigned precision(const char *title)
{
    if (strstr(title, "precise float"))
        return PRECISE_FLOAT;
    return strstr(title, "precise") ? PRECISE_MEMORY : 0;
}

/* "; title", the block, "=>", what becomes of it; "precise" in a title asks for
 * exact registers at faults, "precise float" at floating-point traps. */
static void check_block(char *text)
{
    Block blk = {0}, expected = {0};
    char *title = text + strspn(text, "\n; "), *after = lines_split(text, "=>");

    assert_non_null(after);
    must_parse(title, &blk, text);
    must_parse(title, &expected, after);
    title[strcspn(title, "\n")] = 0;
    ir_optimise(&blk, random_names.helpers, precision(title));
    if (!same_blocks(&blk, &expected)) {
        print("expected", &expected);
        print("got", &blk);
        fail_msg("%s", title);
    }
    ir_free(&blk);
    ir_free(&expected);
}

static void blocks(void **unused)
{
    char *text = lines_read("tests/optimise_blocks.txt"), *at = text;
    u32 count = 0;

    (void)unused;
    for (; at; count++) {
        char *next = lines_split(at, "\n----");

        check_block(at);
        at = next;
    }
    base_free(text);
    assert_true(count > 20);
}

static void optimise_large(Block *blk)
{
    ir_jump(blk, 0x1004);
    assert_null(ir_verify(blk));
    ir_optimise(blk, NULL, 0);
    assert_null(ir_verify(blk));
}

static void large_block(void **unused)
{
    Block blk = {.pc = 0x1000};
    Val x = ir_get(&blk, TY_I32, 0);

    (void)unused;
    while (blk.count < BLOCK_MAX_OPS - 100) {
        Val y = ir_get(&blk, TY_I32, 4 * (blk.count % 60));

        x = ir_xor(&blk, x, y);
    }
    ir_put(&blk, x, 0);
    optimise_large(&blk);
    assert_in_range(blk.count, 20000, 40000); /* the gets but 60 are gone */
    ir_free(&blk);
}

/* Each comparison could be taken back through the whole chain: neither the time
 * nor the number of ops may become their product. */
static void chain_of_rules(void **unused)
{
    enum { LINKS = 6000, COMPARISONS = 6000, CONSTANTS = 2 };
    Block blk = {.pc = 0x1000};
    Val x = ir_get(&blk, TY_I32, 0);

    (void)unused;
    for (u32 i = 0; i < LINKS; i++) {
        Val n = ir_constant(&blk, TY_I32, 2 * i + 3);

        x = i & 1 ? ir_xor(&blk, x, n) : ir_add(&blk, x, n);
    }
    for (u32 i = 0; i < COMPARISONS; i++) {
        Val n = ir_constant(&blk, TY_I32, 7 * i + 5);

        ir_put(&blk, ir_set(&blk, x, n, CC_EQ), 4 * (i % 60));
        ir_fence(&blk);
    }
    optimise_large(&blk);
    assert_in_range(blk.count, LINKS, CONSTANTS * (LINKS + COMPARISONS));
    ir_free(&blk);
}

/* No room for the constants of the sums that differences become: it stays. */
static void block_that_would_grow(void **unused)
{
    Block blk = {.pc = 0x1000};
    Val x = ir_get(&blk, TY_I64, 0);
    u32 count;

    (void)unused;
    while (blk.count < BLOCK_MAX_OPS - 100)
        x = ir_sub(&blk, x, ir_constant(&blk, TY_I64, 3ull * blk.count << 20));
    ir_put(&blk, x, 0);
    count = blk.count + 1;
    optimise_large(&blk);
    assert_int_equal(blk.count, count);
    ir_free(&blk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expressions),           cmocka_unit_test(blocks),
        cmocka_unit_test(large_block),           cmocka_unit_test(chain_of_rules),
        cmocka_unit_test(block_that_would_grow),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

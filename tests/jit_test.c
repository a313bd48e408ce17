/* jit_test.c -- every op, and random blocks: the JIT does as the interpreter. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/dynamic.h"
#include "tests/outcome.h"

enum { NUM_HOSTS = 2 };

static Dynamic *host[NUM_HOSTS]; /* x86-64-v2 and v3 */
static u32 which;
static u32 num_blocks;

static int setup(void **unused)
{
    for (u32 i = 0; i < NUM_HOSTS; i++) {
        JitConfig config = {
            .v3 = i == 1, .pc_shift = 2, .helpers = random_names.helpers};

        host[i] = dynamic_new(&config);
    }
    return outcome_setup(unused);
}

static int teardown(void **unused)
{
    (void)unused;
    for (u32 i = 0; i < NUM_HOSTS; i++)
        dynamic_free(host[i]);
    return 0;
}

/* A return that nobody expects is a jump; see returns() for the others. */
static Left plain(Left left)
{
    if (left.by == LEFT_RETURN)
        left.by = LEFT_JUMP;
    return left;
}

static Left run_compiled(const Block *blk, void *state, u8 *ram)
{
    (void)blk;
    return plain(dynamic_run(host[which], state, ram));
}

static Left interpret(const Block *blk, void *state, u8 *ram)
{
    return plain(run_interpreter(blk, state, ram));
}

/* JIT_TEST_CODE=file gets the host code, for objdump -D -b binary -mi386:x86-64. */
static void show_failure(const Block *blk)
{
    const char *name = getenv("JIT_TEST_CODE");
    FILE *file = name ? fopen(name, "wb") : NULL;

    print_error("x86-64-v%u, %u ops\n", which + 2, blk->count);
    if (file) {
        fwrite(host[which]->code, 1, host[which]->block.code_size, file);
        fclose(file);
    }
}

static void check_block(const Block *blk, u64 seed, unsigned rounds)
{
    const char *complaint = ir_verify(blk);

    if (complaint) {
        print_block("block", blk);
        fail_msg("seed %llu: %s", (unsigned long long)seed, complaint);
    }
    num_blocks++;
    for (which = 0; which < NUM_HOSTS; which++) {
        assert_int_equal(dynamic_compile(host[which], blk), JIT_DONE);
        for (unsigned k = 0; k < rounds; k++) {
            Outcome expected, got;

            outcome_run(&expected, interpret, blk, random_from(seed * 64 + k));
            outcome_run(&got, run_compiled, blk, random_from(seed * 64 + k));
            if (outcome_difference(&expected, &got))
                show_failure(blk);
            outcome_expect_same(&expected, &got, blk, NULL, seed);
        }
    }
}

static void every_op(void **unused)
{
    Block blk = {0};

    (void)unused;
    for (unsigned code = 0; code < NUM_OPS; code++)
        for (u64 round = 0; op_info[code].pure && round < 40; round++) {
            u64 seed = code * 100 + round;
            Random rnd = random_from(seed);

            ir_clear(&blk);
            random_single(&blk, &rnd, (Opcode)code);
            check_block(&blk, seed, 200);
        }
    ir_free(&blk);
}

static void check_random(const RandomShape *shape, u64 first, u64 count)
{
    Block blk = {0};

    for (u64 seed = first; seed < first + count; seed++) {
        Random rnd = random_from(seed);

        ir_clear(&blk);
        random_block(&blk, &rnd, shape);
        if (seed & 1)
            ir_optimise(&blk, random_names.helpers, seed & 2);
        check_block(&blk, seed, 4);
    }
    ir_free(&blk);
}

static u64 how_many(u64 by_default)
{
    const char *text = getenv("JIT_TEST_BLOCKS");

    return text ? strtoull(text, NULL, 10) : by_default;
}

static void integer_blocks(void **unused)
{
    (void)unused;
    check_random(&(RandomShape){.num_ops = 60}, 0, how_many(3000));
}

static void float_blocks(void **unused)
{
    (void)unused;
    check_random(&(RandomShape){.num_ops = 60, .fp = true, .vectors = true}, 1000000,
                 how_many(3000));
}

static void long_blocks(void **unused)
{
    (void)unused;
    check_random(&(RandomShape){.num_ops = 300, .fp = true}, 2000000,
                 how_many(3000) / 10);
}

int main(void)
{
    const char *only = getenv("JIT_TEST_ONLY");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_op),
        cmocka_unit_test(integer_blocks),
        cmocka_unit_test(float_blocks),
        cmocka_unit_test(long_blocks),
    };

    if (only)
        cmocka_set_test_filter(only);
    return cmocka_run_group_tests(tests, setup, teardown);
}

/* optimise_random_test.c -- a random block does the same before and after passes. */
#define _DEFAULT_SOURCE
#include <fenv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

#include "tests/random_block.h"

typedef struct {
    u8 state[RANDOM_STATE_SIZE], ram[RANDOM_RAM_SIZE];
    Left left;
    int flags;
    u32 events;
} Outcome;

static u8 *ram;

static int map_ram(void **unused)
{
    (void)unused;
    ram = mmap(NULL, 1ull << 32, PROT_READ | PROT_WRITE,
               MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return ram == MAP_FAILED;
}

static void run(const Block *blk, Random rnd, Outcome *outcome)
{
    memset(outcome, 0, sizeof(*outcome));
    random_state(&rnd, outcome->state, ram);
    feclearexcept(FE_ALL_EXCEPT);
    *fp_events() = 0;
    outcome->left = ir_run(blk, random_names.helpers, outcome->state, ram);
    outcome->flags = fetestexcept(FE_ALL_EXCEPT);
    outcome->events = *fp_events();
    memcpy(outcome->ram, ram + RANDOM_RAM, RANDOM_RAM_SIZE);
}

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

static bool same_left(Left x, Left y)
{
    return x.pc == y.pc && x.by == y.by && x.raise == y.raise && x.ret == y.ret;
}

static const char *difference(const Outcome *x, const Outcome *y)
{
    static char text[80];

    if (!same_left(x->left, y->left))
        return "leaves another way";
    for (u32 i = 0; i < RANDOM_STATE_SIZE; i++)
        if (x->state[i] != y->state[i]) {
            base_format(text, sizeof(text), "slot %u differs", i);
            return text;
        }
    if (memcmp(x->ram, y->ram, RANDOM_RAM_SIZE) != 0)
        return "memory differs";
    if (x->flags != y->flags)
        return "exception flags differ";
    return x->events != y->events ? "FP events differ" : NULL;
}

static void copy_block(Block *to, const Block *from)
{
    ir_clear(to);
    to->pc = from->pc;
    for (u32 i = 0; i < from->count; i++)
        ir_emit(to, from->ops[i]);
}

/* Run both on a few states; complains and fails if they differ. */
static void check_same(const Block *plain, const Block *better, u64 seed)
{
    for (u64 k = 0; k < 4; k++) {
        Outcome expected, got;
        const char *what;

        run(plain, random_from(seed * 16 + k), &expected);
        run(better, random_from(seed * 16 + k), &got);
        what = difference(&expected, &got);
        if (!what)
            continue;
        print("block", plain);
        print("optimised", better);
        fail_msg("seed %llu: %s", (unsigned long long)seed, what);
    }
}

static void check_seed(u64 seed, const RandomShape *shape, u32 *before, u32 *after)
{
    Block plain = {0}, better = {0};
    Random rnd = random_from(seed);
    const char *complaint;

    random_block(&plain, &rnd, shape);
    complaint = ir_verify(&plain);
    if (complaint) {
        print("block", &plain);
        fail_msg("seed %llu: %s", (unsigned long long)seed, complaint);
    }
    copy_block(&better, &plain);
    ir_optimise(&better, random_names.helpers, seed & 1);
    complaint = ir_verify(&better);
    if (complaint) {
        print("block", &plain);
        print("optimised", &better);
        fail_msg("seed %llu: %s", (unsigned long long)seed, complaint);
    }
    check_same(&plain, &better, seed);
    *before += plain.count;
    *after += better.count;
    ir_free(&plain);
    ir_free(&better);
}

static void check_many(const RandomShape *shape, u64 first, u64 count)
{
    u32 before = 0, after = 0;

    for (u64 seed = first; seed < first + count; seed++)
        check_seed(seed, shape, &before, &after);
    assert_true(after < before * 3 / 4);
}

static void integer_blocks(void **unused)
{
    (void)unused;
    check_many(&(RandomShape){.num_ops = 40}, 0, 6000);
}

static void blocks_with_floats_and_vectors(void **unused)
{
    (void)unused;
    check_many(&(RandomShape){.num_ops = 60, .fp = true, .vectors = true}, 10000, 4000);
}

static void long_blocks(void **unused)
{
    (void)unused;
    check_many(&(RandomShape){.num_ops = 600, .fp = true}, 20000, 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integer_blocks),
        cmocka_unit_test(blocks_with_floats_and_vectors),
        cmocka_unit_test(long_blocks),
    };

    return cmocka_run_group_tests(tests, map_ram, NULL);
}

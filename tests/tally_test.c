/* tally_test.c -- counts by key, against a plain array.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "runtime/base/tally.c" /* NOLINT(bugprone-suspicious-include) */

enum { KEYS = 5000, SECONDS = 3, TIMES = 200000 };

static u64 expected[KEYS][SECONDS];

/* Every key some times; the low keys more often.  Kept apart in the high bits, too. */
static u64 key_of(u32 n)
{
    return (n % 2 ? 1ull << 63 : 0) | (n + 1ull);
}

static void fill(Tally *tally)
{
    u32 random = 1;

    for (u32 i = 0; i < TIMES; i++) {
        random = random * 1664525 + 1013904223;
        u32 n = (random >> 8) % KEYS * ((random >> 4) % 4) / 3, second = i % SECONDS;
        tally_at(tally, key_of(n), second)->count++;
        expected[n][second]++;
    }
}

static void counts_each_key(void **state)
{
    Tally tally = {0};

    (void)state;
    fill(&tally);
    for (u32 n = 0; n < KEYS; n++)
        for (u32 second = 0; second < SECONDS; second++)
            assert_int_equal(tally_at(&tally, key_of(n), second)->count,
                             expected[n][second]);
    tally_free(&tally);
}

/* Each of the top ones has as many as any that is not among those before it. */
static void gives_the_highest(void **state)
{
    enum { TOP = 20 };
    Tally tally = {0};
    const TallyEntry *top[TOP];

    (void)state;
    assert_int_equal(tally_top(&tally, top, TOP), 0);
    tally_at(&tally, 1, 0)->mark = 1; /* a count of 0 is none */
    tally_at(&tally, 7, 0)->count = 2;
    tally_at(&tally, 5, 1)->count = 2;
    tally_at(&tally, 5, 0)->count = 2;
    tally_at(&tally, 9, 0)->count = 3;
    assert_int_equal(tally_top(&tally, top, TOP), 4);
    static const u32 order[][2] = {{9, 0}, {5, 0}, {5, 1}, {7, 0}};
    for (u32 i = 0; i < ARRAY_LEN(order); i++) {
        assert_int_equal(top[i]->key, order[i][0]);
        assert_int_equal(top[i]->second, order[i][1]);
    }
    assert_int_equal(tally_top(&tally, top, 1), 1);
    assert_int_equal(top[0]->key, 9);
    fill(&tally);
    assert_int_equal(tally_top(&tally, top, TOP), TOP);
    for (u32 i = 1; i < TOP; i++)
        assert_true(top[i - 1]->count >= top[i]->count);
    u32 above = 0;
    for (u32 i = 0; i < tally.room; i++)
        above += tally.entry[i].count > top[TOP - 1]->count;
    assert_true(above < TOP);
    tally_reset(&tally);
    assert_int_equal(tally_top(&tally, top, TOP), 0);
    assert_int_equal(tally_at(&tally, 1, 0)->mark, 1);
    tally_free(&tally);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(counts_each_key),
                                       cmocka_unit_test(gives_the_highest)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}

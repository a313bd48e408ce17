/* freestanding_test.c -- the runtime's stand-ins for a C library against the real one.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* The same sources under other names.  NOLINTBEGIN(bugprone-suspicious-include) */
#define base_alloc runtime_alloc
#define base_resize runtime_resize
#define base_free runtime_free
#define base_format runtime_format
#define base_vformat runtime_vformat
#define out_printf runtime_out_printf
#define panic_at runtime_panic_at
#include "runtime/base/alloc.c"
#include "runtime/lock.c"
#include "runtime/base/format.c"

void program_no_memory(const char *purpose, u64 size, i64 error)
{
    panic("no memory for %s: %llu bytes, error %d", purpose, (unsigned long long)size,
          (int)-error);
}

#define memcpy runtime_memcpy
#define memmove runtime_memmove
#define memset runtime_memset
#define memcmp runtime_memcmp
#define strlen runtime_strlen
#define strcmp runtime_strcmp
#define strncmp runtime_strncmp
#include "runtime/base/string.c"
/* NOLINTEND(bugprone-suspicious-include) */
#undef memcpy
#undef memmove
#undef memset
#undef memcmp
#undef strlen
#undef strcmp
#undef strncmp

static Out no_out;

Out *log_error(void)
{
    return &no_out;
}

void log_abort(void)
{
    abort();
}

#define SAME(...)                                                                      \
    do {                                                                               \
        char ours[64], theirs[64];                                                     \
        memset(ours, 'x', sizeof ours);                                                \
        assert_int_equal(runtime_format(ours, sizeof ours, __VA_ARGS__),               \
                         snprintf(theirs, sizeof theirs, __VA_ARGS__));                \
        assert_string_equal(ours, theirs);                                             \
    } while (0)

static void numbers(void **state)
{
    (void)state;
    SAME("%d %i %u", -1, 42, 42u);
    SAME("[%5d] [%-5d] [%05d] [% d]", 42, 42, -42, 42);
    SAME("[%.3d] [%8.3x] [%.0d]", 7, 0x1f, 0);
    SAME("%x %X %#x %#X %#x", 0xabcu, 0xabcu, 0xabcu, 0xabcu, 0u);
    SAME("[%08x] [%#10x] [%-#10x] [%#010x]", 1u, 1u, 1u, 1u);
    SAME("%hhd %hd %ld %lld %zu", (signed char)-3, (short)-300, -3L, -3LL, (size_t)-1);
    SAME("%hhu %hu %lx %llx", (unsigned char)253, (unsigned short)65533, ~0ul, ~0ull);
    SAME("%lld %llu", (long long)INT64_MIN, (unsigned long long)UINT64_MAX);
    SAME("[%*d] [%-*d]", 6, 1, 6, 1);
}

static void texts(void **state)
{
    (void)state;
    SAME("%s|%10s|%-10s|%.2s|%10.2s", "abc", "abc", "abc", "abc", "abc");
    SAME("%.*s", 2, "abc");
    SAME("%c%c%%|%3c|%-3c|", 'a', 'b', 'c', 'd');
    SAME("%p", (void *)state);
    SAME("%s", "");
}

static void too_little_room(void **state)
{
    char text[4] = "zzz";

    (void)state;
    assert_int_equal(runtime_format(text, sizeof text, "%d", 123456), 6);
    assert_string_equal(text, "123");
    assert_int_equal(runtime_format(NULL, 0, "%d", 123456), 6);
}

enum { LONGEST = 150 };

static void moves(void **state)
{
    u8 from[LONGEST + 8], ours[LONGEST + 8], theirs[LONGEST + 8];

    (void)state;
    for (unsigned i = 0; i < sizeof from; i++)
        from[i] = (u8)(i * 7);
    for (size_t size = 0; size < LONGEST; size++) {
        memset(ours, 1, sizeof ours);
        assert_ptr_equal(runtime_memcpy(ours + 3, from + 1, size), ours + 3);
        memset(theirs, 1, sizeof theirs);
        memcpy(theirs + 3, from + 1, size);
        assert_memory_equal(ours, theirs, sizeof ours);
        for (unsigned at = 0; at < 8; at++) {
            memcpy(ours, from, sizeof ours);
            memcpy(theirs, from, sizeof theirs);
            runtime_memmove(ours + at, ours + 4, size);
            memmove(theirs + at, theirs + 4, size);
            assert_memory_equal(ours, theirs, sizeof ours);
        }
        runtime_memset(ours + 2, (int)size, size);
        memset(theirs + 2, (int)size, size);
        assert_memory_equal(ours + 2, theirs + 2, size);
    }
}

static int sign(int x)
{
    return (x > 0) - (x < 0);
}

static void compares(void **state)
{
    static const char *const words[] = {"", "a", "ab", "abc", "b", "\xff", "a\xff"};

    (void)state;
    for (unsigned i = 0; i < ARRAY_LEN(words); i++)
        for (unsigned k = 0; k < ARRAY_LEN(words); k++) {
            const char *a = words[i], *b = words[k];
            assert_int_equal(sign(runtime_strcmp(a, b)), sign(strcmp(a, b)));
            for (size_t n = 0; n < 4; n++)
                assert_int_equal(sign(runtime_strncmp(a, b, n)),
                                 sign(strncmp(a, b, n)));
            assert_int_equal(sign(runtime_memcmp(a, b, 1)), sign(memcmp(a, b, 1)));
            assert_int_equal(runtime_strlen(a), strlen(a));
        }
}

/* Pieces of all sizes, freed and taken again, keep what is in them and come zeroed. */
static void allocations(void **state)
{
    enum { PIECES = 300 };
    static u8 *piece[PIECES];
    static size_t size[PIECES];
    u32 random = 1;

    (void)state;
    for (unsigned round = 0; round < 20000; round++) {
        random = random * 1664525 + 1013904223;
        unsigned i = random >> 8 & 255;
        for (size_t k = 0; k < size[i]; k += 97)
            assert_int_equal(piece[i][k], (u8)i);
        size_t wanted = (size_t)1 << (random >> 20 & 15);
        wanted = random % 61 == 0 ? 200000 : wanted + (random >> 4 & 15);
        if (random % 3 == 0) {
            u8 *bigger = runtime_resize(piece[i], wanted);
            for (size_t k = 0; k < size[i] && k < wanted; k += 97)
                assert_int_equal(bigger[k], (u8)i);
            piece[i] = bigger;
        } else {
            runtime_free(piece[i]);
            piece[i] = runtime_alloc(wanted);
            for (size_t k = 0; k < wanted; k++)
                assert_int_equal(piece[i][k], 0);
        }
        size[i] = wanted;
        memset(piece[i], (int)i, wanted);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers),  cmocka_unit_test(texts),
        cmocka_unit_test(moves),    cmocka_unit_test(too_little_room),
        cmocka_unit_test(compares), cmocka_unit_test(allocations),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

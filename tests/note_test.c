/* note_test.c -- the note by which an output says what it is.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "aot/elf/note.h"

/* Where the lines begin: after the header and the owner. */
enum { LINES = 12 + 8 };

static u8 *pack_sample(u64 *size)
{
    static const char *options[] = {"-O2", "--root=/a b"};
    Note note = {
        .guest = "ppc",
        .guest_sha256 = "00ff",
        .guest_size = 1ull << 40,
        .guest_file = true,
        .tool = "0.1",
        .llvm = "19",
        .options = {options, ARRAY_LEN(options)},
        .cpu = "x86-64-v3",
        .fallback = "jit",
        .root = "/a b",
        .functions = 7,
    };

    return note_pack(&note, size);
}

static void test_round(void **state)
{
    (void)state;
    u64 size;
    u8 *bytes = pack_sample(&size);
    Note note;

    assert_null(note_unpack(&note, bytes, size));
    assert_string_equal(note.guest, "ppc");
    assert_true(note.guest_size == 1ull << 40);
    assert_true(note.guest_file);
    assert_false(note.precise);
    assert_int_equal(note.options.count, 2);
    assert_string_equal(note.options.text[1], "--root=/a b");
    assert_null(note.runtime_sha256);
    assert_string_equal(note.root, "/a b");
    assert_int_equal(note.functions, 7);
    assert_int_equal(note.functions_translated, 0);
    note_free(&note);
    base_free(bytes);
}

/* elf(5): the header's three words, the owner, and both parts in whole words. */
static void test_form(void **state)
{
    (void)state;
    u64 size;
    u8 *bytes = pack_sample(&size);
    u32 header[3];

    memcpy(header, bytes, sizeof header);
    assert_int_equal(header[0], 8);
    assert_int_equal(header[2], NOTE_VERSION);
    assert_string_equal((const char *)bytes + 12, "dbt-aot");
    assert_int_equal(size % NOTE_ALIGN, 0);
    assert_true(size - LINES - header[1] < NOTE_ALIGN);
    base_free(bytes);
}

/* A reader skips what a later version added. */
static void test_unknown_key(void **state)
{
    (void)state;
    u64 size;
    u8 *bytes = pack_sample(&size);
    char *key = memmem(bytes, size, "\0root=", 6);
    Note note;

    assert_non_null(key);
    key[1] = 's'; /* soot */
    assert_null(note_unpack(&note, bytes, size));
    assert_null(note.root);
    note_free(&note);
    base_free(bytes);
}

static void check_wrong(u8 *bytes, u64 size, const char *words)
{
    Note note;
    const char *wrong = note_unpack(&note, bytes, size);

    if (!wrong || !strstr(wrong, words))
        fail_msg("not \"%s\": %s", words, wrong ? wrong : "nothing");
    note_free(&note);
}

/* Unpacks the sample with `from` made `to`, which has the same length. */
static void check_changed(const char *from, const char *to, const char *words)
{
    u64 size;
    u8 *bytes = pack_sample(&size);
    char *at = memmem(bytes, size, from, strlen(from));

    assert_non_null(at);
    for (size_t i = 0; to[i]; i++)
        at[i] = to[i];
    check_wrong(bytes, size, words);
    base_free(bytes);
}

static void test_wrong(void **state)
{
    (void)state;
    check_changed("dbt-aot", "dbt-aoT", "not of dbt-aot");
    check_changed("guest=ppc", "gueST=ppc", "not complete");
    check_changed("functions=7", "functions=x", "no number");
    check_changed("functions=7", "functions=-", "no number");
}

static void test_wrong_header(void **state)
{
    (void)state;
    u64 size;
    u8 *bytes = pack_sample(&size);

    check_wrong(bytes, 0, "too short");
    check_wrong(bytes, LINES - 1, "too short");
    check_wrong(bytes, LINES, "cut off");
    check_wrong(bytes, size - 8, "cut off");
    bytes[4]++; /* the size of the lines: another byte, which is no 0 */
    bytes[size - 1] = bytes[size - 2] = bytes[size - 3] = 'x';
    check_wrong(bytes, size, "cut off");
    bytes[8]++;
    check_wrong(bytes, size, "form");
    base_free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round),        cmocka_unit_test(test_form),
        cmocka_unit_test(test_unknown_key),  cmocka_unit_test(test_wrong),
        cmocka_unit_test(test_wrong_header),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

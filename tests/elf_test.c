/* elf_test.c -- the ELF view: a good file, and one field of it wrong at a time.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <elf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "aot/elf/elf.h"

enum {
    HEADERS = 52,
    TEXT = 52 + 3 * 32, /* two PT_LOAD and a spare header before it */
    FILE_SIZE = TEXT + 16,
    BASE = 0x10000000,
    DATA_AT = 0x10020000 + TEXT
};

static void put(u8 *file, u32 at, u32 size, u32 value)
{
    for (u32 i = 0; i < size; i++)
        file[at + i] = (u8)(value >> 8 * (size - 1 - i));
}

static void put_load(u8 *file, u32 index, u32 offset, u32 address, u32 size, u32 flags)
{
    const u32 word[8] = {PT_LOAD, offset, address, address, size, size, flags, 0x10000};

    for (u32 i = 0; i < 8; i++)
        put(file, HEADERS + 32 * index + 4 * i, 4, word[i]);
}

/* A static PowerPC program of two segments. */
static void good_file(u8 *file)
{
    static const u8 ident[16] = {0x7f, 'E', 'L', 'F', ELFCLASS32, ELFDATA2MSB, 1};

    memset(file, 0, FILE_SIZE);
    memcpy(file, ident, sizeof ident);
    put(file, 16, 2, ET_EXEC);
    put(file, 18, 2, EM_PPC);
    put(file, 20, 4, 1);
    put(file, 24, 4, BASE + TEXT); /* e_entry */
    put(file, 28, 4, HEADERS);     /* e_phoff */
    put(file, 40, 2, 52);
    put(file, 42, 2, 32);
    put(file, 44, 2, 3); /* e_phnum */
    put_load(file, 0, 0, BASE, FILE_SIZE, PF_R | PF_X);
    put_load(file, 1, TEXT, DATA_AT, 16, PF_R | PF_W);
    put(file, HEADERS + 64, 4, PT_GNU_STACK);
    put(file, TEXT, 4, 0x4e800020);
}

/* `size` bytes at `at` changed to `value`; what the error must say.  at 0 and size 0:
 * the file cut to `value` bytes. */
static const struct {
    const char *name;
    u32 at, size, value;
    const char *says;
} cases[] = {
    {"empty", 0, 0, 0, "an empty file"},
    {"not an ELF", 0, 4, 0x23212f62, "not an ELF file"},
    {"short", 0, 0, 3, "not an ELF file"},
    {"cut in the header", 0, 0, 40, "truncated: 40 bytes"},
    {"another machine", 18, 2, EM_SPARC, "a program for SPARC (machine 2)"},
    {"an unheard-of machine", 18, 2, 0x7777, "an unknown machine (machine 30583)"},
    {"an object file", 16, 2, ET_REL, "link it first"},
    {"a core dump", 16, 2, ET_CORE, "a core dump"},
    {"a type of its own", 16, 2, 0xfe00, "ELF type 65024"},
    {"no dynamic linker", HEADERS + 64, 4, PT_INTERP, "no length that Linux takes"},
    {"no headers", 44, 2, 0, "it has no segments"},
    {"headers beyond the end", 28, 4, 0xffffff00, "truncated: its 3 program headers"},
    {"odd headers", 42, 2, 40, "another size than 32 bytes"},
    {"many headers", 44, 2, 129, "more than 128"},
    {"another place of a page", HEADERS + 32 + 4, 4, 0xfffffff0,
     "the segment at 0x10020094 is not at the same place of a page"},
    {"more in the file than in memory", HEADERS + 20, 4, 4, "more file contents"},
    {"beyond 4 GiB", HEADERS + 32 + 20, 4, 0xf0000000, "does not fit into the address"},
    {"over the text", HEADERS + 32 + 8, 4, BASE + TEXT, "in no executable segment"},
    {"huge", HEADERS + 32 + 20, 4, 0x9fff0000, "no room for a stack"},
    {"an entry nowhere", 24, 4, 0x5000, "entry point 0x00005000"},
    {"an entry in data", 24, 4, DATA_AT, "in no executable segment"},
};

static u8 *copy_of(const u8 *bytes, size_t size)
{
    u8 *copy = malloc(size + 1);

    assert_non_null(copy);
    memcpy(copy, bytes, size);
    return copy;
}

static bool run_case(u32 n)
{
    u8 bytes[FILE_SIZE];
    size_t size = FILE_SIZE;
    ElfFile file;

    good_file(bytes);
    /* What a huge segment reaches must be nothing else's. */
    if (strcmp(cases[n].name, "huge") == 0)
        put(bytes, HEADERS + 32 + 8, 4, 0x20000000 + TEXT);
    if (cases[n].at || cases[n].size)
        put(bytes, cases[n].at, cases[n].size, cases[n].value);
    else
        size = cases[n].value;
    const char *wrong = elf_open_bytes(&file, "prog", copy_of(bytes, size), size);
    bool fine = wrong && strncmp(wrong, "prog: ", 6) == 0 &&
                strstr(wrong, cases[n].says) && !strchr(wrong, '\n');
    if (!fine)
        print_error("%s: %s\n", cases[n].name, wrong ? wrong : "no error");
    elf_close(&file);
    return fine;
}

static void test_bad(void **state)
{
    u32 wrong = 0;

    (void)state;
    for (u32 i = 0; i < ARRAY_LEN(cases); i++)
        wrong += !run_case(i);
    assert_int_equal(wrong, 0);
}

static void test_little_endian(void **state)
{
    u8 bytes[FILE_SIZE];
    ElfFile file;

    (void)state;
    good_file(bytes);
    bytes[EI_DATA] = ELFDATA2LSB;
    bytes[18] = EM_PPC, bytes[19] = 0;
    const char *wrong =
        elf_open_bytes(&file, "p", copy_of(bytes, FILE_SIZE), FILE_SIZE);
    assert_non_null(strstr(wrong, "a little-endian PowerPC program"));
    elf_close(&file);
}

static void test_64_bit(void **state)
{
    u8 bytes[FILE_SIZE];
    ElfFile file;

    (void)state;
    good_file(bytes);
    bytes[EI_CLASS] = ELFCLASS64;
    bytes[19] = EM_PPC64;
    const char *wrong =
        elf_open_bytes(&file, "p", copy_of(bytes, FILE_SIZE), FILE_SIZE);
    assert_non_null(wrong);
    assert_non_null(strstr(wrong, "a 64-bit program (64-bit PowerPC)"));
    elf_close(&file);
}

/* What Linux does not look at, and what it takes though it looks wrong. */
static void test_odd(void **state)
{
    static const struct {
        u32 at, size, value;
    } odd[] = {
        {EI_CLASS, 1, 9},
        {EI_DATA, 1, 7},
        {EI_VERSION, 1, 7},
        {20, 4, 99},                              /* e_version */
        {32, 4, 0xffffffff},                      /* e_shoff */
        {40, 2, 0},                               /* e_ehsize */
        {16, 2, ET_DYN},                          /* without PT_DYNAMIC */
        {HEADERS + 28, 4, 3},                     /* p_align */
        {HEADERS + 32 + 16, 4, 0},                /* no contents, within a page */
        {HEADERS + 32 + 4, 4, 0xffff0000 + TEXT}, /* behind the end of the file */
        {HEADERS + 16, 4, FILE_SIZE - 1},
    };

    (void)state;
    for (u32 i = 0; i < ARRAY_LEN(odd); i++) {
        u8 bytes[FILE_SIZE];
        ElfFile file;

        good_file(bytes);
        put(bytes, odd[i].at, odd[i].size, odd[i].value);
        const char *wrong =
            elf_open_bytes(&file, "p", copy_of(bytes, FILE_SIZE), FILE_SIZE);
        if (wrong)
            print_error("%u: %s\n", odd[i].at, wrong);
        assert_null(wrong);
        elf_close(&file);
    }
}

/* The last page of a segment's contents ends with the file, before what is cleared: no
 * byte behind the file's end is looked at. */
static void test_cut_in_page(void **state)
{
    enum { CONTENTS = 0x100, MEMORY = 0x180 };
    u8 bytes[FILE_SIZE];
    ElfFile file;

    (void)state;
    good_file(bytes);
    put(bytes, HEADERS + 32 + 16, 4, CONTENTS);
    put(bytes, HEADERS + 32 + 20, 4, MEMORY);
    assert_null(elf_open_bytes(&file, "p", copy_of(bytes, FILE_SIZE), FILE_SIZE));
    const Segment *data = &file.image.segment[1];
    assert_int_equal(data->address, DATA_AT);
    assert_int_equal(data->file_size, FILE_SIZE - TEXT);
    assert_true(data->size >= MEMORY);
    assert_ptr_equal(data->bytes + data->file_size, file.bytes + FILE_SIZE);
    elf_close(&file);
}

static void test_library(void **state)
{
    u8 bytes[FILE_SIZE];
    ElfFile file;

    (void)state;
    good_file(bytes);
    put(bytes, 16, 2, ET_DYN);
    put(bytes, 24, 4, BASE);
    const char *wrong =
        elf_open_bytes(&file, "p", copy_of(bytes, FILE_SIZE), FILE_SIZE);
    assert_non_null(wrong);
    assert_non_null(strstr(wrong, "a shared library"));
    elf_close(&file);
}

static const char *open_arm(u32 flags, ElfFile *file)
{
    static const u8 ident[16] = {0x7f, 'E', 'L', 'F', ELFCLASS32, ELFDATA2LSB, 1};
    Elf32_Ehdr header = {.e_type = ET_EXEC,
                         .e_machine = EM_ARM,
                         .e_version = 1,
                         .e_entry = BASE + TEXT,
                         .e_phoff = HEADERS,
                         .e_flags = flags,
                         .e_ehsize = 52,
                         .e_phentsize = 32,
                         .e_phnum = 1};
    Elf32_Phdr load = {PT_LOAD,   0,         BASE,        BASE,
                       FILE_SIZE, FILE_SIZE, PF_R | PF_X, 0x10000};
    u8 bytes[FILE_SIZE] = {0};

    memcpy(header.e_ident, ident, sizeof ident);
    memcpy(bytes, &header, sizeof header);
    memcpy(bytes + HEADERS, &load, sizeof load);
    return elf_open_bytes(file, "p", copy_of(bytes, FILE_SIZE), FILE_SIZE);
}

static void test_old_abi(void **state)
{
    ElfFile file;

    (void)state;
    assert_null(open_arm(EF_ARM_EABI_VER5, &file));
    assert_string_equal(file.guest->name, "arm");
    elf_close(&file);
    const char *wrong = open_arm(EF_ARM_EABI_UNKNOWN, &file);
    assert_non_null(wrong);
    assert_non_null(strstr(wrong, "old ABI (OABI)"));
    elf_close(&file);
}

static void test_good(void **state)
{
    u8 bytes[FILE_SIZE];
    ElfFile file;

    (void)state;
    good_file(bytes);
    assert_null(elf_open_bytes(&file, "p", copy_of(bytes, FILE_SIZE), FILE_SIZE));
    assert_string_equal(file.guest->name, "ppc");
    assert_int_equal(file.image.num_segments, 2);
    assert_int_equal(file.image.entry, BASE + TEXT);
    assert_int_equal(file.phdr, BASE + HEADERS);
    assert_int_equal(file.phent, 32);
    assert_int_equal(file.phnum, 3);
    assert_false(file.executable_stack);
    assert_true(file.image.segment[0].executable && !file.image.segment[0].writable);
    assert_true(file.image.segment[1].writable && !file.image.segment[1].executable);
    elf_close(&file);
}

static u32 word_at(const u8 *p)
{
    return (u32)p[0] << 24 | (u32)p[1] << 16 | (u32)p[2] << 8 | p[3];
}

/* Addresses are moved, and words the program relocates are seen as they will be; but
 * it starts with what is in the file. */
static void test_position_independent(void **state)
{
    enum {
        DATA = FILE_SIZE,
        WORDS = 13,
        SIZE = FILE_SIZE + 4 * WORDS,
        BIAS = 0x400000
    };
    enum { RELATIVE = 22, OTHER = 1, AT = 0x20000 + DATA % 4096 };
    static const u32 data[WORDS] = {
        DT_FLAGS_1, 0x08000000, DT_RELA, AT + 28, DT_RELASZ, 24,     DT_NULL,
        AT + 24,    RELATIVE,   0x1234,  AT + 4,  OTHER,     0x5678,
    };
    u8 bytes[SIZE];
    ElfFile file;

    (void)state;
    good_file(bytes);
    put(bytes, 16, 2, ET_DYN);
    put(bytes, 24, 4, TEXT);
    put_load(bytes, 0, 0, 0, FILE_SIZE, PF_R | PF_X);
    put_load(bytes, 1, DATA, AT, 4 * WORDS, PF_R | PF_W);
    put_load(bytes, 2, DATA, AT, 4 * WORDS, PF_R | PF_W);
    put(bytes, HEADERS + 64, 4, PT_DYNAMIC);
    for (u32 i = 0; i < WORDS; i++)
        put(bytes, DATA + 4 * i, 4, data[i]);
    assert_null(elf_open_bytes(&file, "p", copy_of(bytes, SIZE), SIZE));
    assert_int_equal(file.image.entry, BIAS + TEXT);
    assert_int_equal(file.phdr, BIAS + HEADERS);
    assert_int_equal(file.image.segment[1].address, BIAS + AT);
    assert_int_equal(word_at(image_at(&file.image, BIAS + AT + 24, 4)), BIAS + 0x1234);
    assert_int_equal(word_at(image_at(&file.image, BIAS + AT + 4, 4)), 0x08000000);
    assert_int_equal(word_at(file.bytes + file.mapped[1].offset + DATA % 4096 + 24),
                     DT_NULL);
    elf_close(&file);
}

static void test_eh_frame(void **state)
{
    static const u8 table[] = {
        0, 0,    0,  16, 0,    0,    0, 0,  1,    'z',  'R',  0, /* CIE */
        4, 0x7c, 65, 1,  0x1b, 0x0c, 1, 0, /* pc-relative, sdata4 */
        0, 0,    0,  16, 0,    0,    0, 24, 0xff, 0xff, 0xff, 0xe4, /* FDE */
        0, 0,    0,  8,  0,    0,    0, 0,                          /* 8 bytes long */
        0, 0,    0,  99,                                            /* cut off */
    };
    CodeRange found[4];

    (void)state;
    u32 n = eh_frame_functions(table, sizeof table, 0x1000, true, found, 4);
    assert_int_equal(n, 1);
    assert_int_equal(found[0].start, 0x1000 + 28 - 28);
    assert_int_equal(found[0].end, 0x1000 + 8);
    assert_int_equal(eh_frame_functions(table, 30, 0x1000, true, found, 4), 0);
    assert_int_equal(eh_frame_functions(table, sizeof table, 0x1000, true, found, 0),
                     0);
}

static void test_exidx(void **state)
{
    static const u8 table[] = {
        0x00, 0xf0, 0xff, 0x7f, 1,    0,    0,    0, /* 0x1000 before itself */
        0xf8, 0xff, 0xff, 0x7f, 0xb0, 0xb0, 0xb0, 0x80,
        0,    0,    0,    0x80, 1,    0,    0,    0, /* not relative */
    };
    CodeRange found[4];

    (void)state;
    assert_int_equal(exidx_functions(table, sizeof table, 0x5000, found, 4), 2);
    assert_int_equal(found[0].start, 0x4000);
    assert_int_equal(found[0].end, 0x4000);
    assert_int_equal(found[1].start, 0x5000);
    assert_int_equal(exidx_functions(table, sizeof table, 0x5000, found, 1), 1);
    assert_int_equal(exidx_functions(table, 7, 0x5000, found, 4), 0);
}

static void test_no_file(void **state)
{
    ElfFile file;

    (void)state;
    assert_string_equal(elf_open(&file, "/no/such/file"),
                        "/no/such/file: cannot read: No such file or directory");
    elf_close(&file);
    assert_string_equal(elf_open(&file, "/"), "/: cannot read: not a regular file");
    elf_close(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_bad),
        cmocka_unit_test(test_little_endian),
        cmocka_unit_test(test_64_bit),
        cmocka_unit_test(test_odd),
        cmocka_unit_test(test_cut_in_page),
        cmocka_unit_test(test_library),
        cmocka_unit_test(test_eh_frame),
        cmocka_unit_test(test_exidx),
        cmocka_unit_test(test_no_file),
        cmocka_unit_test(test_old_abi),
        cmocka_unit_test(test_position_independent),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* place_test.c -- the guest addresses of a program's modules.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <elf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "aot/modules/place.h"
#include "runtime/abi.h"

enum { MIB = 1 << 20, MOST = 400 };

typedef struct {
    Elf32_Ehdr header;
    Elf32_Phdr segment[2];
    u32 serial; /* makes the contents, and so the address, another one */
} Object;

static LibraryFile library[MOST];
static LibraryFile *list[MOST];
static u32 count;

static int nothing_yet(void **state)
{
    (void)state;
    for (u32 i = 0; i < MOST; i++)
        library_file_close(&library[i]);
    memset(library, 0, sizeof library);
    count = 0;
    return 0;
}

/* Opens a file with these contents. */
static void open_object(LibraryFile *file, const Object *object)
{
    char path[40];
    FILE *to = tmpfile();

    assert_non_null(to);
    assert_int_equal(fwrite(object, sizeof *object, 1, to), 1);
    assert_int_equal(fflush(to), 0);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fileno(to));
    assert_int_equal(library_file_open(file, path), 0);
    assert_null(file->damage);
    file->host = "x";
    fclose(to);
}

/* Adds a shared object of so many bytes; `own`: its first address, 0: any; `serial`
 * sets it apart from others. */
static LibraryFile *add_other(u32 size, u32 own, u32 serial)
{
    static const unsigned char ident[] = {0x7f,       'E',         'L',       'F',
                                          ELFCLASS32, ELFDATA2LSB, EV_CURRENT};
    Object object = {.header = {.e_type = ET_DYN,
                                .e_machine = EM_ARM,
                                .e_version = EV_CURRENT,
                                .e_flags = EF_ARM_EABI_VER5,
                                .e_phoff = offsetof(Object, segment),
                                .e_ehsize = sizeof(Elf32_Ehdr),
                                .e_phentsize = sizeof(Elf32_Phdr),
                                .e_phnum = 2},
                     .segment = {{.p_type = PT_LOAD,
                                  .p_vaddr = own,
                                  .p_filesz = sizeof(Object),
                                  .p_memsz = size,
                                  .p_flags = PF_R | PF_X,
                                  .p_align = 0x1000},
                                 {.p_type = PT_DYNAMIC, .p_vaddr = own}},
                     .serial = serial};

    memcpy(object.header.e_ident, ident, sizeof ident);
    open_object(&library[count], &object);
    list[count] = &library[count];
    return list[count++];
}

static LibraryFile *add(u32 size, u32 own)
{
    return add_other(size, own, count);
}

static void add_many(u32 number, u32 size)
{
    for (u32 i = 0; i < number; i++)
        add(size, 0);
}

static void place_beside(const PlaceRange *taken, u32 num_taken)
{
    place_modules(list, count, taken, num_taken);
}

/* Returns the number of libraries that have an address; no two of them may overlap. */
static u32 placed(void)
{
    u32 number = 0;

    for (u32 i = 0; i < count; i++) {
        const LibraryFile *a = &library[i];

        if (!a->base)
            continue;
        number++;
        for (u32 k = 0; k < i; k++) {
            const LibraryFile *b = &library[k];
            assert_true(!b->base || a->base + a->space.extent <= b->base ||
                        b->base + b->space.extent <= a->base);
        }
    }
    return number;
}

/* A large one has room, and the same address as where it is the only one. */
static void test_large_among_many(void **state)
{
    (void)state;
    add_many(300, MIB / 4);
    LibraryFile *large = add(64 * MIB, 0);
    place_beside(NULL, 0);
    assert_int_equal(placed(), 301);
    u32 base = large->base;

    nothing_yet(NULL);
    large = add_other(64 * MIB, 0, 300);
    place_beside(NULL, 0);
    assert_int_equal(base, large->base);
}

static void test_its_own_address(void **state)
{
    LibraryFile *own[8];

    (void)state;
    add_many(100, 2 * MIB);
    for (u32 i = 0; i < 8; i++)
        own[i] = add(MIB, 0xa0000000 + i * 8 * MIB);
    place_beside(NULL, 0);
    for (u32 i = 0; i < 8; i++)
        assert_int_equal(own[i]->base, 0xa0000000 + i * 8 * MIB);
    assert_int_equal(placed(), 108);
}

/* The only room left is found, however unlikely an address is to be tried. */
static void test_last_room(void **state)
{
    static const PlaceRange taken[] = {{MODULES_START, 0xa1230000},
                                       {0xa1230000 + MIB, MODULES_END}};

    (void)state;
    for (u32 i = 0; i < 16; i++) {
        nothing_yet(NULL);
        LibraryFile *file = add_other(MIB, 0, i);
        place_beside(taken, 2);
        assert_int_equal(file->base, 0xa1230000);
    }
}

static void test_no_room(void **state)
{
    static const PlaceRange taken[] = {{MODULES_START, MODULES_END}};

    (void)state;
    LibraryFile *file = add(MIB, 0);
    place_beside(taken, 1);
    assert_int_equal(file->base, 0);
    assert_string_equal(file->why_not, "there is no room for it");
}

static void test_copies(void **state)
{
    (void)state;
    LibraryFile *one = add_other(MIB, 0, 0), *other = add_other(MIB, 0, 0);
    place_beside(NULL, 0);
    assert_int_equal(placed(), 1);
    assert_true(one->is_elsewhere != other->is_elsewhere);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_large_among_many, nothing_yet),
        cmocka_unit_test_setup(test_its_own_address, nothing_yet),
        cmocka_unit_test_setup(test_last_room, nothing_yet),
        cmocka_unit_test_setup(test_no_room, nothing_yet),
        cmocka_unit_test_setup(test_copies, nothing_yet),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

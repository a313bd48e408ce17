/* place_test.c -- the guest addresses of a program's modules.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <elf.h>
#include <setjmp.h>
#include <stdarg.h>
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

static Object object[MOST];
static LibraryFile library[MOST];
static LibraryFile *list[MOST];
static u32 count;

static int nothing_yet(void **state)
{
    (void)state;
    memset(library, 0, sizeof library);
    count = 0;
    return 0;
}

/* Adds a shared object of so many bytes; `own`: its first address, 0: any. */
static LibraryFile *add(u32 size, u32 own)
{
    static const unsigned char ident[] = {0x7f,       'E',         'L',       'F',
                                          ELFCLASS32, ELFDATA2LSB, EV_CURRENT};
    Object *o = &object[count];
    LibraryFile *file = &library[count];

    *o = (Object){.header = {.e_type = ET_DYN,
                             .e_machine = EM_ARM,
                             .e_version = EV_CURRENT,
                             .e_flags = EF_ARM_EABI_VER5,
                             .e_phoff = offsetof(Object, segment),
                             .e_ehsize = sizeof o->header,
                             .e_phentsize = sizeof o->segment[0],
                             .e_phnum = 2},
                  .segment = {{.p_type = PT_LOAD,
                               .p_vaddr = own,
                               .p_filesz = sizeof *o,
                               .p_memsz = size,
                               .p_flags = PF_R | PF_X,
                               .p_align = 0x1000},
                              {.p_type = PT_DYNAMIC, .p_vaddr = own}},
                  .serial = count};
    memcpy(o->header.e_ident, ident, sizeof ident);
    *file = (LibraryFile){.host = "x", .bytes = (u8 *)o, .size = sizeof *o};
    list[count++] = file;
    return file;
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

/* ffmpeg has 211 libraries, and one of 16 MiB among them. */
static void test_large_among_many(void **state)
{
    (void)state;
    add_many(300, MIB / 4);
    LibraryFile *large = add(64 * MIB, 0);
    place_beside(NULL, 0);
    assert_int_equal(placed(), 301);
    u32 base = large->base;

    nothing_yet(NULL);
    count = 300; /* the same contents */
    large = add(64 * MIB, 0);
    list[0] = large;
    count = 1;
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
        count = i;
        LibraryFile *file = add(MIB, 0);
        list[0] = file;
        count = 1;
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
    LibraryFile *one = add(MIB, 0), *other = add(MIB, 0);
    object[1].serial = 0;
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

/* vdso_test.c -- the images of the guests' vDSOs: their code against the disassembler,
 * their tables as C libraries and unwinders read them.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <elf.h>
#include <string.h>

#include "lifter/ask.h"
#include "lifter/lifter.h"
#include "runtime/vdso/vdso.h"

static const Vdso *const all[] = {&vdso_ppc, &vdso_arm};
static const Guest *const guest_of[] = {&guest_ppc, &guest_arm};
static VdsoImage images[2];

static int build(void **state)
{
    (void)state;
    for (u32 i = 0; i < ARRAY_LEN(all); i++)
        vdso_build(all[i], &images[i]);
    return 0;
}

static u64 number(const VdsoImage *image, u32 at, u32 bytes)
{
    u64 value = 0;

    for (u32 i = 0; i < bytes; i++)
        value = value << 8 | image->bytes[at + (image->big_endian ? i : bytes - 1 - i)];
    return value;
}

static u32 word(const VdsoImage *image, u32 at)
{
    return (u32)number(image, at, 4);
}

/* Instructions are as their rows say; what has no text is a question. */
static void check_code(const Vdso *vdso, const Guest *guest)
{
    for (u32 i = 0; i < vdso->num_rows; i++) {
        const VdsoRow *row = &vdso->row[i];
        VdsoImage code = {.big_endian = vdso->big_endian};
        char text[128] = "";

        image_add(&code, row->word, 4);
        if (row->text) {
            guest->disassemble(text, sizeof text, code.bytes, 4, 0, NULL);
            assert_string_equal(text, row->text);
        }
        for (u32 asks = 0; !row->starts && !row->text && asks <= 1; asks++) {
            Block blk = {.asks = asks};
            lift_block(guest, &blk, code.bytes, 4, 1);
            bool whole = ask_is_function(row->word & 0xf);
            Opcode end = whole ? OP_jump_to : OP_jump;
            assert_int_equal(blk.ops[blk.count - 1].code, asks ? end : OP_raise);
            assert_null(ir_verify(&blk));
            ir_free(&blk);
        }
    }
}

static void test_code(void **state)
{
    (void)state;
    for (u32 i = 0; i < ARRAY_LEN(all); i++)
        check_code(all[i], guest_of[i]);
}

/* The address of a segment, and its size; 0 if there is none. */
static u32 segment(const VdsoImage *image, u32 type, u32 *size)
{
    u32 at = word(image, offsetof(Elf32_Ehdr, e_phoff));
    u64 count = number(image, offsetof(Elf32_Ehdr, e_phnum), 2);

    for (u64 i = 0; i < count; i++, at += sizeof(Elf32_Phdr))
        if (word(image, at) == type) {
            *size = word(image, at + offsetof(Elf32_Phdr, p_memsz));
            assert_int_equal(word(image, at + offsetof(Elf32_Phdr, p_offset)),
                             word(image, at + offsetof(Elf32_Phdr, p_vaddr)));
            return word(image, at + offsetof(Elf32_Phdr, p_vaddr));
        }
    return 0;
}

static u32 dynamic(const VdsoImage *image, u32 tag)
{
    u32 size, at = segment(image, PT_DYNAMIC, &size);

    for (u32 end = at + size; at < end; at += 8)
        if (word(image, at) == tag)
            return word(image, at + 4);
    fail_msg("no dynamic entry %u", tag);
    return 0;
}

static const char *text_at(const VdsoImage *image, u32 offset)
{
    return (const char *)image->bytes + dynamic(image, DT_STRTAB) + offset;
}

/* The version of a symbol, as the table of definitions names it. */
static const char *version_of(const VdsoImage *image, u32 symbol)
{
    u32 at = dynamic(image, DT_VERDEF);
    u64 wanted = number(image, dynamic(image, DT_VERSYM) + 2 * symbol, 2);

    for (u32 i = dynamic(image, DT_VERDEFNUM); i; i--) {
        if (number(image, at + offsetof(Elf32_Verdef, vd_ndx), 2) == wanted)
            return text_at(
                image,
                word(image, at + word(image, at + offsetof(Elf32_Verdef, vd_aux))));
        at += word(image, at + offsetof(Elf32_Verdef, vd_next));
    }
    return "";
}

/* By the chain of its hash, as a dynamic linker does. */
static u32 look_up(const VdsoImage *image, const char *name)
{
    u32 hash = dynamic(image, DT_HASH), buckets = word(image, hash);

    for (u32 bucket = 0; bucket < buckets; bucket++) {
        u32 i = word(image, hash + 8 + 4 * bucket);
        for (; i; i = word(image, hash + 8 + 4 * (buckets + i))) {
            u32 symbol = dynamic(image, DT_SYMTAB) + i * (u32)sizeof(Elf32_Sym);
            if (!strcmp(text_at(image, word(image, symbol)), name))
                return i;
        }
    }
    fail_msg("%s is not found", name);
    return 0;
}

static void test_symbols(void **state)
{
    (void)state;
    for (u32 i = 0; i < ARRAY_LEN(all); i++) {
        const VdsoImage *image = &images[i];
        u32 size, whole;

        assert_int_equal(segment(image, PT_LOAD, &whole), 0);
        assert_int_equal(whole, image->size);
        assert_true(segment(image, PT_DYNAMIC, &size) + size <= image->size);
        assert_string_equal(text_at(image, dynamic(image, DT_SONAME)), all[i]->soname);
        for (u32 k = 0; k < image->num_functions; k++) {
            u32 symbol = look_up(image, image->function[k].name);
            u32 at = dynamic(image, DT_SYMTAB) + symbol * (u32)sizeof(Elf32_Sym);

            assert_string_equal(version_of(image, symbol), all[i]->version);
            assert_int_equal(word(image, at + offsetof(Elf32_Sym, st_value)),
                             image->function[k].address);
        }
    }
}

/* The FDE of an address, by the sorted table; it begins and ends as it says. */
static u32 find_fde(const VdsoImage *image, u32 pc)
{
    u32 size, header = segment(image, PT_GNU_EH_FRAME, &size);
    u32 count = word(image, header + 8), found = 0;

    for (u32 i = 0; i < count; i++) {
        u32 row = header + 12 + 8 * i, start = header + word(image, row);
        if (i)
            assert_true((i32)word(image, row - 8) < (i32)word(image, row));
        if (start <= pc)
            found = header + word(image, row + 4);
    }
    assert_true(found);
    u32 start = found + 8 + word(image, found + 8);
    assert_true(pc >= start && pc < start + word(image, found + 12));
    return found;
}

/* Every function has one; that of a trampoline is a signal's frame, and has the byte
 * before it, too. */
static void test_unwinding(void **state)
{
    const VdsoImage *image = &images[0];

    (void)state;
    for (u32 i = 0; i < image->num_functions; i++) {
        u32 start = image->function[i].address, fde = find_fde(image, start);
        u32 cie = fde + 4 - word(image, fde + 4);
        bool signal = !!strstr(image->function[i].name, "sigtramp");

        assert_string_equal((const char *)image->bytes + cie + 9,
                            signal ? "zRS" : "zR");
        assert_int_equal(find_fde(image, start + 4), fde);
        if (signal)
            assert_int_equal(find_fde(image, start - 1), fde);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_code),
        cmocka_unit_test(test_symbols),
        cmocka_unit_test(test_unwinding),
    };

    return cmocka_run_group_tests(tests, build, NULL);
}

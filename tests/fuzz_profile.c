/* fuzz_profile.c -- a libFuzzer target: any text as a profile, and discovery with it.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aot/profile/program.h"

int LLVMFuzzerTestOneInput(const u8 *bytes, size_t size);

enum { BASE = 0x1000, WORDS = 64 };

/* Rows that are printed are read as the same rows. */
static void check_again(const Profile *profile)
{
    char *text = NULL;
    size_t length;
    FILE *to = open_memstream(&text, &length);
    Out out = out_to_file(to);
    Profile again = {0};

    out_printf(&out, PROFILE_MAGIC " %u\nguest ppc\ncounts all\n", PROFILE_VERSION);
    for (u32 i = 0; i < profile->num_modules; i++)
        out_printf(&out, "module %u library %016x 1 x\n", i, i);
    rows_print(&profile->rows, &out);
    out_printf(&out, "generated 0 0\nend\n");
    fclose(to);
    profile_read(&again, text, length);
    free(text);
    profile_finish(&again);
    u32 count = profile->rows.count;
    if (again.damaged || again.rows.count != count ||
        (count && memcmp(again.rows.row, profile->rows.row, count * sizeof(Row)) != 0))
        panic("%u rows, read again %u", count, again.rows.count);
    profile_free(&again);
}

/* Code with each way to go on: calls, returns, indirect calls and jumps. */
static void make_code(u8 *code)
{
    static const u32 insns[] = {
        0x7c0802a6, 0x28030003, 0x41810014, 0x3c800000, 0x7c8903a6, 0x4e800421,
        0x7c6903a6, 0x4e800420, 0x48000021, 0x38600001, 0x4e800020, 0x7c0803a6,
    };

    for (u32 i = 0; i < 4 * WORDS; i++)
        code[i] = (u8)(insns[i / 4 % ARRAY_LEN(insns)] >> (24 - 8 * (i % 4)));
}

/* A program whose file was not known is any program. */
static void discover_with(const Profile *profile)
{
    u8 code[4 * WORDS];
    const Segment segment = {.address = BASE,
                             .size = sizeof code,
                             .file_size = sizeof code,
                             .bytes = code,
                             .readable = true,
                             .executable = true};
    ElfFile file = {.guest = &guest_ppc,
                    .image = {.segment = &segment, .num_segments = 1, .entry = BASE},
                    .bytes = code,
                    .size = sizeof code};
    ProfileView view;

    make_code(code);
    profile_view(&view, profile, &file);
    profile_hint(&view, &file.hints);
    Program program = discover(file.guest, &file.image, &file.hints);
    FunctionHeat *heat = base_alloc((program.num_functions + 1) * sizeof *heat);
    profile_heat(&view, &program, heat);
    base_free(heat);
    program_free(&program);
    profile_view_free(&view);
}

int LLVMFuzzerTestOneInput(const u8 *bytes, size_t size)
{
    Profile profile = {0};

    profile_read(&profile, (const char *)bytes, size);
    profile_finish(&profile);
    check_again(&profile);
    discover_with(&profile);
    profile_free(&profile);
    return 0;
}

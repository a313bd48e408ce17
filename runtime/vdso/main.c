/* main.c -- writes a guest's vDSO as C: its bytes, and where its functions are.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/vdso/vdso.h"

#include <stdio.h>
#include <string.h>

static const Vdso *const all[] = {&vdso_ppc, &vdso_arm};

static void print(const Vdso *vdso, const VdsoImage *image)
{
    printf("static const unsigned char vdso_%s[%u] = {", vdso->guest, image->size);
    for (u32 i = 0; i < image->size; i++)
        printf("%s0x%02x,", i % 16 ? " " : "\n", image->bytes[i]);
    printf("\n};\n\nenum {\n");
    for (u32 i = 0; i < image->num_functions; i++)
        printf("    %s_at = 0x%x,\n", image->function[i].name,
               image->function[i].address);
    printf("};\n");
}

int main(int argc, char **argv)
{
    static VdsoImage image;

    for (u32 i = 0; argc == 2 && i < ARRAY_LEN(all); i++)
        if (!strcmp(argv[1], all[i]->guest)) {
            vdso_build(all[i], &image);
            print(all[i], &image);
            return fflush(stdout) != 0;
        }
    fprintf(stderr, "usage: make_vdso ppc|arm\n");
    return 1;
}

/* main.c -- random_guest make|compare: write a program, compare what two runs of it
 * left.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "tests/random_guest/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int usage(void)
{
    fputs("random_guest make SEED SEQUENCES LENGTH OUT [ONLY]\n"
          "random_guest compare SEED SEQUENCES LENGTH WANT GOT [ONLY]\n",
          stderr);
    return 2;
}

int main(int argc, char **argv)
{
    bool compare = argc > 1 && strcmp(argv[1], "compare") == 0;

    if (argc < 6 + compare)
        return usage();
    Recipe recipe = {.seed = (u32)strtoul(argv[2], NULL, 0),
                     .sequences = (u32)strtoul(argv[3], NULL, 0),
                     .length = (u32)strtoul(argv[4], NULL, 0),
                     .only = argc > 6 + compare ? argv[6 + compare] : NULL};
    if (compare) {
        u32 differ = compare_files(&recipe, argv[5], argv[6]);
        printf("%u instructions, %u sequences, %u differ\n",
               recipe.sequences * recipe.length, recipe.sequences, differ);
        return differ != 0;
    }
    const char *error = guest_write(&recipe, argv[5]);
    if (error)
        fprintf(stderr, "%s: %s\n", argv[5], error);
    return error != NULL;
}

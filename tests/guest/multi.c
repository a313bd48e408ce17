/* multi.c -- many programs in one: the first argument says which to run.
 *
 * A program is compiled with -Dmain=NAME_main; PROGRAMS is P(NAME) for each.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include <stdio.h>
#include <string.h>

typedef int Main(int argc, char **argv);

#define P(name) Main name##_main;
PROGRAMS
#undef P

static const struct {
    const char *name;
    Main *main;
} programs[] = {
#define P(name) {#name, name##_main},
    PROGRAMS
#undef P
};

int main(int argc, char **argv)
{
    for (size_t i = 0; argc > 1 && i < sizeof programs / sizeof *programs; i++)
        if (!strcmp(programs[i].name, argv[1]))
            return programs[i].main(argc - 1, argv + 1);
    fputs("no such program\n", stderr);
    return 127;
}

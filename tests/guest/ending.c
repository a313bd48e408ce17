/* ending.c -- the order of what happens at exit; buffers reach the file.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdio.h>
#include <stdlib.h>

__attribute__((constructor)) static void first(void)
{
    if (getenv("GUEST_ENDING"))
        puts("constructor");
}

static void one(void)
{
    puts("one");
}

static void two(void)
{
    puts("two");
    atexit(one);
}

int main(void)
{
    static char buffer[100000];
    setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
    atexit(one);
    atexit(two);
    for (int i = 0; i < 2000; i++)
        printf("%d%c", i, i % 20 == 19 ? '\n' : ' ');
    return 42;
}

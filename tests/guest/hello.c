/* hello.c -- the smallest program.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdio.h>

int main(void)
{
    puts("hello, world");
    return 0;
}

/* asm_isel.c -- isel: a choice by a bit of CR.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdio.h>

static unsigned choose(int a, int b)
{
    unsigned less, equal;
    __asm__ volatile("cmpw 6,%2,%3\n\tisel %0,%2,%3,24\n\tisel %1,%2,%3,26"
                     : "=&r"(less), "=&r"(equal)
                     : "b"(a), "b"(b)
                     : "cr6");
    return less * 1000 + equal;
}

static unsigned zero(int a)
{
    unsigned out;
    __asm__ volatile("cmpwi 5,%1,7\n\tisel %0,0,%1,22" : "=r"(out) : "r"(a) : "cr5");
    return out;
}

int main(void)
{
    printf("%u %u %u\n", choose(3, 5), choose(5, 3), choose(4, 4));
    printf("%u %u\n", zero(7), zero(8));
    return 0;
}

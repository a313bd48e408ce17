/*
 * hidden.c -- functions and labels whose addresses are in the program only with a
 * number added: nobody finds them but who has seen them run.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include <stdio.h>
#include <stdlib.h>

enum { HIDDEN = 0x20000000 };
#define HIDE(address) ((const char *)(address) + HIDDEN)
#define SHOW(address) ((const void *)((address) - *hidden))

static volatile int number = HIDDEN, *hidden = &number;

static unsigned add(unsigned a, unsigned b)
{
    return a + b;
}

static unsigned twist(unsigned a, unsigned b)
{
    for (unsigned i = 0; i < b % 7; i++)
        a = a * 31 + (a >> 9);
    return a ^ b;
}

static unsigned never(unsigned a, unsigned b)
{
    printf("never %u\n", a * b);
    return a / (b + 1);
}

typedef unsigned Function(unsigned, unsigned);
static const char *const function[] = {HIDE(add), HIDE(twist), HIDE(never)};

static unsigned call(unsigned turns)
{
    unsigned sum = 0;

    for (unsigned i = 0; i < turns; i++) {
        Function *f = (Function *)SHOW(function[i % 2]);
        sum = f(sum, i);
    }
    return sum;
}

/* The labels are written there by the first call. */
static const char *label[3];

static unsigned jump(unsigned turns)
{
    unsigned sum = 1;

    if (!turns) {
        label[0] = HIDE(&&odd);
        label[1] = HIDE(&&even);
        label[2] = HIDE(&&end);
        return 0;
    }
    goto *SHOW(label[turns & 1]);
even:
    sum += 3 * turns;
    turns--;
    goto *SHOW(label[turns ? turns & 1 : 2]);
odd:
    sum = sum * 5 ^ turns;
    turns--;
    goto *SHOW(label[turns ? turns & 1 : 2]);
end:
    return sum;
}

int main(int argc, char **argv)
{
    unsigned turns = argc > 1 ? (unsigned)atoi(argv[1]) : 1000;

    jump(0);
    printf("%u %u\n", call(turns), jump(turns));
    if (argc > 2)
        ((Function *)SHOW(function[2]))(turns, 3);
    return 0;
}

/* returned.c -- what functions return through pointers: one word, two, none, a float, a
 * struct; from code that uses the stack, and from code that does not.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdio.h>
#include <stdlib.h>

typedef struct {
    int a, b, c;
} Three;

static int written;

static int leaf(int x)
{
    return x * 7 + 1;
}

static int same(int x)
{
    return x;
}

static void none(int x)
{
    if (x & 1)
        written += x;
}

static long long two(int x)
{
    return x * 1000000007LL - 5;
}

static double halved(int x)
{
    return x / 2.0;
}

static Three three(int x)
{
    return (Three){x, x + 1, x * x};
}

static int (*volatile word)(int) = leaf;
static void (*volatile nothing)(int) = none;
static long long (*volatile words)(int) = two;
static double (*volatile number)(int) = halved;
static Three (*volatile record)(int) = three;

/* Needs the stack, and the stack pointer after each call. */
static int framed(int x)
{
    volatile int room[5] = {x, x + 1, x + 2, x + 3, x + 4};

    nothing(x);
    return room[x % 5 & 3] + word(room[1]) + room[2];
}

static int by_tail(int x)
{
    return word(x + 1);
}

/* Has nothing to return on one of its ways. */
static void some(int x)
{
    if (x % 3 == 0)
        nothing(x);
}

static int descending(const void *a, const void *b)
{
    return *(const int *)b - *(const int *)a;
}

static unsigned turn(int i)
{
    static int (*const functions[])(int) = {leaf, same, framed, by_tail};
    unsigned sum = 0;

    word = functions[i % 2];
    for (unsigned k = 0; k < 4; k++) {
        int (*volatile f)(int) = functions[k];

        sum = sum * 31 + (unsigned)f(i + (int)k);
    }
    void (*volatile g)(int) = i & 1 ? none : some;

    g(i);
    Three t = record(i);
    return sum + (unsigned)(words(i) >> 7) + (unsigned)(number(i) * 4) +
           (unsigned)(t.a ^ t.b ^ t.c);
}

int main(void)
{
    int list[9];
    unsigned sum = 0;

    for (int i = 0; i < 2000; i++)
        sum = sum * 3 + turn(i);
    for (int i = 0; i < 9; i++)
        list[i] = i * 5 % 9;
    qsort(list, 9, sizeof *list, descending);
    printf("%u %d %d %d\n", sum, written, list[0], list[8]);
    return 0;
}

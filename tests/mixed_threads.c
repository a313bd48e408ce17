/* mixed_threads.c -- threads that call functions on a page whose data they write:
 * mixed_test.sh makes the section writable.
 *
 *      mixed_threads TURNS SOME        SOME: how many of the turns write, the first
 * ones
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { THREADS = 4 };

#define APART __attribute__((noinline, noclone))
#define MIXED __attribute__((section(".mixed"))) APART

extern volatile unsigned cell[THREADS];
__asm__(".pushsection .mixed,\"ax\"\n.balign 4\ncell: .space 16\n.popsection");

static unsigned turns, some;

MIXED unsigned mix(unsigned n)
{
    return (n ^ n >> 3) * 7 + 5;
}

MIXED unsigned mix_both(unsigned n)
{
    return mix(n) ^ mix(n + 1);
}

static unsigned (*volatile by_pointer)(unsigned) = mix_both;

/* On a page of its own. */
APART unsigned step(unsigned n)
{
    return mix(n) + mix_both(n) + by_pointer(n);
}

static void *work(void *number)
{
    unsigned sum = 0, mine = (unsigned)(uintptr_t)number;

    for (unsigned i = 0; i < turns; i++) {
        if (i < some)
            cell[mine]++;
        sum += step(i);
    }
    return (void *)(uintptr_t)sum;
}

int main(int count, char **argument)
{
    pthread_t thread[THREADS];
    unsigned wrong = 0, expected = 0;

    turns = (unsigned)atoi(argument[1]);
    some = (unsigned)atoi(argument[2]);
    for (unsigned i = 0; i < turns; i++)
        expected += step(i);
    for (uintptr_t i = 0; i < THREADS; i++)
        pthread_create(&thread[i], NULL, work, (void *)i);
    for (unsigned i = 0; i < THREADS; i++) {
        void *sum;
        pthread_join(thread[i], &sum);
        wrong += (unsigned)(uintptr_t)sum != expected || cell[i] != some;
    }
    printf("%u wrong\n", wrong);
    return count != 3;
}

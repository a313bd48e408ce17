/*
 * never_returns.c -- control that goes on for ever without returning: each way a
 * hundred thousand times, in bounded memory.  A translator that keeps a frame of its
 * own for each turn grows by megabytes.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#pragma GCC optimize("O2") /* calls in tail position are jumps */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <ucontext.h>

#include "never_returns.h"

/* ---- tail calls through a table ---- */

typedef unsigned Step(unsigned n, unsigned sum);
static Step *volatile steps[4];

NOINLINE static unsigned step_add(unsigned n, unsigned sum)
{
    return n ? steps[n & 3](n - 1, sum * 3 + 1) : sum;
}

NOINLINE static unsigned step_xor(unsigned n, unsigned sum)
{
    return n ? steps[n & 3](n - 1, sum ^ n) : sum;
}

NOINLINE static unsigned mixed(unsigned n)
{
    return n ^ n >> 3;
}

/* With a frame, and a call first. */
NOINLINE static unsigned step_frame(unsigned n, unsigned sum)
{
    volatile unsigned kept = sum * 5;

    if (!n)
        return sum;
    sum = mixed(sum);
    return steps[n & 3](n - 1, sum + kept);
}

/* To a known function. */
NOINLINE static unsigned step_direct(unsigned n, unsigned sum)
{
    return n ? step_frame(n - 1, sum + 7) : sum;
}

static Step *volatile steps[4] = {step_add, step_xor, step_frame, step_direct};

static unsigned table(unsigned turns)
{
    return steps[turns & 3](turns, 1);
}

/* ---- known functions of different signatures in a ring ---- */

NOINLINE static unsigned ring_long(unsigned n, int a, long long sum);
NOINLINE static unsigned ring_double(double d, unsigned n);

NOINLINE static unsigned ring_int(unsigned n, unsigned sum)
{
    return n ? ring_long(n - 1, (int)n, sum * 1000000007LL) : sum;
}

NOINLINE static unsigned ring_long(unsigned n, int a, long long sum)
{
    return n ? ring_double((double)(int)(sum % 1000) + a, n - 1) : (unsigned)sum;
}

static int *volatile seen;
NOINLINE static void ring_none(unsigned n, unsigned *sum);

NOINLINE static unsigned ring_double(double d, unsigned n)
{
    return n ? ring_int(n - 1, (unsigned)(int)(d * 0.5)) : (unsigned)(int)d;
}

static unsigned ring(unsigned turns)
{
    return ring_int(turns, 1);
}

/* One gives a result, one gives none, one gives two words. */
NOINLINE static long long ring_two(unsigned n, unsigned *sum)
{
    *sum = *sum * 5 + n;
    if (!n)
        return *sum;
    return ((long long (*)(unsigned, unsigned *))ring_none)(n - 1, sum);
}

NOINLINE static void ring_none(unsigned n, unsigned *sum)
{
    *sum ^= n;
    if (n)
        ((void (*)(unsigned, unsigned *))ring_two)(n - 1, sum);
}

static unsigned results(unsigned turns)
{
    unsigned sum = 1;
    ring_none(turns | 1, &sum);
    return sum;
}

/* ---- eight arguments, and a signal that ends it ---- */

typedef unsigned Many(unsigned a, unsigned b, unsigned c, unsigned d, unsigned e,
                      unsigned f, unsigned g, unsigned h);
static Many *volatile many[2];
static volatile int over;

NOINLINE static unsigned many_turn(unsigned a, unsigned b, unsigned c, unsigned d,
                                   unsigned e, unsigned f, unsigned g, unsigned h)
{
    return over ? a + b + c + d + e + f + g + h : many[1](b, c, d, e, f, g, h, a);
}

NOINLINE static unsigned many_sum(unsigned a, unsigned b, unsigned c, unsigned d,
                                  unsigned e, unsigned f, unsigned g, unsigned h)
{
    return many[0](a + 1, b - 1, c + 2, d - 2, e + 3, f - 3, g + 4, h - 4);
}

static Many *volatile many[2] = {many_turn, many_sum};

static void on_alarm(int number)
{
    (void)number;
    over = 1;
}

static unsigned interrupted(unsigned turns)
{
    struct itimerval timer = {{0, 0}, {0, turns > 100 ? 50000 : 1000}};

    over = 0;
    signal(SIGALRM, on_alarm);
    setitimer(ITIMER_REAL, &timer, NULL);
    return many[0](1, 2, 3, 4, 5, 6, 7, 8);
}

/* ---- longjmp, setjmp ---- */

static jmp_buf out;

NOINLINE static void throw(unsigned n)
{
    longjmp(out, (int)n + 1);
}

static unsigned jumps(unsigned turns)
{
    volatile unsigned sum = 0;
    unsigned n = (unsigned)setjmp(out);

    sum = sum * 3 + n;
    if (n < turns)
        throw(n);
    return sum;
}

static volatile unsigned compared;

static int throwing(const void *a, const void *b)
{
    compared++;
    longjmp(out, 1);
    return a < b;
}

/* Out of a function that the C library calls. */
static unsigned callbacks(unsigned turns)
{
    int cells[4] = {4, 3, 2, 1};

    compared = 0;
    setjmp(out);
    if (compared < turns)
        qsort(cells, 4, sizeof *cells, throwing);
    return compared;
}

static sigjmp_buf signal_out;

static void on_signal(int number)
{
    siglongjmp(signal_out, number);
}

static unsigned handlers(unsigned turns)
{
    volatile unsigned n = 0;

    signal(SIGUSR1, on_signal);
    turns /= 10; /* system calls take their time */
    sigsetjmp(signal_out, 1);
    if (n++ < turns)
        raise(SIGUSR1);
    return n;
}

/* ---- stacks that take turns ---- */

static ucontext_t home, routine[3];
static char stack[3][65536];
static unsigned switched, switches;

static int swapping(const void *a, const void *b)
{
    unsigned from = switched % 3;

    (void)a, (void)b;
    if (++switched >= switches)
        setcontext(&home);
    swapcontext(&routine[from], &routine[(from + 1) % 3]);
    return 0;
}

static void work(void)
{
    int cells[2] = {1, 2};

    for (;;)
        qsort(cells, 2, sizeof *cells, swapping);
}

static void start(unsigned i)
{
    getcontext(&routine[i]);
    routine[i].uc_stack.ss_sp = stack[i];
    routine[i].uc_stack.ss_size = sizeof stack[i];
    routine[i].uc_link = &home;
    makecontext(&routine[i], work, 0);
}

static unsigned coroutines(unsigned turns)
{
    switched = 0;
    switches = turns / 4;
    for (unsigned i = 0; i < 3; i++)
        start(i);
    swapcontext(&home, &routine[0]);
    return switched;
}

/* Each is left in the middle for good. */
static unsigned abandoned(unsigned turns)
{
    unsigned sum = 0;

    for (unsigned i = 0; i < turns / 16; i++) {
        switched = switches = i % 3;
        start(i % 3);
        swapcontext(&home, &routine[i % 3]);
        sum = sum * 3 + switched;
    }
    return sum;
}

/* ---- and afterwards the stack is as good as new ---- */

NOINLINE static unsigned deep(unsigned n)
{
    volatile unsigned here = n;
    return n ? deep(n - 1) * 3 + here : 1;
}

int main(void)
{
    measure("table", table);
    measure("ring", ring);
    measure("results", results);
    measure("jumps", jumps);
    measure("callbacks", callbacks);
    measure("handlers", handlers);
    measure("coroutines", coroutines);
    measure("abandoned", abandoned);
    long before = peak();
    unsigned sum = interrupted(100) + interrupted(TURNS);
    printf("interrupted %s %s\n", sum ? "ends" : "",
           peak() - before > MAY_GROW ? "and grows" : "");
    printf("deep %u\n", deep(30000));
    return 0;
}

/* timers.c -- a timer interrupts loops that make no system call.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>
#include <time.h>

static volatile sig_atomic_t ticks;

static void on_tick(int number)
{
    (void)number;
    ticks++;
}

__attribute__((noinline)) static unsigned spin(void)
{
    unsigned turns = 0;
    while (ticks < 5)
        turns++;
    return turns;
}

__attribute__((noinline)) static unsigned deep(unsigned n)
{
    return n ? deep(n - 1) + 1 : (unsigned)ticks;
}

static void start(int which, int ms)
{
    struct itimerval timer = {{0, ms * 1000}, {0, ms * 1000}};
    ticks = 0;
    setitimer(which, &timer, NULL);
}

int main(void)
{
    struct sigaction action = {.sa_handler = on_tick, .sa_flags = SA_RESTART};
    sigaction(SIGALRM, &action, NULL);
    sigaction(SIGVTALRM, &action, NULL);
    start(ITIMER_REAL, 5);
    printf("spin %d\n", spin() > 0);
    start(ITIMER_VIRTUAL, 5);
    printf("virtual %d\n", spin() > 0);
    start(ITIMER_VIRTUAL, 0);
    start(ITIMER_REAL, 2);
    while (ticks < 20)
        deep(50);
    puts("calls");
    double sum = 0;
    ticks = 0;
    for (int i = 1; ticks < 5; i++)
        sum += 1.0 / i;
    printf("floats %d\n", sum > 1);
    struct itimerval left;
    getitimer(ITIMER_REAL, &left);
    printf("left %d\n", (int)left.it_interval.tv_usec);
    start(ITIMER_REAL, 0);

    timer_t timer;
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM};
    struct itimerspec when = {{0, 0}, {0, 3000000}};
    ticks = 0;
    printf("create %d", timer_create(CLOCK_MONOTONIC, &event, &timer));
    printf(" set %d\n", timer_settime(timer, 0, &when, NULL));
    while (!ticks)
        ;
    printf("delete %d\n", timer_delete(timer));
    return 0;
}

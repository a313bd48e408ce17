/* escape.c -- siglongjmp out of handlers, thousands of times.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/time.h>

static sigjmp_buf out;
static volatile int armed, jumps;

static void on_signal(int number)
{
    (void)number;
    if (armed) {
        armed = 0;
        siglongjmp(out, 1);
    }
}

static void on_fault(int number)
{
    siglongjmp(out, number);
}

int main(void)
{
    signal(SIGUSR1, on_signal);
    for (volatile int i = 0; i < 10000; i++) {
        if (sigsetjmp(out, 1)) {
            jumps++;
            continue;
        }
        armed = 1;
        raise(SIGUSR1);
    }
    sigset_t mask;
    sigprocmask(SIG_SETMASK, NULL, &mask);
    printf("jumps %d blocked %d\n", jumps, sigismember(&mask, SIGUSR1));

    signal(SIGSEGV, on_fault);
    signal(SIGALRM, on_signal);
    volatile int faults = 0, alarms = 0;
    for (volatile int i = 0; i < 5000; i++)
        if (sigsetjmp(out, 1))
            faults++;
        else
            *(volatile int *)(uintptr_t)(4 * (i & 15)) = i;
    printf("faults %d\n", faults);

    struct itimerval timer = {{0, 1000}, {0, 1000}};
    setitimer(ITIMER_REAL, &timer, NULL);
    while (alarms < 20) {
        if (sigsetjmp(out, 1)) {
            alarms++;
            continue;
        }
        armed = 1;
        for (volatile int i = 0;; i++)
            ;
    }
    puts("alarms");
    return 0;
}

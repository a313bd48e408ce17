/* clocks.c -- the time as the vDSO tells it, and what it leaves to the kernel.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>
#include <time.h>

static sigjmp_buf back;

static void caught(int number)
{
    siglongjmp(back, number);
}

static void show(const char *name, clockid_t clock)
{
    struct timespec first = {-1, -1}, then = {-1, -1};
    int status = clock_gettime(clock, &first) + clock_gettime(clock, &then);
    int goes = then.tv_sec > first.tv_sec ||
               (then.tv_sec == first.tv_sec && then.tv_nsec >= first.tv_nsec);

    printf("%s %d %d %d\n", name, status, goes,
           first.tv_nsec >= 0 && first.tv_nsec < 1000000000);
}

static void agree(void)
{
    struct timespec first, last;
    struct timeval between;

    clock_gettime(CLOCK_REALTIME, &first);
    int status = gettimeofday(&between, NULL);
    clock_gettime(CLOCK_REALTIME, &last);
    double us = between.tv_sec * 1e6 + between.tv_usec;
    printf("time of day %d %d %d\n", status, us >= first.tv_sec * 1e6 - 1,
           us <= last.tv_sec * 1e6 + last.tv_nsec / 1e3 + 1);
}

int main(void)
{
    struct timespec t;
    struct timeval day;
    struct timezone zone = {1, 2};

    show("realtime", CLOCK_REALTIME);
    show("monotonic", CLOCK_MONOTONIC);
    show("raw", CLOCK_MONOTONIC_RAW);
    show("coarse", CLOCK_MONOTONIC_COARSE);
    show("boot", CLOCK_BOOTTIME);
    show("process", CLOCK_PROCESS_CPUTIME_ID);
    show("thread", CLOCK_THREAD_CPUTIME_ID);
    agree();
    int status = clock_gettime(99, &t);
    printf("no clock %d %d\n", status, errno == EINVAL);
    status = gettimeofday(&day, (void *)&zone);
    printf("zone %d %d\n", status, zone.tz_minuteswest);
    signal(SIGSEGV, caught);
    int number = sigsetjmp(back, 1);
    if (!number)
        number = clock_gettime(CLOCK_MONOTONIC, (void *)16);
    printf("no place for a clock %d\n", number);
    number = sigsetjmp(back, 1);
    if (!number)
        number = gettimeofday((void *)16, NULL);
    printf("nor for the day %d\n", number);
    return 0;
}

/* times.c -- clocks that go forward, calendar conversions, sleeping.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>
#include <utime.h>

static double now(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(void)
{
    setenv("TZ", "UTC", 1);
    time_t when = 1234567890;
    char text[64];
    struct tm tm;
    strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S %a %j", gmtime_r(&when, &tm));
    printf("%s %d\n", text, timegm(&tm) == when);
    tm = (struct tm){.tm_year = 100, .tm_mon = 13, .tm_mday = 31};
    printf("%lld", (long long)mktime(&tm));
    printf(" %d\n", tm.tm_yday);

    double start = now(CLOCK_MONOTONIC), wall = now(CLOCK_REALTIME);
    struct timeval tv;
    gettimeofday(&tv, NULL);
    double other = (double)tv.tv_sec + (double)tv.tv_usec / 1e6;
    printf("agree %d %d\n", other - wall > -0.001 && other - wall < 1,
           labs((long)(time(NULL) - (time_t)wall)) <= 1);
    struct timespec pause = {0, 20000000};
    nanosleep(&pause, NULL);
    double slept = now(CLOCK_MONOTONIC) - start;
    printf("slept %d\n", slept >= 0.02 && slept < 5);
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += 5000000;
    if (until.tv_nsec >= 1000000000)
        until.tv_nsec -= 1000000000, until.tv_sec++;
    printf("absolute %d\n",
           clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL));

    clock_t before = clock();
    volatile unsigned spin = 0;
    while (clock() - before < CLOCKS_PER_SEC / 100)
        spin++;
    struct rusage usage;
    struct tms tms;
    printf("usage %d", getrusage(RUSAGE_SELF, &usage));
    double used = (double)usage.ru_utime.tv_sec + (double)usage.ru_utime.tv_usec / 1e6 +
                  (double)usage.ru_stime.tv_sec + (double)usage.ru_stime.tv_usec / 1e6;
    printf(" %d times %d\n", used >= 0.009, times(&tms) != (clock_t)-1);
    struct timespec unit;
    printf("resolution %d %d\n", clock_getres(CLOCK_MONOTONIC, &unit),
           unit.tv_sec == 0);
    printf("bad clock %d\n", clock_gettime(999, &unit));

    char name[] = "/tmp/guest_XXXXXX";
    close(mkstemp(name));
    struct stat info;
    utime(name, &(struct utimbuf){1000000, 2000000});
    stat(name, &info);
    printf("utime %lld %lld\n", (long long)info.st_atime, (long long)info.st_mtime);
    struct timespec exact[2] = {{5, 123456789}, {6, 987654321}};
    utimensat(-100, name, exact, 0);
    stat(name, &info);
    printf("exact %ld %ld\n", info.st_atim.tv_nsec, info.st_mtim.tv_nsec);
    unlink(name);
    return 0;
}

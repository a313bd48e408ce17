/* queued.c -- signals with values: sigqueue, timers, sigwaitinfo, pending, children.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void handler(int signal, siginfo_t *info, void *context)
{
    (void)context;
    printf("caught %d code %d value %d from %d\n", signal - SIGRTMIN, info->si_code,
           info->si_value.sival_int, info->si_pid == getpid());
}

static void on_child(int signal, siginfo_t *info, void *context)
{
    (void)context;
    printf("child: signal %d code %d status %d\n", signal, info->si_code,
           info->si_status);
}

static void take(sigset_t *set)
{
    siginfo_t info;
    struct timespec none = {0, 0};
    int got = sigtimedwait(set, &info, &none);

    if (got < 0)
        printf("none: %s\n", strerror(errno));
    else
        printf("took %d code %d value %d\n", got - SIGRTMIN, info.si_code,
               info.si_value.sival_int);
}

/* Real-time ones queue and come lowest first. */
static void queue(void)
{
    sigset_t set, pending;

    sigemptyset(&set), sigaddset(&set, SIGRTMIN + 1), sigaddset(&set, SIGRTMIN + 2);
    sigprocmask(SIG_BLOCK, &set, NULL);
    for (int i = 0; i < 4; i++)
        sigqueue(getpid(), SIGRTMIN + 2 - i % 2, (union sigval){.sival_int = i - 1});
    sigpending(&pending);
    printf("pending %d %d %d\n", sigismember(&pending, SIGRTMIN + 1),
           sigismember(&pending, SIGRTMIN + 2), sigismember(&pending, SIGRTMIN + 3));
    take(&set);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    sigprocmask(SIG_BLOCK, &set, NULL);
    take(&set);
}

static void timer(void)
{
    timer_t timer;
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN + 3};
    struct itimerspec once = {{0, 0}, {0, 2000000}};
    sigset_t set;
    siginfo_t info;

    sigemptyset(&set), sigaddset(&set, SIGRTMIN + 3);
    sigprocmask(SIG_BLOCK, &set, NULL);
    event.sigev_value.sival_int = 1234;
    printf("create %d\n", timer_create(CLOCK_MONOTONIC, &event, &timer));
    timer_settime(timer, 0, &once, NULL);
    printf("wait %d", sigwaitinfo(&set, &info) - SIGRTMIN);
    printf(" code %d value %d\n", info.si_code, info.si_value.sival_int);
    printf("overrun %d", timer_getoverrun(timer));
    printf(", delete %d\n", timer_delete(timer));
}

static void children(void)
{
    struct sigaction action = {.sa_sigaction = on_child, .sa_flags = SA_SIGINFO};
    siginfo_t info;

    sigaction(SIGCHLD, &action, NULL);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0)
        _exit(6);
    while (waitid(P_PID, child, &info, WEXITED | WNOWAIT) < 0)
        ;
    printf("waitid code %d status %d same %d\n", info.si_code, info.si_status,
           info.si_pid == child);
    fflush(stdout);
    waitpid(child, NULL, 0);
    printf("none %d", waitid(P_ALL, 0, &info, WEXITED));
    printf(" %s\n", strerror(errno));
}

/* A periodic timer without SA_RESTART must not disturb calls that do not wait. */
static volatile int ticks;
static void tick(int signal)
{
    (void)signal;
    ticks++;
}

static void undisturbed(void)
{
    struct sigaction action = {.sa_handler = tick};
    struct itimerval every = {{0, 500}, {0, 500}}, off = {{0, 0}, {0, 0}};
    int failed = 0;
    char byte;
    FILE *file = fopen("/etc/passwd", "r");

    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &every, NULL);
    while (ticks < 40) {
        failed += pread(fileno(file), &byte, 1, 0) != 1;
        failed += getppid() <= 0;
        failed += lseek(fileno(file), 0, SEEK_SET) != 0;
    }
    setitimer(ITIMER_REAL, &off, NULL);
    printf("failed %d\n", failed);
    fclose(file);
}

int main(void)
{
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};

    sigaction(SIGRTMIN + 1, &action, NULL);
    sigaction(SIGRTMIN + 2, &action, NULL);
    queue();
    timer();
    children();
    undisturbed();
    return 0;
}

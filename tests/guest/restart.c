/* restart.c -- system calls interrupted by a signal, with and without SA_RESTART.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int ends[2];
static volatile int alarms;

static void on_alarm(int number)
{
    (void)number;
    if (++alarms == 3)
        (void)!write(ends[1], "x", 1);
}

static void every(int ms)
{
    struct itimerval timer = {{0, ms * 1000}, {0, ms * 1000}};
    setitimer(ITIMER_REAL, &timer, NULL);
}

static void try_read(const char *what, int flags)
{
    struct sigaction action = {.sa_handler = on_alarm, .sa_flags = flags};
    sigaction(SIGALRM, &action, NULL);
    alarms = 0;
    every(20);
    char byte;
    ssize_t got = read(ends[0], &byte, 1);
    int interrupted = got < 0 && errno == EINTR;
    every(0);
    printf("%s: read %d interrupted %d alarms %d\n", what, (int)got, interrupted,
           alarms);
}

int main(void)
{
    if (pipe(ends))
        return 1;
    try_read("restart", SA_RESTART);
    try_read("no restart", 0);

    every(20);
    struct timespec left = {10, 0};
    int got = nanosleep(&left, &left);
    int interrupted = got == -1 && errno == EINTR;
    every(0);
    printf("sleep interrupted %d left %d\n", interrupted, left.tv_sec == 9);

    pid_t pid = fork();
    if (pid == 0) {
        usleep(60000);
        _exit(9);
    }
    alarms = -100;
    every(20);
    int status = 0, turns = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        turns++;
    every(0);
    printf("wait interrupted %d status %d\n", turns > 0, WEXITSTATUS(status));
    alarm(1);
    got = pause();
    printf("pause %d %d\n", got, errno == EINTR);
    return 0;
}

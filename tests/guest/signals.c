/* signals.c -- handlers, siginfo, masks, pending signals, sigsuspend, sigwait.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t seen[65];
static volatile int code, from_self, value;

static void on_signal(int number)
{
    seen[number]++;
}

static void on_info(int number, siginfo_t *info, void *context)
{
    seen[number] += context != NULL;
    code = info->si_code;
    from_self = info->si_pid == getpid();
    value = info->si_value.sival_int;
}

int main(void)
{
    struct sigaction action = {.sa_handler = on_signal}, old;
    sigaction(SIGUSR1, &action, &old);
    printf("was default %d\n", old.sa_handler == SIG_DFL);
    sigaction(SIGUSR1, NULL, &old);
    printf("is ours %d\n", old.sa_handler == on_signal);
    raise(SIGUSR1);
    kill(getpid(), SIGUSR1);
    printf("seen %d\n", seen[SIGUSR1]);

    sigset_t set, before, pending;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, &before);
    raise(SIGUSR1);
    raise(SIGUSR1);
    sigpending(&pending);
    printf("blocked %d pending %d\n", seen[SIGUSR1], sigismember(&pending, SIGUSR1));
    sigsuspend(&before);
    printf("suspended %d\n", seen[SIGUSR1]);
    sigprocmask(SIG_SETMASK, &before, NULL);
    printf("once only %d\n", seen[SIGUSR1]);

    struct sigaction info = {.sa_sigaction = on_info, .sa_flags = SA_SIGINFO};
    sigaction(SIGUSR2, &info, NULL);
    sigaction(SIGRTMIN + 3, &info, NULL);
    kill(getpid(), SIGUSR2);
    printf("info %d code %d self %d\n", seen[SIGUSR2], code == SI_USER, from_self);
    sigqueue(getpid(), SIGRTMIN + 3, (union sigval){.sival_int = 4711});
    printf("queue code %d value %d\n", code == SI_QUEUE, value);

    sigemptyset(&set);
    sigaddset(&set, SIGRTMIN + 3);
    sigprocmask(SIG_BLOCK, &set, NULL);
    for (int i = 0; i < 3; i++)
        sigqueue(getpid(), SIGRTMIN + 3, (union sigval){.sival_int = i});
    siginfo_t got;
    for (int i = 0; i < 3; i++)
        printf("wait %d", sigwaitinfo(&set, &got) == SIGRTMIN + 3),
            printf(" %d\n", got.si_value.sival_int);
    struct timespec soon = {0, 1000000};
    printf("timed out %d\n", sigtimedwait(&set, &got, &soon));
    signal(SIGUSR1, SIG_IGN);
    raise(SIGUSR1);
    printf("ignored %d\n", seen[SIGUSR1]);
    return 0;
}

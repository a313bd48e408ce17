/* fork_signals.c -- fork while signals arrive: it never fails for them, which is the
 * kernel's ERESTARTNOINTR, and children get none.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum { FORKS = 200, MICROSECONDS = 300 };

static volatile sig_atomic_t alarms;

static void handler(int signal)
{
    (void)signal;
    alarms++;
}

/* Without SA_RESTART calls end with EINTR. */
static void start_alarms(void)
{
    struct itimerval often = {{0, MICROSECONDS}, {0, MICROSECONDS}};
    struct sigaction action = {.sa_handler = handler};

    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &often, NULL);
}

/* Timers are not inherited, so what a child sees of alarms was its parent's. */
static _Noreturn void child(int before)
{
    for (volatile int i = 0; i < 1000; i++)
        ;
    _exit(alarms == before ? 0 : 1);
}

int main(void)
{
    int refused = 0, strange = 0, status;

    start_alarms();
    for (int i = 0; i < FORKS; i++) {
        pid_t pid = fork();
        if (pid == 0)
            child(alarms);
        if (pid < 0) {
            refused++;
            continue;
        }
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
            ;
        strange += status != 0;
    }
    printf("refused %d, strange %d, alarms %d\n", refused, strange, alarms > 0);
    return 0;
}

/* guest.c -- programs that may install handlers for faults: WHICH says what this one
 * does.  Each prints 42, by a handler where it has one.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static sigjmp_buf after;

void on_fault(int number);
void on_fault(int number)
{
    siglongjmp(after, number);
}

static volatile int next;

/* Nothing needs what it reads first. */
int touch(volatile int *at);
__attribute__((noinline)) int touch(volatile int *at)
{
    (void)*at;
    return next;
}

#if WHICH == 1 /* signal */
static void install(void)
{
    signal(SIGSEGV, on_fault);
}
#elif WHICH == 2 /* sigaction, of one of two signals */
__attribute__((noinline)) static void install(void)
{
    struct sigaction action;
    int number = SIGSEGV;

    memset(&action, 0, sizeof action);
    action.sa_handler = on_fault;
    if (getpid() == 1) {
        puts("the first process");
        number = SIGUSR1;
    }
    sigaction(number, &action, NULL);
}
#elif WHICH == 3 /* by a function of its own, which asks before */
__attribute__((noinline)) int set(int number, void (*handler)(int));
int set(int number, void (*handler)(int))
{
    struct sigaction action, before;

    if (sigaction(number, NULL, &before) < 0)
        return -1;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    return sigaction(number, &action, NULL);
}

static void install(void)
{
    set(SIGBUS, on_fault);
    set(SIGSEGV, on_fault);
}
#elif WHICH == 4 /* no handler, for no such signal, and an inquiry */
static void install(void)
{
    struct sigaction before;

    signal(SIGSEGV, SIG_DFL);
    signal(SIGBUS, SIG_IGN);
    signal(SIGUSR1, on_fault);
    sigaction(SIGSEGV, NULL, &before);
}
#elif WHICH == 6 /* signals of a table, as interpreters have them */
static volatile int wanted;
static volatile int numbers[] = {SIGBUS, SIGSEGV};

static void install(void)
{
    for (unsigned i = 0; wanted && i < sizeof numbers / sizeof *numbers; i++)
        signal(numbers[i], on_fault);
}
#else            /* 5: many signals, from one that runs tell */

static void install(void)
{
    struct sigaction action;

    memset(&action, 0, sizeof action);
    action.sa_handler = on_fault;
    for (int number = SIGKILL + getpid() / 1000000000; number <= SIGTERM; number++)
        sigaction(number, &action, NULL);
}
#endif

int main(void)
{
    static int here;
    volatile int answer = WHICH == 4 || WHICH == 6 ? 42 : 0;

    install();
    if (sigsetjmp(after, 1))
        answer = 42;
    else
        touch(WHICH == 4 || WHICH == 6 ? &here : NULL);
    printf("%d\n", answer);
    return 0;
}

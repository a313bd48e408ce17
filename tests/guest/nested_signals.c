/* nested_signals.c -- signals inside handlers: masked, SA_NODEFER, SA_RESETHAND.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>

static volatile int depth, deepest, order[16], length, turns;

static void note(int n)
{
    if (length < 16)
        order[length++] = n;
}

/* Its own signal is blocked while it runs, and comes again afterwards. */
static void on_outer(int number)
{
    note(1);
    raise(SIGUSR2);
    note(2);
    if (turns++ == 0)
        raise(number);
    note(3);
}

static void on_inner(int number)
{
    (void)number;
    note(10);
}

static void on_recursive(int number)
{
    if (++depth > deepest)
        deepest = depth;
    if (deepest < 20)
        raise(number);
    depth--;
}

static void show(const char *what)
{
    printf("%s:", what);
    for (int i = 0; i < length; i++)
        printf(" %d", order[i]);
    putchar('\n');
    length = 0;
    turns = 0;
}

static void install(int number, void (*handler)(int), int flags, int mask)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
    sigemptyset(&action.sa_mask);
    if (mask)
        sigaddset(&action.sa_mask, mask);
    sigaction(number, &action, NULL);
}

int main(void)
{
    install(SIGUSR2, on_inner, 0, 0);
    install(SIGUSR1, on_outer, 0, 0);
    raise(SIGUSR1);
    show("inner at once");
    install(SIGUSR1, on_outer, 0, SIGUSR2);
    raise(SIGUSR1);
    show("inner masked");
    install(SIGUSR1, on_recursive, SA_NODEFER, 0);
    raise(SIGUSR1);
    printf("deepest %d depth %d\n", deepest, depth);
    install(SIGUSR1, on_inner, SA_RESETHAND, 0);
    raise(SIGUSR1);
    struct sigaction now;
    sigaction(SIGUSR1, NULL, &now);
    printf("default again %d\n", now.sa_handler == SIG_DFL);
    return 0;
}

/* alternate_stack.c -- sigaltstack: used, reported, and saved from overflow.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>

static char space[1 << 16];
static sigjmp_buf out;
static volatile int on_stack, flags;

static int inside(void *p)
{
    return (uintptr_t)p - (uintptr_t)space < sizeof space;
}

static void on_signal(int number)
{
    stack_t now;
    int here = number;
    on_stack = inside(&here);
    sigaltstack(NULL, &now);
    flags = now.ss_flags;
    if (number == SIGSEGV)
        siglongjmp(out, 1);
}

__attribute__((noinline)) static int endless(volatile int *up)
{
    volatile int here[256];
    here[0] = up ? *up + 1 : 0;
    return here[0] < 0 ? 0 : endless(here) + here[0];
}

int main(void)
{
    stack_t stack = {.ss_sp = space, .ss_size = sizeof space}, now;
    sigaltstack(&stack, NULL);
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGUSR1, &action, NULL);
    raise(SIGUSR1);
    printf("plain: on it %d flags %d\n", on_stack, flags);
    action.sa_flags = SA_ONSTACK;
    sigaction(SIGUSR1, &action, NULL);
    raise(SIGUSR1);
    printf("alternate: on it %d flags %d\n", on_stack, flags);
    sigaltstack(NULL, &now);
    printf("afterwards flags %d same %d\n", now.ss_flags, now.ss_sp == space);
    sigaction(SIGSEGV, &action, NULL);
    for (int i = 0; i < 2; i++)
        if (sigsetjmp(out, 1) == 0)
            endless(NULL);
        else
            printf("overflow %d: on it %d\n", i, on_stack);
    stack.ss_flags = SS_DISABLE;
    printf("disable %d\n", sigaltstack(&stack, NULL));
    return 0;
}

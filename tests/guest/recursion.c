/* recursion.c -- a million frames, on a stack made for it.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>

enum { STACK = 128 << 20 };

static volatile unsigned result;

__attribute__((noinline)) static unsigned count(unsigned n)
{
    if (n == 0)
        return 0;
    unsigned below = count(n - 1);
    __asm__ volatile("" : "+r"(below));
    return below + 1;
}

__attribute__((noinline)) static unsigned ackermann(unsigned m, unsigned n)
{
    return m == 0   ? n + 1
           : n == 0 ? ackermann(m - 1, 1)
                    : ackermann(m - 1, ackermann(m, n - 1));
}

static void on_signal(int number)
{
    (void)number;
    result = count(1000000);
}

int main(void)
{
    printf("%u\n", count(20000));
    printf("%u\n", ackermann(2, 150));
    stack_t stack = {.ss_size = STACK};
    stack.ss_sp = mmap(NULL, STACK, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    sigaltstack(&stack, NULL);
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_ONSTACK};
    sigaction(SIGUSR1, &action, NULL);
    for (int i = 0; i < 2; i++) {
        raise(SIGUSR1);
        printf("%u\n", result);
    }
    return 0;
}

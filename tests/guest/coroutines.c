/* coroutines.c -- makecontext and swapcontext: three stacks taking turns.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdio.h>
#include <ucontext.h>

static ucontext_t home, routine[2];
static char stack[2][65536];
static int log_sum, turns;

__attribute__((noinline)) static void hand_over(int from, int depth)
{
    if (depth) {
        hand_over(from, depth - 1);
        log_sum += depth;
        return;
    }
    turns++;
    swapcontext(&routine[from], &routine[1 - from]);
}

static void work(int number)
{
    double keep = number + 0.5;
    for (int i = 0; i < 1000; i++) {
        hand_over(number, i % 5);
        log_sum = log_sum * 3 + number;
        keep += 1;
    }
    printf("routine %d keeps %g\n", number, keep);
}

int main(void)
{
    for (int i = 0; i < 2; i++) {
        getcontext(&routine[i]);
        routine[i].uc_stack.ss_sp = stack[i];
        routine[i].uc_stack.ss_size = sizeof stack[i];
        routine[i].uc_link = &home;
        makecontext(&routine[i], (void (*)(void))work, 1, i);
    }
    swapcontext(&home, &routine[0]);
    printf("turns %d\n", turns);
    return 0;
}

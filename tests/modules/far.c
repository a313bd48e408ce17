/* far.c -- two functions that share an entry of the table of functions, as they are a
 * multiple of its range apart, called through pointers in turn; and the null pointer.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#define AT(name) __attribute__((section(name), noinline, aligned(16)))

AT(".far1") uint32_t first(uint32_t x)
{
    return x * 3 + 1;
}

AT(".far2") uint32_t second(uint32_t x)
{
    return x ^ x >> 3;
}

AT(".far3") uint32_t third(uint32_t x)
{
    return x + 0x1234;
}

int main(void)
{
    uint32_t (*volatile call[])(uint32_t) = {first, second, third, NULL};
    uint32_t x = 1;
    int status;

    for (int i = 0; i < 3000; i++)
        x = call[i % 3](x);
    printf("%08x\n", x);
    fflush(stdout);
    if (!fork())
        _exit((int)call[3](x));
    wait(&status);
    printf("%d\n", WTERMSIG(status) == SIGSEGV);
    return 0;
}

/* protections.c -- which protections mprotect takes, and of the stack as a whole.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#ifndef PROT_SEM
#define PROT_SEM 8
#endif

enum { PAGE = 4096 };

static void check(const char *what, long got)
{
    printf("%s: %s\n", what, got < 0 ? strerror(errno) : "ok");
}

/* What /proc says of the page at this address. */
static void show(uintptr_t at)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    char line[512], flags[8];
    unsigned long start, end;

    while (fgets(line, sizeof line, maps))
        if (sscanf(line, "%lx-%lx %4s", &start, &end, flags) == 3 && at >= start &&
            at < end)
            printf("%s\n", flags);
    fclose(maps);
}

int main(void)
{
    char *page =
        mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char here;
    char *stack = (char *)((uintptr_t)&here & -PAGE);

    page[0] = 'k';
    check("unknown", mprotect(page, PAGE, 0x1000));
    check("unknown besides", mprotect(page, PAGE, PROT_READ | 0x1000));
    check("nothing", mprotect(page, 0, 0x1000));
    check("semaphores", mprotect(page, PAGE, PROT_READ | PROT_WRITE | PROT_SEM));
    printf("%c\n", page[0]);
    check("stack",
          mprotect(stack, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC | PROT_GROWSDOWN));
    show((uintptr_t)stack);
    show((uintptr_t)stack - PAGE);
    check("stack again",
          mprotect(stack, PAGE, PROT_READ | PROT_WRITE | PROT_GROWSDOWN));
    show((uintptr_t)stack - PAGE);
    return 0;
}

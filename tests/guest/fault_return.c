/* fault_return.c -- a SIGSEGV handler that makes the page writable and returns.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PAGES = 16 };

static char *area;
static size_t page;
static volatile int faults, accesses, unmapped;
static char *volatile last;

static void on_fault(int number, siginfo_t *info, void *context)
{
    (void)number, (void)context;
    faults++;
    accesses += info->si_code == SEGV_ACCERR;
    unmapped += info->si_code == SEGV_MAPERR;
    last = info->si_addr;
    char *start = (char *)((uintptr_t)info->si_addr & ~(page - 1));
    mprotect(start, page, PROT_READ | PROT_WRITE);
}

__attribute__((noinline)) static void touch(char *p, int value)
{
    *(volatile int *)p += value;
}

int main(void)
{
    page = (size_t)sysconf(_SC_PAGESIZE);
    area = mmap(NULL, PAGES * page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};
    sigaction(SIGSEGV, &action, NULL);
    for (int turn = 0; turn < 3; turn++)
        for (unsigned i = 0; i < PAGES; i++)
            touch(area + i * page + 8 * i, (int)i + turn);
    int sum = 0;
    for (unsigned i = 0; i < PAGES; i++)
        sum += *(int *)(area + i * page + 8 * i);
    printf("faults %d access %d unmapped %d sum %d\n", faults, accesses, unmapped, sum);
    printf("address %d\n", last == area + 15 * page + 120);
    mprotect(area, PAGES * page, PROT_READ);
    memset(area, 7, PAGES * page);
    printf("faults %d last %d\n", faults, area[PAGES * page - 1]);
    mprotect(area, page, PROT_NONE);
    int got_byte = *(volatile char *)(area + 100);
    printf("read %d faults %d\n", got_byte, faults);
    ssize_t got = -1;
    mprotect(area, page, PROT_READ);
    int ends[2];
    if (pipe(ends) || write(ends[1], "abc", 3) != 3)
        return 1;
    got = read(ends[0], area, 3);
    printf("system call %d faults %d\n", (int)got, faults);
    return 0;
}

/* fault_jump.c -- faults of each kind, left by siglongjmp.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>

static sigjmp_buf out;
static volatile uintptr_t address;
static volatile int code;

static void on_fault(int number, siginfo_t *info, void *context)
{
    (void)context;
    address = (uintptr_t)info->si_addr;
    code = info->si_code;
    siglongjmp(out, number);
}

static void try_it(const char *what, void (*attempt)(volatile char *), uintptr_t where)
{
    int got = sigsetjmp(out, 1);
    if (got == 0) {
        attempt((volatile char *)where);
        printf("%s: no fault\n", what);
    } else
        printf("%s: signal %d code %d address %d\n", what, got, code, address == where);
}

static void load(volatile char *p)
{
    (void)*p;
}

static void store(volatile char *p)
{
    *p = 1;
}

static void load_double(volatile char *p)
{
    volatile double d = *(volatile double *)p;
    (void)d;
}

static void call(volatile char *p)
{
    ((void (*)(void))(uintptr_t)p)();
}

int main(void)
{
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};
    sigaction(SIGSEGV, &action, NULL);
    sigaction(SIGBUS, &action, NULL);
    uintptr_t none =
        (uintptr_t)mmap(NULL, 8192, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    uintptr_t data = (uintptr_t)mmap(NULL, 4096, PROT_READ | PROT_WRITE,
                                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    try_it("load null", load, 0);
    try_it("store null", store, 16);
    try_it("load double", load_double, 64);
    try_it("load none", load, none + 5);
    try_it("store none", store, none + 4096);
    try_it("call null", call, 0);
    try_it("call none", call, none);
    try_it("call data", call, data);
    try_it("store text", store, (uintptr_t)(void *)&main);
    return 0;
}

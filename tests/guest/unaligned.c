/* unaligned.c -- atomic accesses that are not aligned give SIGBUS with their address.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#if defined __arm__ && __ARM_ARCH < 6
__asm__(".arch armv6");
#endif

static sigjmp_buf back;
static char bytes[64] __attribute__((aligned(16)));

static void caught(int signal, siginfo_t *info, void *context)
{
    printf("signal %d code %d at %d\n", signal, info->si_code,
           (int)((char *)info->si_addr - bytes));
    siglongjmp(back, 1);
}

static void load(void *at)
{
    int value = 0;
#ifdef __powerpc__
    __asm__ volatile("lwarx %0,0,%1" : "=r"(value) : "r"(at) : "memory");
#else
    __asm__ volatile("ldrex %0,[%1]" : "=r"(value) : "r"(at) : "memory");
#endif
    printf("loaded %x\n", value);
}

static void store(void *at)
{
    int value = 5, failed = 0;
#ifdef __powerpc__
    __asm__ volatile("stwcx. %0,0,%1" : : "r"(value), "r"(at) : "memory", "cc");
#else
    __asm__ volatile("strex %0,%1,[%2]"
                     : "=&r"(failed)
                     : "r"(value), "r"(at)
                     : "memory");
#endif
    printf("stored %d\n", failed);
}

int main(void)
{
    struct sigaction action = {.sa_sigaction = caught, .sa_flags = SA_SIGINFO};

    setvbuf(stdout, NULL, _IONBF, 0);
    sigaction(SIGBUS, &action, NULL);
    memset(bytes, 0x11, sizeof bytes);
    load(bytes + 4);
    for (int offset = 1; offset < 4; offset++)
        if (!sigsetjmp(back, 1))
            load(bytes + 8 + offset);
    if (!sigsetjmp(back, 1))
        store(bytes + 22);
    return 0;
}

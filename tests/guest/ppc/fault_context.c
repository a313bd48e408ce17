/* fault_context.c -- handlers that read and edit the registers of the fault.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <ucontext.h>

enum { NIP = 32, MSR, ORIG_R3, CTR, LINK, XER, CCR };

static volatile unsigned long seen_r4, seen_lr_set;

static void on_fault(int number, siginfo_t *info, void *context)
{
    (void)info;
    unsigned long *reg =
        (unsigned long *)((ucontext_t *)context)->uc_mcontext.uc_regs->gregs;
    seen_r4 = reg[4];
    seen_lr_set = reg[LINK] != 0;
    if (number == SIGSEGV) {
        reg[3] = 4711;
        reg[XER] |= 0x20000000;
        reg[CCR] = (reg[CCR] & 0x0fffffff) | 0x40000000;
    }
    reg[NIP] += 4;
}

/* The load faults: the handler gives it a value, a carry and CR0, and skips it. */
__attribute__((noinline)) static long faulting(long argument)
{
    long result, carry, field;
    __asm__ volatile("mr 4,%3\n\t"
                     "li 3,0\n\t"
                     "addic 5,3,0\n\t" /* no carry */
                     "cmpwi 3,1\n\t"   /* less */
                     "lwz 3,0(3)\n\t"
                     "mfcr %2\n\t"
                     "li 5,0\n\t"
                     "addze %1,5\n\t"
                     "mr %0,3"
                     : "=&r"(result), "=&r"(carry), "=&r"(field)
                     : "r"(argument)
                     : "r3", "r4", "r5", "cr0", "xer", "memory");
    printf("result %ld carry %ld field %lx\n", result, carry,
           (unsigned long)field >> 28);
    return result;
}

int main(void)
{
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};
    sigaction(SIGSEGV, &action, NULL);
    sigaction(SIGILL, &action, NULL);
    sigaction(SIGTRAP, &action, NULL);
    for (long i = 0; i < 3; i++) {
        faulting(1000 + i);
        printf("r4 %lu link %lu\n", seen_r4, seen_lr_set);
    }
    __asm__ volatile("li 4,77\n\t.long 0" ::: "r4", "memory");
    printf("illegal r4 %lu\n", seen_r4);
    __asm__ volatile("li 4,78\n\ttrap" ::: "r4", "memory");
    printf("trap r4 %lu\n", seen_r4);
    __asm__ volatile("li 4,79\n\ttwi 4,4,79" ::: "r4", "memory");
    printf("trap if equal r4 %lu\n", seen_r4);
    __asm__ volatile("li 4,80\n\ttwlgti 4,100" ::: "r4", "memory");
    printf("no trap r4 %lu\n", seen_r4);
    __asm__ volatile("li 4,81\n\t.long 0x7c0000a6" ::
                         : "r0", "r4", "memory"); /* mfmsr */
    printf("privileged r4 %lu\n", seen_r4);
    return 0;
}

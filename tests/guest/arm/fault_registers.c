/* fault_registers.c -- handlers that read and edit the registers of a fault.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#ifndef __ARM_ARCH_7A__
#pragma GCC target("arch=armv7-a")
#endif
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <ucontext.h>

enum { CARRY = 1 << 29, ZERO = 1 << 30, THUMB = 1 << 5 };

#ifdef __thumb__
#define LOAD "ldr.w r0, [r1, #16]"
#else
#define LOAD "ldr r0, [r1, #16]"
#endif

static volatile unsigned long seen_r4, seen_flags, seen_address, seen_code, thumb_bit;

static void on_fault(int number, siginfo_t *info, void *context)
{
    mcontext_t *m = &((ucontext_t *)context)->uc_mcontext;

    seen_r4 = m->arm_r4;
    seen_flags = m->arm_cpsr & (CARRY | ZERO);
    thumb_bit = (m->arm_cpsr & THUMB) != 0;
    seen_code = info->si_code;
    if (number == SIGSEGV) {
        seen_address = (unsigned long)info->si_addr == m->fault_address;
        m->arm_r0 = 4711;
        m->arm_cpsr |= CARRY;
        m->arm_cpsr &= ~ZERO;
    }
    m->arm_pc += 4; /* all that fault here are as long */
}

/* The load faults with Z set and C clear: the handler gives it a value, sets C, clears
 * Z and skips it. */
__attribute__((noinline)) static void faulting(long argument)
{
    long result, carry, equal;
    __asm__ volatile("mov r4, %3\n\t"
                     "mov r0, #1\n\t"
                     "mov r2, #0\n\t"
                     "adds r1, r0, #0\n\t"
                     "subs r1, r1, r0\n\t"
                     "adds r1, r1, #0\n\t" LOAD "\n\t"
                     "adc r3, r2, r2\n\t"
                     "mov r2, #1\n\t"
                     "beq 1f\n\t"
                     "mov r2, #0\n"
                     "1: mov %0, r0\n\t"
                     "mov %1, r3\n\t"
                     "mov %2, r2"
                     : "=r"(result), "=r"(carry), "=r"(equal)
                     : "r"(argument)
                     : "r0", "r1", "r2", "r3", "r4", "cc", "memory");
    printf("result %ld carry %ld equal %ld\n", result, carry, equal);
}

/* Misaligned, which only exclusive accesses may not be. */
static unsigned long aligned(const char *bytes)
{
    unsigned long value = 77;
    __asm__ volatile("mov r4, #5\n\tldrex %0, [%1]" : "+r"(value) : "r"(bytes) : "r4");
    return value;
}

int main(void)
{
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};
    sigaction(SIGSEGV, &action, NULL);
    sigaction(SIGILL, &action, NULL);
    sigaction(SIGBUS, &action, NULL);
    for (long i = 0; i < 3; i++) {
        faulting(1000 + i);
        printf("r4 %lu flags %lx address %lu\n", seen_r4, seen_flags, seen_address);
    }
#ifdef __thumb__
    printf("right set %d\n", thumb_bit == 1);
    __asm__ volatile("mov r4, #77\n\tudf.w #1" ::: "r4", "memory");
#else
    printf("right set %d\n", thumb_bit == 0);
    __asm__ volatile("mov r4, #77\n\tudf #0" ::: "r4", "memory");
#endif
    printf("illegal r4 %lu code %d\n", seen_r4, seen_code == ILL_ILLOPC);
    static const char bytes[8] __attribute__((aligned(8))) = {1, 2, 3, 4, 5, 6, 7, 8};
    printf("%lx\n", aligned(bytes + 4));
    printf("%lu code %d r4 %lu\n", aligned(bytes + 2), seen_code == BUS_ADRALN,
           seen_r4);
    return 0;
}

/* asm_memory.c -- update forms, byte-reversed access, dcbz, unaligned access.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static unsigned char area[512] __attribute__((aligned(128)));

static void fill(void)
{
    for (unsigned i = 0; i < sizeof area; i++)
        area[i] = (unsigned char)(i * 37 + 11) | 1;
}

static unsigned sum(void)
{
    unsigned s = 0;
    for (unsigned i = 0; i < sizeof area; i++)
        s = s * 31 + area[i];
    return s;
}

int main(void)
{
    fill();
    uintptr_t base = (uintptr_t)area;
    unsigned value, extended;
    uintptr_t p = base + 8;
    __asm__ volatile("lwzu %0,4(%1)" : "=&r"(value), "+b"(p)::"memory");
    printf("lwzu %08x %u\n", value, (unsigned)(p - base));
    __asm__ volatile("lhau %0,-6(%1)" : "=&r"(value), "+b"(p)::"memory");
    printf("lhau %08x %u\n", value, (unsigned)(p - base));
    __asm__ volatile("lbzux %0,%1,%2" : "=&r"(value), "+b"(p) : "r"(17) : "memory");
    printf("lbzux %08x %u\n", value, (unsigned)(p - base));
    __asm__ volatile("stwu %1,-12(%0)\n\tsthux %1,%0,%2\n\tstbu %1,3(%0)"
                     : "+b"(p)
                     : "r"(0xcafebabe), "r"(33)
                     : "memory");
    printf("stores %08x %u\n", sum(), (unsigned)(p - base));
    __asm__ volatile("lwbrx %0,0,%2\n\tlhbrx %1,%3,%2"
                     : "=&r"(value), "=&r"(extended)
                     : "r"(base + 1), "b"(5)
                     : "memory");
    printf("reversed %08x %08x\n", value, extended);
    __asm__ volatile("stwbrx %0,0,%1\n\tsthbrx %0,%2,%1" ::"r"(0x11223344),
                     "r"(base + 3), "b"(9)
                     : "memory");
    printf("stored %08x\n", sum());
    double d = 1;
    uintptr_t q = base + 3;
    __asm__ volatile("lfdu %0,8(%1)\n\tfmr %0,%0\n\tstfdux %0,%1,%2"
                     : "=&d"(d), "+b"(q)
                     : "r"(21)
                     : "memory");
    printf("double %08x %u\n", sum(), (unsigned)(q - base));
    __asm__ volatile("stfiwx %1,0,%0" ::"r"(base + 130), "d"(d) : "memory");
    printf("stfiwx %08x\n", sum());
    fill();
    __asm__ volatile("dcbz 0,%0" ::"r"(base + 200) : "memory");
    unsigned zeros = 0, first = 0;
    for (unsigned i = 128; i < 384; i++)
        zeros += area[i] == 0;
    for (first = 128; area[first]; first++)
        ;
    /* The block is 32 or 128 bytes: what AT_DCACHEBSIZE says. */
    printf("dcbz %d %d\n", zeros >= 32, first == 128 || first == 192);
    __asm__ volatile("dcbt 0,%0\n\tdcbtst 0,%0\n\tdcbst 0,%0\n\tdcbf "
                     "0,%0\n\teieio\n\tsync\n\tisync\n\tori 2,2,0" ::"r"(base)
                     : "memory");
    puts("hints");
    return 0;
}

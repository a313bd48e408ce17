/* cpu.c -- which x86-64 processor this is.  Compiled for the oldest: see start.c.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "runtime/host/x86_64/cpu.h"

#include <cpuid.h>

Cpu cpu_ask(void)
{
    enum { EXTENDED = 7 };
    const unsigned more = 0x80000001; /* there, where leaf 7 is */
    unsigned a, b, c, d;
    Cpu cpu = {0};

    __cpuid(0, cpu.leaves, cpu.vendor, c, d);
    __cpuid(1, cpu.signature, b, cpu.c1, d);
    if (cpu.leaves < EXTENDED)
        return cpu;
    __cpuid_count(EXTENDED, 0, a, cpu.b7, c, d);
    __cpuid(more, a, b, cpu.c8, d);
    return cpu;
}

/* The levels' features are those that gcc's -march=x86-64-v2 to -v4 use.  x86-64 psABI,
 * 3.1.1. */
unsigned cpu_level(const Cpu *cpu)
{
    enum {
        V2_C = bit_SSE3 | bit_SSSE3 | bit_SSE4_1 | bit_SSE4_2 | bit_POPCNT |
               bit_CMPXCHG16B,
        V3_C = bit_AVX | bit_F16C | bit_FMA | bit_MOVBE | bit_OSXSAVE,
        V3_B = bit_AVX2 | bit_BMI | bit_BMI2,
        V4_B = bit_AVX512F | bit_AVX512BW | bit_AVX512CD | bit_AVX512DQ,
        AVX_STATE = 6,
        AVX512_STATE = 0xe6,
    };
    const unsigned v4_b = V4_B | bit_AVX512VL;
    unsigned xcr = 0, high;

    if ((cpu->c1 & V2_C) != V2_C)
        return 1;
    if (cpu->c1 & bit_OSXSAVE)
        __asm__("xgetbv" : "=a"(xcr), "=d"(high) : "c"(0));
    if ((cpu->c1 & V3_C) != V3_C || (cpu->b7 & V3_B) != V3_B ||
        !(cpu->c8 & bit_LZCNT) || (xcr & AVX_STATE) != AVX_STATE)
        return 2;
    return (cpu->b7 & v4_b) == v4_b && (xcr & AVX512_STATE) == AVX512_STATE ? 4 : 3;
}

bool host_has_aes, host_has_sha;

bool cpu_has_aes(const Cpu *cpu)
{
    enum { BOTH = bit_AES | bit_PCLMUL };

    return (cpu->c1 & BOTH) == BOTH;
}

bool cpu_has_sha(const Cpu *cpu)
{
    return cpu->b7 & bit_SHA;
}

/*
 * For AMD's families 17h and 19h, and Hygon's, kernels return by a `ret` that was made
 * safe (SRSO), which leaves the stack of return addresses full of the kernel's.
 */
bool cpu_spoils_returns(const Cpu *cpu)
{
    enum { HYGON = 0x6f677948 };
    unsigned family = (cpu->signature >> 8 & 15) + (cpu->signature >> 20 & 255);

    return (cpu->vendor == signature_AMD_ebx || cpu->vendor == HYGON) &&
           family >= 0x17 && family <= 0x19;
}

/*
 * start.c -- making a position-independent process of itself.  ELF, chapter 5.
 *
 * This file is compiled for the oldest x86-64, to tell whether the rest may run.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include <cpuid.h>
#include <linux/auxvec.h>
#include <linux/elf.h>

#include "runtime/memory/memory.h"
#include "runtime/main.h"
#include "runtime/program.h"
#include "runtime/base/sys.h"

extern const Elf64_Ehdr __ehdr_start __attribute__((visibility("hidden")));

enum { R_X86_64_RELATIVE = 8 };

static void relocate(const Elf64_Dyn *dynamic, u64 base)
{
    u64 table = 0, size = 0;

    for (; dynamic->d_tag != DT_NULL; dynamic++) {
        if (dynamic->d_tag == DT_RELA)
            table = dynamic->d_un.d_ptr;
        if (dynamic->d_tag == DT_RELASZ)
            size = dynamic->d_un.d_val;
    }
    const Elf64_Rela *rela = (const Elf64_Rela *)(base + table);
    for (u64 i = 0; i < size / sizeof *rela; i++)
        if (ELF64_R_TYPE(rela[i].r_info) == R_X86_64_RELATIVE)
            *(u64 *)(base + rela[i].r_offset) = base + (u64)rela[i].r_addend;
}

static void protect_relro(u64 base)
{
    const Elf64_Phdr *ph = (const Elf64_Phdr *)(base + __ehdr_start.e_phoff);

    for (unsigned i = 0; i < __ehdr_start.e_phnum; i++) {
        if (ph[i].p_type != PT_GNU_RELRO)
            continue;
        u64 start = (base + ph[i].p_vaddr) & -4096ull;
        u64 end = (base + ph[i].p_vaddr + ph[i].p_memsz) & -4096ull;
        if (end > start)
            sys_call3(__NR_mprotect, start, end - start, PROT_READ);
    }
}

/* What cpuid says; asked once, as each answer takes a virtual machine microseconds. */
typedef struct {
    unsigned leaves, vendor;        /* of leaf 0: the last one, ebx */
    unsigned signature, c1, b7, c8; /* of leaves 1, 7 and 0x80000001 */
} Cpu;

static Cpu ask_cpu(void)
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

/* What gcc's -march=x86-64-v2 and -v3 use beyond the first x86-64. */
static unsigned level_of(const Cpu *cpu)
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

/*
 * For AMD's families 17h and 19h, and Hygon's, kernels return by a `ret` that was made
 * safe (SRSO), which leaves the stack of return addresses full of the kernel's.
 */
static bool spoils_returns(const Cpu *cpu)
{
    enum { HYGON = 0x6f677948 };
    unsigned family = (cpu->signature >> 8 & 15) + (cpu->signature >> 20 & 255);

    return (cpu->vendor == signature_AMD_ebx || cpu->vendor == HYGON) &&
           family >= 0x17 && family <= 0x19;
}

static void refuse(const char *text, unsigned length)
{
    sys_call3(__NR_write, 2, (u64)text, length);
    sys_call1(__NR_exit_group, 1);
}

/* Neither strlen nor a table of strings: those may need a newer processor. */
static void check_level(unsigned level, unsigned wanted)
{
    static const char v2[] = "this program needs an x86-64-v2 processor\n";
    static const char v3[] = "this program needs an x86-64-v3 processor (AVX2, FMA)\n";
    static const char v4[] = "this program needs an x86-64-v4 processor (AVX-512)\n";

    if (level >= wanted)
        return;
    if (wanted == 2)
        refuse(v2, sizeof v2 - 1);
    else if (wanted == 3)
        refuse(v3, sizeof v3 - 1);
    else
        refuse(v4, sizeof v4 - 1);
}

_Noreturn void start_process(u64 *stack, const void *dynamic)
{
    u64 base = (u64)&__ehdr_start;

    relocate(dynamic, base);
    protect_relro(base);
    Cpu cpu = ask_cpu();
    check_level(level_of(&cpu), RUNTIME_LEVEL);
    if (program_image())
        check_level(level_of(&cpu), program_image()->cpu_level);
    host_spoils_returns = spoils_returns(&cpu);
    main_run(stack);
}

/*
 * start.c -- making a position-independent process of itself.  ELF, chapter 5.
 *
 * This file is compiled for the oldest x86-64, to tell whether the rest may run.
 */
#include <cpuid.h>
#include <linux/auxvec.h>
#include <linux/elf.h>

#include "runtime/main.h"
#include "runtime/memory.h"

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

/* What gcc's -march=x86-64-v2 and -v3 use beyond the first x86-64. */
static unsigned cpu_level(void)
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
    unsigned a, b, c, d, c1, xcr = 0;

    if (!__get_cpuid(1, &a, &b, &c1, &d) || (c1 & V2_C) != V2_C)
        return 1;
    if (c1 & bit_OSXSAVE)
        __asm__("xgetbv" : "=a"(xcr), "=d"(d) : "c"(0));
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d))
        return 2;
    unsigned b7 = b;
    if (!__get_cpuid(0x80000001, &a, &b, &c, &d))
        return 2;
    if ((c1 & V3_C) != V3_C || (b7 & V3_B) != V3_B || !(c & bit_LZCNT) ||
        (xcr & AVX_STATE) != AVX_STATE)
        return 2;
    return (b7 & v4_b) == v4_b && (xcr & AVX512_STATE) == AVX512_STATE ? 4 : 3;
}

static void refuse(const char *text, unsigned length)
{
    sys_call3(__NR_write, 2, (u64)text, length);
    sys_call1(__NR_exit_group, 1);
}

/* Neither strlen nor a table of strings: those may need a newer processor. */
static void check_level(unsigned wanted)
{
    static const char v2[] = "this program needs an x86-64-v2 processor\n";
    static const char v3[] = "this program needs an x86-64-v3 processor (AVX2, FMA)\n";
    static const char v4[] = "this program needs an x86-64-v4 processor (AVX-512)\n";

    if (cpu_level() >= wanted)
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
    check_level(RUNTIME_LEVEL);
    if (main_image())
        check_level(main_image()->cpu_level);
    main_run(stack);
}

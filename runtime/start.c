/*
 * start.c -- making a position-independent process of itself.  ELF, chapter 5.
 *
 * This file is compiled for the oldest x86-64, to tell whether the rest may run.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include <linux/auxvec.h>
#include <linux/elf.h>

#include "runtime/host/x86_64/cpu.h"
#include "runtime/memory/memory.h"
#include "runtime/main.h"
#include "runtime/program.h"
#include "runtime/base/sys.h"

extern const Elf64_Ehdr __ehdr_start __attribute__((visibility("hidden")));

/* Of the generic ABI; older headers do not have them. */
enum { RELATIVE_SIZE = 35, RELATIVE_TABLE = 36 };

/* One word of a DT_RELR table: the address of a word to relocate, or a bitmap of which
 * of the 63 words after the last that was spoken of are to be.  Returns the next word
 * after those. */
static u64 *relocate_by(u64 entry, u64 *next, u64 base)
{
    enum { WORDS = 63 };

    if (!(entry & 1)) {
        next = (u64 *)(base + entry);
        *next += base;
        return next + 1;
    }
    for (entry >>= 1; entry; entry &= entry - 1)
        next[__builtin_ctzll(entry)] += base;
    return next + WORDS;
}

/* The linker packs all relocations, which are relative ones (aot/link.c). */
static void relocate(const Elf64_Dyn *dynamic, u64 base)
{
    u64 table = 0, size = 0, *next = NULL;

    for (; dynamic->d_tag != DT_NULL; dynamic++) {
        if (dynamic->d_tag == RELATIVE_TABLE)
            table = dynamic->d_un.d_ptr;
        if (dynamic->d_tag == RELATIVE_SIZE)
            size = dynamic->d_un.d_val;
    }
    const u64 *entry = (const u64 *)(base + table);
    for (u64 i = 0; i < size / sizeof *entry; i++)
        next = relocate_by(entry[i], next, base);
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

static void refuse(const char *text, unsigned length)
{
    sys_call3(__NR_write, 2, (u64)text, length);
    sys_call1(__NR_exit_group, 1);
}

/* This uses neither strlen nor a table of strings: compiled for a newer processor,
 * these may not run. */
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
    Cpu cpu = cpu_ask();
    check_level(cpu_level(&cpu), RUNTIME_LEVEL);
    if (program_image())
        check_level(cpu_level(&cpu), program_image()->cpu_level);
    host_spoils_returns = cpu_spoils_returns(&cpu);
    host_has_aes = cpu_has_aes(&cpu);
    host_has_sha = cpu_has_sha(&cpu);
    main_run(stack);
}

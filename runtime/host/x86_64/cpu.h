/*
 * cpu.h -- single instructions of the host's processor, and which processor it is.
 *
 *      Cpu cpu = cpu_ask();
 *      if (cpu_level(&cpu) < 3) ...
 *
 * Together with the .S files of this folder, ir/fp_host.h and the dynamic translator's
 * back end this is all that the runtime has of the host's instruction set.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#ifndef RUNTIME_HOST_X86_64_CPU_H
#define RUNTIME_HOST_X86_64_CPU_H

#include "ir/base.h"

/* The answers of cpuid.  Each takes microseconds on a virtual machine, so it is asked
 * once. */
typedef struct {
    unsigned leaves, vendor;        /* of leaf 0: the last one, ebx */
    unsigned signature, c1, b7, c8; /* of leaves 1, 7 and 0x80000001 */
} Cpu;

/* Asks the processor what it is. */
Cpu cpu_ask(void);
/* Returns the highest level of the x86-64 psABI (1 to 4) that processor and operating
 * system support. */
unsigned cpu_level(const Cpu *cpu);
/* Returns true if this processor's kernels leave return addresses of their own in the
 * return stack buffer, so that a caller's `ret` after a system call is mispredicted. */
bool cpu_spoils_returns(const Cpu *cpu);

/* Return true if the processor has AES and PCLMULQDQ, or the instructions for SHA-1 and
 * SHA-256.  No level has them. */
bool cpu_has_aes(const Cpu *cpu);
bool cpu_has_sha(const Cpu *cpu);
/* The same of this host; set when the process starts. */
extern bool host_has_aes, host_has_sha;

/* Sets the bases of fs and gs by instructions that are permitted if AT_HWCAP2 has
 * CPU_SETS_BASES.  x86/elf_hwcap.h of the kernel: HWCAP2_FSGSBASE. */
enum { CPU_SETS_BASES = 2 };
static inline void cpu_set_bases(u64 fs, u64 gs)
{
    __asm__ volatile("wrfsbase %0\n\twrgsbase %1" : : "r"(fs), "r"(gs));
}

/* Tells the processor that the thread spins on a word. */
static inline void cpu_pause(void)
{
    __builtin_ia32_pause();
}

/* Copies `size` bytes upwards. */
static inline void cpu_copy(void *to, const void *from, size_t size)
{
    __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(size) : : "memory");
}

/* Sets `size` bytes to `value`. */
static inline void cpu_fill(void *to, int value, size_t size)
{
    __asm__ volatile("rep stosb" : "+D"(to), "+c"(size) : "a"(value) : "memory");
}

/* Offset from fs of the address of the current Thread: ThreadHead.self. */
enum { CPU_THREAD_AT = 2048 };

/* Returns the address of the current Thread. */
static inline u64 cpu_thread(void)
{
    u64 thread;

    __asm__("movq %%fs:%c1, %0" : "=r"(thread) : "i"(CPU_THREAD_AT));
    return thread;
}

#endif

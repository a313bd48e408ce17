/* probe.c -- code that tells what it finds in memory when it starts.
 *
 * It is put at the start of a page of a program that headers.c makes, and writes to
 * standard output: all of /proc/self/maps and a 0; the words of enum Told; then for
 * each page of the window that Params names 4096 bytes and a '+', or a '-' if it cannot
 * be read.  It has no data, as it may lie anywhere, and is for i386, PowerPC and ARM.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include "headers.h"

typedef unsigned char u8;
typedef unsigned u32;

enum { OPEN = 5, READ = 3, WRITE = 4, EXIT = 1, BRK = 45 };
enum { AT_PHDR_TAG = 3, AT_PHNUM_TAG = 5, AT_ENTRY_TAG = 9 };

#if defined(__i386__)
__asm__(".text\n.globl _start\n_start:\n"
        "mov %esp, %ecx\n call 1f\n1: pop %eax\n and $-4096, %eax\n"
        "and $-16, %esp\n sub $8, %esp\n push %ecx\n push %eax\n call probe\n hlt\n");

static long call(long number, long a, long b, long c)
{
    long result;

    __asm__ volatile("int $0x80"
                     : "=a"(result)
                     : "a"(number), "b"(a), "c"(b), "d"(c)
                     : "memory");
    return result;
}
#elif defined(__powerpc__)
__asm__(".text\n.globl _start\n_start:\n"
        "mr 4, 1\n bl 1f\n1: mflr 3\n rlwinm 3, 3, 0, 0, 19\n"
        "stwu 1, -64(1)\n bl probe\n trap\n");

static long call(long number, long a, long b, long c)
{
    register long r0 __asm__("r0") = number, r3 __asm__("r3") = a;
    register long r4 __asm__("r4") = b, r5 __asm__("r5") = c;

    __asm__ volatile("sc\n bns 1f\n neg 3, 3\n1:"
                     : "+r"(r0), "+r"(r3), "+r"(r4), "+r"(r5)
                     :
                     : "memory", "cr0", "r6", "r7", "r8", "r9", "r10", "r11", "r12");
    return r3;
}
#else
__asm__(".text\n.globl _start\n_start:\n"
        "mov r1, sp\n sub r0, pc, #12\n bic r0, r0, #0xff0\n bic r0, r0, #0xf\n"
        "bl probe\n udf #0\n");

static long call(long number, long a, long b, long c)
{
    register long r7 __asm__("r7") = number, r0 __asm__("r0") = a;
    register long r1 __asm__("r1") = b, r2 __asm__("r2") = c;

    __asm__ volatile("svc 0" : "+r"(r0) : "r"(r7), "r"(r1), "r"(r2) : "memory");
    return r0;
}
#endif

static void put(const void *bytes, u32 size)
{
    call(WRITE, 1, (long)bytes, (long)size);
}

static void put_maps(const char *name)
{
    char bytes[256];
    long fd = call(OPEN, (long)name, 0, 0), got;

    while ((got = call(READ, fd, (long)bytes, sizeof bytes)) > 0)
        put(bytes, (u32)got);
    bytes[0] = 0;
    put(bytes, 1);
}

/* What the kernel says of the program, behind argv and the environment. */
static void take_auxv(const u32 *stack, u32 *told)
{
    const u32 *at = stack + 1 + stack[0] + 1;

    while (*at++)
        ;
    for (; at[0]; at += 2) {
        if (at[0] == AT_PHDR_TAG)
            told[TOLD_PHDR] = at[1];
        if (at[0] == AT_PHNUM_TAG)
            told[TOLD_PHNUM] = at[1];
        if (at[0] == AT_ENTRY_TAG)
            told[TOLD_ENTRY] = at[1];
    }
}

static void put_page(const u8 *page, const u8 *code)
{
    char mark = '+';

    if (call(WRITE, 1, (long)page, PAGE) != PAGE) {
        put(code, PAGE);
        mark = '-';
    }
    put(&mark, 1);
}

/* `code`: the page where this lies; `stack`: the first word of it, argc. */
__attribute__((noreturn, used)) void probe(const u8 *code, const u32 *stack)
{
    const Params *params = (const Params *)(code + PARAMS_AT);
    u32 told[NUM_TOLD];

    for (u32 i = 0; i < NUM_TOLD; i++)
        told[i] = 0;
    told[TOLD_CODE] = (u32)code;
    told[TOLD_STACK] = (u32)stack;
    told[TOLD_BREAK] = (u32)call(BRK, 0, 0, 0);
    put_maps(params->maps);
    take_auxv(stack, told);
    put(told, sizeof told);
    for (u32 i = 0; i < params->num_pages; i++)
        put_page(code + PAGE * (i - params->pages_before), code);
    call(EXIT, 0, 0, 0);
    for (;;)
        ;
}

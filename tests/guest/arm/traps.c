/* traps.c -- instructions that stop a program: which signal, its code and address, and
 * what the frame tells, as Linux for ARM has it (kernel/traps.c, kernel/ptrace.c,
 * mm/fault.c).
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

enum { WRITE = 1 << 11 }; /* of fault status registers */

/* Each is a function of one instruction in each instruction set, and a return. */
#define INSN(name, arm, thumb)                                                         \
    void arm_##name(long), thumb_##name(long);                                         \
    __asm__(".pushsection .text\n.syntax unified\n.arch armv7-a\n"                     \
            ".arch_extension virt\n.arch_extension sec\n.arm\n.align 2\n"              \
            ".global arm_" #name "\n.type arm_" #name ", %function\n"                  \
            "arm_" #name ": " arm "\n bx lr\n.thumb\n.align 2\n"                       \
            ".global thumb_" #name "\n.thumb_func\n.type thumb_" #name ", %function\n" \
            "thumb_" #name ": " thumb "\n bx lr\n.popsection\n");
#define SAME(name, text) INSN(name, text, text)

SAME(undefined, "udf #0")
SAME(undefined_1, "udf #1")
INSN(trap, ".word 0xe7f000f0", "udf #0xff")    /* what __builtin_trap makes */
INSN(gdb, ".word 0xe7f001f0", ".hword 0xde01") /* breakpoints of gdb */
INSN(gdb_wide, ".word 0xe7f001f0", "udf.w #0")
INSN(undefined_wide, "udf #2", "udf.w #2")
SAME(breakpoint, "bkpt #0")
SAME(breakpoint_1, "bkpt #171")
INSN(return_from, "rfeia r0", "rfeia r0")
INSN(store_return, ".word 0xf8cd0510", "srsdb sp!, #16")
SAME(spsr, "mrs r0, spsr")
SAME(set_spsr, "msr spsr_f, r0")
SAME(hypervisor, "hvc #1")
SAME(monitor, "smc #1")
SAME(control, "mrc p15, 0, r0, c1, c0, 0")
SAME(coprocessor, "cdp p5, 1, c2, c3, c4, 5")
SAME(load_coprocessor, "ldc p5, c2, [r0]")
SAME(debug, "mcr p14, 0, r0, c0, c2, 2")
INSN(return_exception, "subs pc, lr, #4", "subs pc, lr, #4")
SAME(load, "ldr r0, [r0]")
SAME(store, "str r0, [r0]")
SAME(exclusive, "ldrex r0, [r0]")

static const struct {
    const char *name;
    void (*code[2])(long);
    long argument;
} insns[] = {
#define ROW(name, argument)                                                            \
    {                                                                                  \
#name, {arm_##name, thumb_##name }, argument                                   \
    }
    ROW(undefined, 0),
    ROW(undefined_1, 0),
    ROW(trap, 0),
    ROW(gdb, 0),
    ROW(gdb_wide, 0),
    ROW(undefined_wide, 0),
    ROW(breakpoint, 0),
    ROW(breakpoint_1, 0),
    ROW(return_from, 0),
    ROW(store_return, 0),
    ROW(spsr, 0),
    ROW(set_spsr, 0),
    ROW(hypervisor, 0),
    ROW(monitor, 0),
    ROW(control, 0),
    ROW(coprocessor, 0),
    ROW(load_coprocessor, 0),
    ROW(debug, 0),
    ROW(return_exception, 0),
    ROW(load, 0x20),
    ROW(store, 0x20),
    ROW(load, -1),
    ROW(store, -2),
    ROW(exclusive, -3),
};

static char *page;

static long argument_of(long argument)
{
    return argument < 0 ? (long)page + (argument == -3) : argument;
}

static const char *current;
static unsigned long start, argument;

static void on_signal(int number, siginfo_t *info, void *context)
{
    mcontext_t *m = &((ucontext_t *)context)->uc_mcontext;
    unsigned long address = (unsigned long)info->si_addr;
    int memory = number == SIGSEGV || number == SIGBUS;

    printf("%-16s %s signal %d code %d", current, start & 1 ? "T32" : "A32", number,
           info->si_code);
    printf(memory ? " at the argument %d" : " at the instruction %d",
           address == (memory ? argument : start & ~1ul));
    printf(" pc %d trap %lu", m->arm_pc == (start & ~1ul), m->trap_no);
    if (memory)
        printf(" write %d address %d", (m->error_code & WRITE) != 0,
               m->fault_address == argument);
    printf("\n");
    m->arm_pc = m->arm_lr & ~1ul; /* A32 and Thumb code may call each other: */
    m->arm_cpsr = m->arm_lr & 1 ? m->arm_cpsr | 0x20 : m->arm_cpsr & ~0x20ul;
}

static void try(int which, int set)
{
    start = (unsigned long)insns[which].code[set];
    current = insns[which].name;
    argument = argument_of(insns[which].argument);
    insns[which].code[set]((long)argument);
}

/* The immediate of a system call means nothing: its number is in r7. */
static long call(void)
{
    register long r7 __asm__("r7") = SYS_getpid;
    register long r0 __asm__("r0") = 0;

#ifdef __thumb__
    __asm__ volatile("svc #0xcd" : "+r"(r0) : "r"(r7) : "memory");
#else
    __asm__ volatile("svc #0x89abc" : "+r"(r0) : "r"(r7) : "memory");
#endif
    return r0;
}

int main(void)
{
    static const int signals[] = {SIGILL, SIGTRAP, SIGSEGV, SIGBUS};
    struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO};

    setvbuf(stdout, NULL, _IONBF, 0);
    page = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    printf("%d\n", call() == getpid());
    for (int i = 0; i < 4; i++)
        sigaction(signals[i], &action, NULL);
    for (int i = 0; i < (int)(sizeof insns / sizeof *insns); i++)
        for (int set = 0; set < 2; set++)
            try(i, set);
    return 0;
}

/* call_state_arm.c -- what only a system call, a signal or its return looks at: flags,
 * FPSCR as operations left it, the thread registers, the exclusive monitor.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

enum { FPSCR_AT = 8 + 32 * 8 /* in the frame's record of floating point */ };

struct seen {
    unsigned apsr, fpscr, thread, failed, other;
};

static int quiet;

static void on_signal(int number, siginfo_t *info, void *context)
{
    ucontext_t *uc = context;
    volatile double one = 1, zero = 0;
    unsigned fpscr;

    (void)number, (void)info;
    memcpy(&fpscr, (char *)uc->uc_regspace + FPSCR_AT, 4);
    if (!quiet)
        printf("signal: flags %08lx fpscr %08x E %ld\n",
               uc->uc_mcontext.arm_cpsr & 0xf80f0000, fpscr & ~8u,
               uc->uc_mcontext.arm_cpsr >> 9 & 1);
    one /= zero; /* not for what was interrupted */
    __asm__ volatile("cmp %0, %0\n mcr p15, 0, %0, c13, c0, 2\n"
                     ".arch armv7-a\n clrex"
                     :
                     : "r"(number)
                     : "cc", "memory");
}

#define LEAVE(name, set)                                                               \
    void name(struct seen *seen, long call, long process, long signal);                \
    __asm__(                                                                           \
        ".pushsection .text\n.syntax unified\n.arch armv7-a\n.fpu neon-vfpv4\n" set    \
        ".type " #name ", %function\n" #name ":\n"                                     \
        "push {r4-r11, lr}\n mov r4, r0\n mov r7, r1\n mov r0, r2\n mov r1, r3\n"      \
        "mov r2, #77\n mcr p15, 0, r2, c13, c0, 2\n mov r2, #0\n vmsr fpscr, r2\n"     \
        "vmov.f64 d0, #1.0\n vmov.f64 d1, #3.0\n vdiv.f64 d2, d0, d1\n"                \
        "vmov.i8 d3, #127\n vqadd.s8 d3, d3, d3\n vcmp.f64 d1, d0\n"                   \
        "add r5, r4, #16\n ldrex r6, [r5]\n"                                           \
        "ldr r2, =0xb80a0000\n msr APSR_nzcvqg, r2\n svc #0\n"                         \
        "strex r3, r6, [r5]\n mrs r2, apsr\n str r2, [r4]\n vmrs r2, fpscr\n"          \
        "str r2, [r4, #4]\n mrc p15, 0, r2, c13, c0, 2\n str r2, [r4, #8]\n"           \
        "str r3, [r4, #12]\n mov r2, #0\n vmsr fpscr, r2\n pop {r4-r11, pc}\n"         \
        ".ltorg\n.popsection\n");
LEAVE(leave_arm, ".arm\n.align 2\n")
LEAVE(leave_thumb, ".thumb\n.align 2\n.thumb_func\n")

static void try(const char *name, long call, long signal)
{
    struct seen seen[2] = {{0}, {0}};

    leave_arm(&seen[0], call, getpid(), signal);
    leave_thumb(&seen[1], call, getpid(), signal);
    for (int i = 0; i < 2; i++)
        printf("%s: flags %08x fpscr %08x thread %u, store %s\n", name,
               seen[i].apsr & 0xf80f0000, seen[i].fpscr & ~8u, seen[i].thread,
               seen[i].failed ? "failed" : "done");
}

int main(void)
{
    struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO};

    sigaction(SIGUSR1, &action, NULL);
    try("a call", SYS_getpid, 0);
    try("a signal", SYS_kill, SIGUSR1);
    try("an unknown call", 9999, 0);
    return 0;
}

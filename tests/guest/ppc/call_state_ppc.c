/* call_state_ppc.c -- what only a system call, a signal or its return looks at:
 * condition and fixed-point status bits, FPSCR as the last operation left it, the
 * reservation.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

enum { CTR = 35, LINK, XER, CCR };
enum { FPCC_AND_FLAGS = 0xfffff000 };

struct seen {
    unsigned cr, xer, ctr, word;
    unsigned long long fpscr;
};

static void on_signal(int number, siginfo_t *info, void *context)
{
    mcontext_t *m = ((ucontext_t *)context)->uc_mcontext.uc_regs;
    volatile double one = 1, zero = 0;
    unsigned long long fpscr;

    (void)number, (void)info;
    memcpy(&fpscr, &m->fpregs.fpscr, 8);
    printf("signal: cr %08lx xer %08lx ctr %lx fpscr %08x\n", m->gregs[CCR],
           m->gregs[XER], m->gregs[CTR], (unsigned)fpscr & FPCC_AND_FLAGS);
    one /= zero; /* not for what was interrupted */
    __asm__ volatile("cmpwi 7,%0,0\n\tmtctr %0\n\tmtxer %0"
                     :
                     : "r"(0)
                     : "cr7", "ctr", "xer");
}

void leave(struct seen *seen, long call, long process, long signal, double *numbers);
__asm__(
    ".pushsection .text\n.globl leave\n.type leave,@function\nleave:\n"
    "mflr 0\n stw 0,4(1)\n mr 9,3\n mr 0,4\n mr 3,5\n mr 4,6\n"
    "lfd 1,0(7)\n lfd 2,8(7)\n mtfsfi 7,0\n mtfsb0 3\n fsub 3,1,1\n fdiv 3,1,2\n fneg "
    "3,3\n"
    "fadd 3,3,3\n addi 10,9,12\n"
    "lis 5,0xe000\n ori 5,5,0x15\n mtxer 5\n lis 5,0x1234\n ori 5,5,0x5678\n mtctr 5\n"
    "lwarx 6,0,10\n mtcr 5\n sc\n"
    "mfcr 5\n stw 5,0(9)\n mfxer 5\n stw 5,4(9)\n mfctr 5\n stw 5,8(9)\n mffs 3\n"
    "stfd 3,16(9)\n stwcx. 6,0,10\n mfcr 5\n rlwinm 5,5,3,31,31\n stw 5,12(9)\n"
    "lwz 0,4(1)\n mtlr 0\n blr\n.popsection\n");

static void try(const char *name, long call, long signal)
{
    struct seen seen = {0};
    double numbers[2] = {1, 3};

    leave(&seen, call, getpid(), signal, numbers);
    printf("%s: cr %08x xer %08x ctr %x fpscr %08x, store %s\n", name, seen.cr,
           seen.xer, seen.ctr, (unsigned)seen.fpscr & FPCC_AND_FLAGS,
           seen.word ? "done" : "failed");
}

int main(void)
{
    struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO};

    sigaction(SIGUSR1, &action, NULL);
    try("a call", SYS_getppid, 0);
    try("a signal", SYS_kill, SIGUSR1);
    try("an unknown call", 9999, 0);
    return 0;
}

/* float_traps.c -- enabled floating-point exceptions: SIGFPE, its code, FPSCR.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <fenv.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <ucontext.h>

static sigjmp_buf back;
static volatile int code;
static volatile unsigned interrupted, inside;
static volatile int at_pc;

static unsigned read_fpscr(void)
{
    union {
        double d;
        uint64_t n;
    } u;

    __asm__ volatile("mffs %0" : "=d"(u.d));
    return (unsigned)u.n;
}

static void handler(int signal, siginfo_t *info, void *context)
{
    mcontext_t *m = ((ucontext_t *)context)->uc_mcontext.uc_regs;
    uint64_t fpscr;

    (void)signal;
    memcpy(&fpscr, &m->fpregs.fpscr, sizeof(fpscr));
    interrupted = (unsigned)fpscr;
    inside = read_fpscr();
    at_pc = (uintptr_t)info->si_addr == m->gregs[32];
    code = info->si_code;
    siglongjmp(back, 1);
}

static const char *name_of(int si_code)
{
    switch (si_code) {
    case FPE_FLTDIV: return "division";
    case FPE_FLTOVF: return "overflow";
    case FPE_FLTUND: return "underflow";
    case FPE_FLTRES: return "inexact";
    case FPE_FLTINV: return "invalid";
    }
    return "?";
}

/* Without FPRF, FR and FI, which a trap leaves open, and FX, which some ways of
 * raising do not set. */
#define TRY(what, enable, expression)                                                  \
    do {                                                                               \
        volatile double result = 99;                                                   \
        fedisableexcept(FE_ALL_EXCEPT);                                                \
        feclearexcept(FE_ALL_EXCEPT);                                                  \
        feenableexcept(enable);                                                        \
        if (!sigsetjmp(back, 1)) {                                                     \
            result = (expression);                                                     \
            printf("%s: no trap, %g, %d\n", what, result, fegetexcept() == (enable));  \
        } else {                                                                       \
            printf("%s: %s %g %08x %08x %d\n", what, name_of(code), result,            \
                   interrupted & 0x7ff80fff, inside, at_pc);                           \
        }                                                                              \
    } while (0)

int main(void)
{
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    volatile double zero = 0, one = 1, big = 1e308, small = 1e-308;
    volatile double infinity = HUGE_VAL, nan = NAN;

    sigaction(SIGFPE, &action, NULL);
    TRY("none", 0, one / zero);
    TRY("1/0", FE_DIVBYZERO, one / zero);
    TRY("1/0, other", FE_INVALID, one / zero);
    TRY("overflow", FE_OVERFLOW, big * big);
    TRY("underflow", FE_UNDERFLOW, small * small);
    TRY("inexact", FE_INEXACT, one / 3);
    TRY("quiet", FE_INVALID, nan + one);
    TRY("narrow", FE_OVERFLOW, (double)(float)big);
    TRY("raise division", FE_DIVBYZERO, (feraiseexcept(FE_DIVBYZERO), one));
    TRY("raise invalid", FE_INVALID, (feraiseexcept(FE_INVALID), one));
    TRY("raise other", FE_OVERFLOW, (feraiseexcept(FE_INEXACT), one));
    return 0;
}

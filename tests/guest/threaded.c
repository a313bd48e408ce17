/*
 * threaded.c -- an interpreter whose every instruction jumps to the next one's, with
 * calls, floating point and 64-bit values in them: what it keeps in registers must pass
 * through all of the jumps.  Signals come in between, and see no pc outside the
 * program.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <ucontext.h>

#if defined(__powerpc__)
#define PC(context) ((context)->uc_mcontext.uc_regs->gregs[32])
#elif defined(__arm__)
#define PC(context) ((context)->uc_mcontext.arm_pc)
#else /* its C library may be anywhere */
#define PC(context) ((void)(context), __executable_start)
#endif

#define NOINLINE __attribute__((noinline))

extern const char __executable_start[], etext[];
/* ARM's, which its C library calls. */
static const char *const kernel_helpers = (const char *)0xffff0000;
static volatile sig_atomic_t num_signals, num_strange;

static void handler(int number, siginfo_t *info, void *context)
{
    const char *pc = (const char *)PC((const ucontext_t *)context);

    (void)number, (void)info;
    num_signals++;
    if ((pc < __executable_start || pc >= etext) && pc < kernel_helpers)
        num_strange++;
}

enum {
    PUSH,
    ADD,
    SUB,
    MUL,
    DUP,
    SWAP,
    DROP,
    OVER,
    XOR,
    SHIFT,
    CALL,
    HALF,
    ROOT,
    TO_WIDE,
    FROM_WIDE,
    WIDE_MUL,
    LOOP,
    PRINT,
    HALT
};

NOINLINE static int called(int a, int b)
{
    return a * 3 ^ b;
}

NOINLINE static void show(const char *what, int top, double x, long long wide)
{
    printf("%s %d %.6f %lld\n", what, top, x, wide);
}

NOINLINE static int run(const signed char *code, int turns)
{
    static const void *const label[] = {
        &&push,      &&add,       &&sub,   &&mul,   &&dup,  &&swap, &&drop,
        &&over,      &&exclusive, &&shift, &&call,  &&half, &&root, &&to_wide,
        &&from_wide, &&wide_mul,  &&loop,  &&print, &&halt};
    int stack[32], *sp = stack, t;
    double x = 1;
    long long wide = 1;
#define NEXT goto *label[*code++]
    NEXT;
push:
    *sp++ = *code++;
    NEXT;
add:
    sp--;
    sp[-1] = (int)((unsigned)sp[-1] + (unsigned)sp[0]);
    NEXT;
sub:
    sp--;
    sp[-1] = (int)((unsigned)sp[-1] - (unsigned)sp[0]);
    NEXT;
mul:
    sp--;
    sp[-1] = (int)((unsigned)sp[-1] * (unsigned)sp[0]);
    NEXT;
dup:
    sp[0] = sp[-1];
    sp++;
    NEXT;
swap:
    t = sp[-1];
    sp[-1] = sp[-2];
    sp[-2] = t;
    NEXT;
drop:
    sp--;
    NEXT;
over:
    sp[0] = sp[-2];
    sp++;
    NEXT;
exclusive:
    sp--;
    sp[-1] ^= sp[0];
    NEXT;
shift:
    sp[-1] = (int)((unsigned)sp[-1] << 1 | (unsigned)sp[-1] >> 31);
    NEXT;
call:
    sp--;
    sp[-1] = called(sp[-1], sp[0]);
    NEXT;
half:
    x = x * 0.5 + sp[-1] % 1000;
    NEXT;
root:
    x = sqrt(fabs(x) + 2);
    NEXT;
to_wide:
    wide = wide * 31 + sp[-1];
    NEXT;
from_wide:
    sp[-1] ^= (int)(wide >> 13);
    NEXT;
wide_mul:
    wide *= sp[-1] | 1;
    NEXT;
loop:
    if (--turns > 0)
        code -= *code;
    else
        code++;
    NEXT;
print:
    show("at", sp[-1], x, wide);
    NEXT;
halt:
    return sp[-1] ^ (int)x ^ (int)wide;
}

int main(void)
{
    static const signed char code[] = {
        PUSH,      7,    PUSH, 11,  OVER, OVER,    CALL, SWAP,  DROP, SHIFT, DUP,
        PUSH,      5,    MUL,  XOR, HALF, TO_WIDE, SWAP, PUSH,  3,    SUB,   WIDE_MUL,
        FROM_WIDE, ROOT, SWAP, DUP, ADD,  LOOP,    24,   PRINT, HALT};
    static const signed char spin[] = {PUSH, 5, DUP, CALL, HALF, LOOP, 4, HALT};
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    const struct itimerval often = {{0, 300}, {0, 300}}, never = {{0, 0}, {0, 0}};
    int all = 0, again;

    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &often, NULL);
    for (int i = 1; i < 6; i++)
        all ^= run(code, 500 * i);
    for (again = run(spin, 1000); num_signals < 20;)
        if (run(spin, 1000) != again)
            all = -1;
    setitimer(ITIMER_REAL, &never, NULL);
    printf("%d %d\n", all, num_strange);
    return 0;
}

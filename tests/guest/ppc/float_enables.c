/*
 * float_enables.c -- what enabled exceptions change, per instruction, traps on and off.
 *
 * Each instruction is done on many operands without enables, then with VE, ZE or both,
 * with the traps of MSR off, and on.  From the first follows what the others must leave
 * (Power ISA, Book I, 4.4.1 and 4.4.2): the target, FPSCR, CR.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <ucontext.h>

enum {
    FEX = 1 << 30,
    VX = 1 << 29,
    ZX = 1 << 26,
    VXSNAN = 1 << 24,
    VXVC = 1 << 19,
    FR_FI = 3 << 17,
    FPRF = 0x1f << 12,
    FPCC = 0xf << 12,
    VE = 0x80,
    ZE = 0x10,
    BEFORE = 0x14000 /* FPRF, to be seen again where it does not change */
};

typedef struct {
    uint64_t target;
    uint32_t fpscr, cr;
} State;

typedef State Run(uint32_t fpscr, double x, double y, double z);

static volatile sig_atomic_t traps, at_other_places;

static void handler(int signal, siginfo_t *info, void *context)
{
    mcontext_t *m = ((ucontext_t *)context)->uc_mcontext.uc_regs;

    (void)signal;
    traps++;
    at_other_places += (uintptr_t)info->si_addr != m->gregs[32];
    m->gregs[32] += 4;
}

static double from_bits(uint64_t bits)
{
    double number;

    memcpy(&number, &bits, sizeof(number));
    return number;
}

/* A target of 7; and CR 0. */
#define INSTRUCTION(name, text)                                                        \
    static State do_##name(uint32_t fpscr, double x, double y, double z)               \
    {                                                                                  \
        double target = 7;                                                             \
        double status = from_bits(fpscr);                                              \
        State s;                                                                       \
                                                                                       \
        __asm__ volatile(                                                              \
            "li %[cr], 0\n mtcr %[cr]\n mtfsf 255, %[status]\n " text                  \
            "\n mffs %[status]\n mfcr %[cr]"                                           \
            : [target] "+f"(target), [status] "+f"(status), [cr] "=&r"(s.cr)           \
            : [x] "f"(x), [y] "f"(y), [z] "f"(z)                                       \
            : "cr0", "cr1", "cr2", "cr3", "cr4", "cr5", "cr6", "cr7");                 \
        memcpy(&s.target, &target, sizeof(s.target));                                  \
        uint64_t bits;                                                                 \
        memcpy(&bits, &status, sizeof(bits));                                          \
        s.fpscr = (uint32_t)bits;                                                      \
        return s;                                                                      \
    }
#define XY(name) INSTRUCTION(name, #name " %[target], %[x], %[y]")
#define XYZ(name) INSTRUCTION(name, #name " %[target], %[x], %[z], %[y]")
#define X(name)                                                                        \
    INSTRUCTION(name,                                                                  \
                ".machine push\n .machine any\n " #name " %[target], %[x]\n .machine " \
                "pop")
#define RECORD(name) INSTRUCTION(name##_, #name ". %[target], %[x], %[y]")
#define RECORD1(name) INSTRUCTION(name##_, #name ". %[target], %[x]")
#define COMPARE(name) INSTRUCTION(name, #name " 6, %[x], %[y]")
/* clang-format off */
#define ALL                                                                            \
    XY(fadd) XY(fadds) XY(fsub) XY(fsubs) XY(fmul) XY(fmuls) XY(fdiv) XY(fdivs)        \
    XYZ(fmadd) XYZ(fmadds) XYZ(fmsub) XYZ(fmsubs)                                      \
    XYZ(fnmadd) XYZ(fnmadds) XYZ(fnmsub) XYZ(fnmsubs)                                  \
    X(fsqrt) X(fsqrts) X(fre) X(fres) X(frsqrte) X(frsqrtes) X(frsp)                   \
    X(fctiw) X(fctiwz) X(fctiwu) X(fctiwuz) X(fctid) X(fctidz) X(fctidu) X(fctiduz)    \
    X(fcfid) X(frin) X(friz) X(frip) X(frim)                                           \
    RECORD(fadd) RECORD(fdivs) RECORD1(fctiw) RECORD1(frsp)                            \
    COMPARE(fcmpu) COMPARE(fcmpo)
ALL
/* clang-format on */
#undef INSTRUCTION

    static const struct {
    const char *name;
    Run *run;
} row[] = {
#define INSTRUCTION(name, text) {#name, do_##name},
    ALL
#undef INSTRUCTION
};

static int sets_cr1(const char *name)
{
    return name[strlen(name) - 1] == '_';
}

static uint32_t with_summaries(uint32_t fpscr)
{
    uint32_t enabled = (fpscr & VX && fpscr & VE) || (fpscr & ZX && fpscr & ZE);

    return enabled ? fpscr | FEX : fpscr & ~(uint32_t)FEX;
}

/* What it must leave with enables, if it leaves `plain` without. */
static State expected(const char *name, State plain, uint32_t enables)
{
    int compares = !strncmp(name, "fcmp", 4);
    int invalid = plain.fpscr & VX && enables & VE;
    int divided = plain.fpscr & ZX && enables & ZE;
    State s = plain;

    s.fpscr |= enables;
    if (compares && invalid && plain.fpscr & VXSNAN)
        s.fpscr &= ~(uint32_t)VXVC;
    if (!compares && (invalid || divided)) {
        s.target = 0x401c000000000000;
        s.fpscr = (s.fpscr & ~(uint32_t)(FR_FI | FPRF)) | BEFORE;
    }
    s.fpscr = with_summaries(s.fpscr);
    if (sets_cr1(name))
        s.cr = s.fpscr >> 28 << 24;
    return s;
}

static const uint64_t operands[] = {
    0,
    0x8000000000000000,
    0x3ff0000000000000, /* 1 */
    0xc008000000000000, /* -3 */
    0x7ff0000000000000,
    0xfff0000000000000,
    0x7ff8000000000001, /* quiet, signalling */
    0x7ff4000000000001,
    0x3fe0000000000000, /* 1/2 */
    0x4270000000000000, /* 2^40 */
    0xc3f0000000000000, /* -2^64 */
};
enum { NUM_OPERANDS = sizeof(operands) / sizeof(operands[0]) };

static unsigned wrong, stopped;

static void check(const char *name, Run *run, uint32_t enables, const double v[3])
{
    State plain = run(BEFORE, v[0], v[1], v[2]);
    State want = expected(name, plain, enables);
    int before = traps;
    State got = run(BEFORE | enables, v[0], v[1], v[2]);
    int bad = got.target != want.target || got.fpscr != want.fpscr || got.cr != want.cr;
    if (bad && !wrong)
        printf(
            "  %s(%g, %g, %g) enables %x: %016llx %08x %08x, want %016llx %08x %08x\n",
            name, v[0], v[1], v[2], (unsigned)enables, (unsigned long long)got.target,
            (unsigned)got.fpscr, (unsigned)got.cr, (unsigned long long)want.target,
            (unsigned)want.fpscr, (unsigned)want.cr);
    wrong += bad;
    stopped += traps - before;
    wrong += (traps - before) > 1;
}

static void check_all(const char *name, Run *run, uint32_t enables)
{
    for (unsigned i = 0; i < NUM_OPERANDS; i++)
        for (unsigned k = 0; k < NUM_OPERANDS; k++) {
            double v[] = {from_bits(operands[i]), from_bits(operands[k]),
                          from_bits(operands[(i + 3 * k) % NUM_OPERANDS])};
            check(name, run, enables, v);
        }
}

int main(void)
{
    static const uint32_t enables[] = {VE, ZE, VE | ZE};
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};

    for (int on = 0; on < 2; on++) {
        prctl(PR_SET_FPEXC, on ? PR_FP_EXC_PRECISE : PR_FP_EXC_DISABLED);
        if (on)
            sigaction(SIGFPE, &action, NULL);
        for (unsigned i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
            wrong = stopped = 0;
            for (unsigned e = 0; e < 3; e++)
                check_all(row[i].name, row[i].run, enables[e]);
            printf("%s %s: %u wrong, %u traps\n", row[i].name, on ? "on" : "off", wrong,
                   stopped);
        }
    }
    printf("%d at other places\n", (int)at_other_places);
    return 0;
}

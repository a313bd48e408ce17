/* neon.c -- Advanced SIMD: values the host needs help with, among ordinary ones; flags;
 * an access that is not as aligned as it says.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

typedef union {
    uint32_t word[4];
    uint8_t byte[16];
} Quad;

#define OPERATION(name, text)                                                          \
    static void name(const Quad *n, const Quad *m, Quad *d)                            \
    {                                                                                  \
        __asm__ volatile(".fpu neon-vfpv4\n\t"                                         \
                         "vld1.8 {d0, d1}, [%0]\n\tvld1.8 {d2, d3}, [%1]\n\t"          \
                         "vld1.8 {d4, d5}, [%2]\n\t" text "\n\tvst1.8 {d4, d5}, [%2]"  \
                         :                                                             \
                         : "r"(n), "r"(m), "r"(d)                                      \
                         : "memory");                                                  \
    }

OPERATION(add, "vadd.f32 q2, q0, q1")
OPERATION(multiply_add, "vmla.f32 q2, q0, q1")
OPERATION(fused, "vfma.f32 q2, q0, q1")
OPERATION(largest, "vmax.f32 q2, q0, q1")
OPERATION(estimate, "vrecpe.f32 q2, q0")
OPERATION(root_estimate, "vrsqrte.f32 q2, q0")
OPERATION(step, "vrecps.f32 q2, q0, q1")
OPERATION(to_integer, "vcvt.s32.f32 q2, q0, #4")
OPERATION(saturated, "vqadd.s16 q2, q0, q1")
OPERATION(shifted, "vqrshl.s8 q2, q0, q1")
OPERATION(looked_up, "vtbl.8 d4, {d0, d1}, d2")
OPERATION(zipped, "vzip.8 q0, q1\n\tvmov q2, q1")

static const struct {
    const char *name;
    void (*run)(const Quad *n, const Quad *m, Quad *d);
} operations[] = {{"add", add},
                  {"multiply and add", multiply_add},
                  {"fused", fused},
                  {"largest", largest},
                  {"estimate", estimate},
                  {"root estimate", root_estimate},
                  {"step", step},
                  {"to integer", to_integer},
                  {"saturated", saturated},
                  {"shifted", shifted},
                  {"looked up", looked_up},
                  {"zipped", zipped}};

static const uint32_t values[] = {
    0x3f800000, 0xc0490fdb, 0x00000001, 0x7f800001, /* 1.0, -pi, tiny, signalling NaN */
    0x7f800000, 0x80000000, 0x4f000000, 0x7fc00000, /* infinity, -0, 2^31, NaN */
    0x00800000, 0xff7fffff, 0x3eaaaaab, 0x7fff8000};

static uint32_t take_flags(void)
{
    uint32_t fpscr;

    __asm__ volatile(".fpu neon-vfpv4\n\tvmrs %0, fpscr\n\tvmsr fpscr, %1"
                     : "=&r"(fpscr)
                     : "r"(0));
    return fpscr & 0x08000087; /* QC IDC OFC DZC IOC */
}

/* Of four values from each place on, with those from three places on. */
static void run_all(unsigned which)
{
    for (unsigned i = 0; i + 7 < sizeof(values) / sizeof(*values); i++) {
        Quad n, m, d = {.word = {0x3f800000, 0x7f7fffff, 0xffc12345, 0x12345678}};
        memcpy(&n, values + i, sizeof(n));
        memcpy(&m, values + i + 3, sizeof(m));
        operations[which].run(&n, &m, &d);
        printf("%08x %08x %08x %08x\n", (unsigned)d.word[0], (unsigned)d.word[1],
               (unsigned)d.word[2], (unsigned)d.word[3]);
    }
}

static sigjmp_buf back;

static void handler(int signal, siginfo_t *info, void *context)
{
    (void)context;
    printf("signal %d, code %d\n", signal, info->si_code);
    siglongjmp(back, 1);
}

static void load_aligned(const uint8_t *p)
{
    __asm__ volatile(".fpu neon-vfpv4\n\tvld1.8 {d0}, [%0:64]" : : "r"(p) : "memory");
}

int main(void)
{
    static uint8_t room[32] __attribute__((aligned(16)));
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};

    take_flags();
    for (unsigned i = 0; i < sizeof(operations) / sizeof(*operations); i++) {
        printf("%s:\n", operations[i].name);
        run_all(i);
        printf("flags %08x\n", (unsigned)take_flags());
    }
    sigaction(SIGBUS, &action, NULL);
    load_aligned(room + 8);
    puts("aligned");
    if (!sigsetjmp(back, 1)) {
        load_aligned(room + 12);
        puts("not reached");
    }
    return 0;
}

/* endian.c -- SETEND: accesses to big-endian data in both instruction sets, with
 * branches, IT blocks, system calls and signals between.  ARM ARM, A3.3, A8.8.158.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <ucontext.h>
#include <unistd.h>

enum { BIG = 1 << 9 };

/* A function in each instruction set of (data, loops), big-endian between its ends. */
#define CODE(name, text)                                                               \
    long arm_##name(void *, long), thumb_##name(void *, long);                         \
    __asm__(".pushsection .text\n.syntax unified\n.arch armv7-a\n.fpu neon-vfpv4\n"    \
            ".arm\n.align 2\n.type arm_" #name ", %function\narm_" #name               \
            ":\n" FRAME(text) ".thumb\n.align 2\n.thumb_func\n.type thumb_" #name      \
                              ", %function\nthumb_" #name                              \
                              ":\n" FRAME(text) ".popsection\n");
#define FRAME(text)                                                                    \
    "push {r4-r11, lr}\n setend be\n" text "\n setend le\n pop {r4-r11, pc}\n"

CODE(words,
     "ldr r2, [r0]\n ldrh r3, [r0, #4]\n ldrsh r4, [r0, #6]\n ldrb r5, [r0, #8]\n"
     "add r2, r3\n add r2, r4\n add r2, r5\n str r2, [r0, #16]\n"
     "strh r3, [r0, #20]\n strb r5, [r0, #22]\n mov r0, r2")
CODE(pairs, "ldrd r2, r3, [r0]\n strd r2, r3, [r0, #24]\n ldm r0, {r4, r5}\n"
            "eor r2, r4\n eor r3, r5\n orr r2, r3\n stmia r0!, {r4, r5}\n mov r0, r2")
CODE(exclusive, "1: ldrexd r2, r3, [r0]\n adds r3, #1\n strexd r6, r2, r3, [r0]\n"
                "cmp r6, #0\n bne 1b\n 2: ldrex r4, [r0, #0]\n adds r4, #1\n"
                "strex r6, r4, [r0, #0]\n cmp r6, #0\n bne 2b\n mov r0, r3")
CODE(acquire, ".arch armv8-a\n 1: ldaexd r2, r3, [r0]\n adds r3, #1\n"
              "stlexd r6, r2, r3, [r0]\n cmp r6, #0\n bne 1b\n"
              "lda r4, [r0]\n add r4, #1\n stl r4, [r0]\n mov r0, r3")
CODE(floats,
     "vldr s0, [r0]\n vldr d1, [r0, #8]\n vldm r0, {d4, d5}\n vadd.f64 d1, d1, d4\n"
     "vstr d1, [r0, #16]\n vstr s0, [r0, #24]\n vld1.32 {d6[1]}, [r0]\n"
     "vmov r0, s13")
CODE(loop,
     "mov r3, #0\n 1: ldr r2, [r0]\n add r3, r2\n subs r1, #1\n bne 1b\n mov r0, r3")
CODE(blocks, "mov r3, #0\n 1: cmp r1, #4\n itet lt\n ldrlt r2, [r0]\n movge r2, #7\n"
             "addlt r3, #1\n add r3, r2\n subs r1, #1\n bne 1b\n mov r0, r3")
CODE(call,
     "mov r6, r0\n mov r7, #20\n svc #0\n mov r5, r0\n mov r1, #10\n mov r7, #37\n"
     "svc #0\n ldr r0, [r6]")

static const struct {
    const char *name;
    long (*code[2])(void *, long);
    long loops;
} cases[] = {
#define ROW(name, loops)                                                               \
    {                                                                                  \
#name, {arm_##name, thumb_##name }, loops                                      \
    }
    ROW(words, 0), ROW(pairs, 0),  ROW(exclusive, 0), ROW(floats, 0),
    ROW(loop, 5),  ROW(blocks, 6), ROW(call, 0),      ROW(acquire, 0),
};

static volatile int timed, wrong;

static unsigned endianness(void)
{
    unsigned word = 1;

    return *(volatile unsigned char *)&word;
}

static void on_call(int number, siginfo_t *info, void *context)
{
    mcontext_t *m = &((ucontext_t *)context)->uc_mcontext;

    printf("signal %d in big-endian code %d, little-endian here %u, result %ld\n",
           number, (m->arm_cpsr & BIG) != 0, endianness(), m->arm_r0);
}

static void on_timer(int number, siginfo_t *info, void *context)
{
    timed++;
    wrong += !endianness();
}

static void on_illegal(int number, siginfo_t *info, void *context)
{
    mcontext_t *m = &((ucontext_t *)context)->uc_mcontext;

    m->arm_cpsr ^= BIG; /* and over it */
    m->arm_pc += m->arm_cpsr & 0x20 ? 2 : 4;
}

static void handle(int number, void (*handler)(int, siginfo_t *, void *))
{
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};

    sigaction(number, &action, NULL);
}

static void try(int which, int set)
{
    _Alignas(8) unsigned char data[32];
    long result;

    for (int i = 0; i < 32; i++)
        data[i] = i * 9 + 3;
    result = cases[which].code[set](data, cases[which].loops);
    printf("%s %s: %lx", set ? "T32" : "A32", cases[which].name, result);
    for (int i = 0; i < 32; i++)
        printf("%s%02x", i % 8 ? "" : " ", data[i]);
    printf("\n");
}

/* A handler may change it, too. */
CODE(handled, "setend le\n udf #0\n ldr r2, [r0]\n setend be\n udf #0\n ldr r3, [r0]\n"
              "eor r0, r2, r3")

/* Interrupted while data is big-endian, till that happened some times. */
static void try_timer(int set)
{
    struct itimerval timer = {{0, 1000}, {0, 1000}};
    unsigned word = 0x01000000;
    long sum = 0, turns = 0;

    timed = 0;
    setitimer(ITIMER_REAL, &timer, NULL);
    for (; timed < 5; turns++)
        sum += cases[4].code[set](&word, 1000);
    timer = (struct itimerval){{0, 0}, {0, 0}};
    setitimer(ITIMER_REAL, &timer, NULL);
    printf("%d %d\n", sum == 1000 * turns, wrong);
}

int main(void)
{
    unsigned word = 0x12345678;

    handle(SIGUSR1, on_call);
    handle(SIGALRM, on_timer);
    for (int set = 0; set < 2; set++)
        for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++)
            try(i, set);
    try_timer(0);
    try_timer(1);
    handle(SIGILL, on_illegal);
    printf("%lx %lx\n", arm_handled(&word, 0), thumb_handled(&word, 0));
    return 0;
}

/*
 * run_flow.c -- the guest's side of random_flow.c: run its cases, write FlowResults.
 *
 * Signals that instructions cause are noted, and the instruction is skipped.  A timer
 * interrupts everything; its handler compares the IT state with the one that the pc
 * has.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <ucontext.h>

#include "flow.h"

enum { THUMB = 1 << 5, IT_HIGH = 0x3f << 10, IT_LOW = 3 << 25, SEEN = 0xfe0fffff };
enum { CASE_BYTES = 512 /* at most, of code */, TIMER_USEC = 97, MANY_SIGNALS = 99 };

extern const FlowCase flow_table[];
extern const uint32_t flow_count;
void case_run(const uint32_t *code);

static const FlowCase *current;
static FlowResult result;

static unsigned it_of(unsigned cpsr)
{
    return (cpsr & IT_HIGH) >> 10 << 2 | (cpsr & IT_LOW) >> 25;
}

static unsigned with_it(unsigned cpsr, unsigned it)
{
    return (cpsr & ~(IT_HIGH | IT_LOW)) | (it >> 2) << 10 | (it & 3) << 25;
}

static unsigned after(unsigned it)
{
    return it & 7 ? (it & 0xe0) | (it << 1 & 0x1f) : 0;
}

static unsigned length_at(unsigned pc)
{
    return *(const unsigned short *)pc >= 0xe800 ? 4 : 2;
}

/* The IT state that an instruction of the case has; of all others it is 0. */
static unsigned it_at(unsigned pc)
{
    unsigned at = current->it_from, it = current->it;

    for (; at < current->it_to; at += length_at(at), it = after(it))
        if (at == pc)
            return it;
    return 0;
}

/* Where the second of two groups of conditions begins, an IT block may be over: its
 * instructions are then done as outside of one. */
static bool is_right_it(unsigned pc, unsigned it)
{
    unsigned right = it_at(pc);

    return it == right || (it == 0 && (right ^ current->it) & 0x10);
}

static void on_timer(int number, siginfo_t *info, void *context)
{
    const mcontext_t *m = &((ucontext_t *)context)->uc_mcontext;

    (void)number, (void)info;
    if (!current || is_right_it(m->arm_pc, it_of(m->arm_cpsr)))
        return;
    result.wrong_it++;
    result.wrong_pc = m->arm_pc - (current->code & ~1u);
    result.wrong_cpsr = m->arm_cpsr;
}

static bool is_in_case(unsigned pc)
{
    return pc - (current->code & ~1u) + CASE_BYTES / 2 < CASE_BYTES;
}

static void note(int number, const mcontext_t *m)
{
    FlowSignal *s = &result.signal[result.signals++ % FLOW_SIGNALS];

    s->signal = number;
    s->pc = m->arm_pc;
    s->cpsr = m->arm_cpsr & SEEN;
    memcpy(s->r, &m->arm_r0, sizeof(s->r));
}

static void on_signal(int number, siginfo_t *info, void *context)
{
    mcontext_t *m = &((ucontext_t *)context)->uc_mcontext;

    (void)info;
    note(number, m);
    if (result.signals > MANY_SIGNALS)
        abort();
    if (number == SIGUSR1)
        return;
    if (!is_in_case(m->arm_pc) || current->seed & 1) {
        m->arm_pc = current->on & ~1u;
        m->arm_cpsr = with_it(m->arm_cpsr, 0);
        m->arm_cpsr = current->on & 1 ? m->arm_cpsr | THUMB : m->arm_cpsr & ~THUMB;
    } else if (m->arm_cpsr & THUMB) {
        m->arm_pc += length_at(m->arm_pc);
        m->arm_cpsr = with_it(m->arm_cpsr, after(it_of(m->arm_cpsr)));
    } else {
        m->arm_pc += 4;
    }
}

static void handle(int number, void (*handler)(int, siginfo_t *, void *))
{
    struct sigaction action = {.sa_sigaction = handler,
                               .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART};

    sigfillset(&action.sa_mask);
    sigaction(number, &action, NULL);
}

static void *map_at(uint32_t address, size_t size)
{
    return mmap((void *)(uintptr_t)address, size, PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
}

static void run(const FlowCase *c, uint8_t *data, CaseState *state)
{
    memset(&result, 0, sizeof(result));
    for (uint32_t i = 0; i < CASE_DATA_SIZE; i++)
        data[i] = case_data(c->seed, i);
    *state = c->before;
    current = c;
    case_run((const uint32_t *)(uintptr_t)c->code);
    current = NULL;
    result.after = *state;
    result.after.cpsr &= 0xf80f0000;
    result.data = case_sum(data);
    fwrite(&result, sizeof(result), 1, stdout);
}

/* With the argument "signals", handlers for faults of memory, too. */
int main(int argc, char **argv)
{
    static char stack[1 << 16];
    stack_t alternate = {.ss_sp = stack, .ss_size = sizeof(stack)};
    struct itimerval timer = {{0, TIMER_USEC}, {0, TIMER_USEC}};
    uint8_t *data = map_at(CASE_DATA, CASE_DATA_SIZE);
    CaseState *state = map_at(CASE_STATE, 4096);

    (void)argv;
    sigaltstack(&alternate, NULL);
    handle(SIGILL, on_signal);
    handle(SIGTRAP, on_signal);
    handle(SIGUSR1, on_signal);
    if (argc > 1) {
        handle(SIGSEGV, on_signal);
        handle(SIGBUS, on_signal);
    }
    handle(SIGALRM, on_timer);
    setitimer(ITIMER_REAL, &timer, NULL);
    for (uint32_t i = 0; i < flow_count; i++)
        run(&flow_table[i], data, state);
    timer = (struct itimerval){{0, 0}, {0, 0}};
    setitimer(ITIMER_REAL, &timer, NULL);
    return 0;
}

/* system_registers.c -- every system register of CP14 and CP15, and every hint: what
 * user mode may do with them under Linux 6.1 on a Cortex-A15, and that all else is
 * SIGILL. ARM ARM, A5.7.1, A6.3.4, A6.3.8, A6.3.9, B3.17, B8.1, C6.4;
 * drivers/clocksource/arm_arch_timer.c, arch/arm/kernel/perf_event_v7.c.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

enum { MARK = 0x1234, PAGE = 1 << 14, BATCH = PAGE / 16 };
enum { ANY = -1, IGNORED = -2 }; /* some value; a register that is written */

static const struct {
    signed char read, coprocessor, op1, n, m, op2;
    int value;
} registers[] = {
    {0, 15, 0, 7, 5, 4, IGNORED},                             /* CP15ISB */
    {0, 15, 0, 7, 10, 4, IGNORED},                            /* CP15DSB */
    {0, 15, 0, 7, 10, 5, IGNORED},                            /* CP15DMB */
    {1, 15, 0, 9, 14, 0, 0},                                  /* PMUSERENR */
    {0, 15, 0, 13, 0, 2, IGNORED},                            /* TPIDRURW */
    {1, 15, 0, 13, 0, 2, MARK},    {1, 15, 0, 13, 0, 3, ANY}, /* TPIDRURO */
    {1, 15, 0, 14, 0, 0, ANY},                                /* CNTFRQ */
    {1, 14, 0, 0, 0, 0, ANY},                                 /* DBGDIDR */
    {1, 14, 0, 0, 1, 0, ANY},                                 /* DBGDSCRint */
    {1, 14, 0, 0, 5, 0, ANY},                                 /* DBGDTRRXint */
    {0, 14, 0, 0, 5, 0, IGNORED},                             /* DBGDTRTXint */
    {1, 14, 0, 1, 0, 0, ANY},                                 /* DBGDRAR */
    {1, 14, 0, 2, 0, 0, ANY},                                 /* DBGDSAR */
};

/* Of 64 bits. */
static const struct {
    signed char read, coprocessor, op1, m;
} pairs[] = {
    {1, 15, 1, 14}, /* CNTVCT */
    {1, 14, 0, 1},  /* DBGDRAR */
    {1, 14, 0, 2},  /* DBGDSAR */
};

/* Words, of Thumb with the first half high; all combinations of the bits in `open`, or
 * so many of them; whether they do nothing. */
static const struct {
    const char *name;
    int thumb;
    unsigned word, open, nothing;
} hints[] = {
    {"A32 hints: nop yield wfe wfi sev dbg ...", 0, 0xe320f000, 0x000000ff, 1},
    {"A32 hints, condition", 0, 0x0320f000, 0x100000ff, 1},
    {"A32 pld [n, #]", 0, 0xf550f000, 0x008f0fff, 1},
    {"A32 pldw [n, #]", 0, 0xf510f000, 0x00870fff, 1},
    {"A32 pld [n, m]", 0, 0xf750f000, 0x008f0fe7, 1},
    {"A32 pldw [n, m]", 0, 0xf710f000, 0x00870fe7, 1},
    {"A32 pli [n, #]", 0, 0xf450f000, 0x008f0fff, 1},
    {"A32 pli [n, m]", 0, 0xf650f000, 0x008f0fe7, 1},
    {"A32 unallocated, op1 100x001", 0, 0xf4100000, 0x008fffff, 1},
    {"A32 unallocated, op1 110x001", 0, 0xf6100000, 0x008fffef, 1},
    {"A32 op1 100xx11", 0, 0xf4300000, 0x00cfffff, 0},
    {"A32 op1 1010011", 0, 0xf5300000, 0x000fffff, 0},
    {"A32 op1 1011x11", 0, 0xf5b00000, 0x004fffff, 0},
    {"A32 op1 11xxx11", 0, 0xf6300000, 0x01cfffef, 0},
    {"A32 op1 1010111, op2 000x", 0, 0xf570f000, 0, 0},
    {"A32 op1 1010111, op2 0111", 0, 0xf570f070, 0xf, 0},
    {"A32 op1 1010111, op2 1xxx", 0, 0xf570f080, 0x7f, 0},
    {"A32 cps", 0, 0xf1080000, 0x000401c0, 1},
    {"T16 hints", 1, 0xbf00, 0x00f0, 1},
    {"T16 cps", 1, 0xb660, 0x0017, 1},
    {"T32 hints", 1, 0xf3af8000, 0x000000ff, 1},
    {"T32 cps", 1, 0xf3af8400, 0x000002e0, 1},
    {"T32 pld [n, #]", 1, 0xf890f000, 0x00070fff, 1},
    {"T32 pldw [n, #]", 1, 0xf8b0f000, 0x00070fff, 1},
    {"T32 pli [n, #]", 1, 0xf990f000, 0x00070fff, 1},
    {"T32 unallocated [n, #]", 1, 0xf9b0f000, 0x00070fff, 1},
    {"T32 pld [n, #-]", 1, 0xf810fc00, 0x000700ff, 1},
    {"T32 pldw [n, #-]", 1, 0xf830fc00, 0x000700ff, 1},
    {"T32 pli [n, #-]", 1, 0xf910fc00, 0x000700ff, 1},
    {"T32 unallocated [n, #-]", 1, 0xf930fc00, 0x000700ff, 1},
    {"T32 pld [n, m]", 1, 0xf810f000, 0x00070037, 1},
    {"T32 pldw [n, m]", 1, 0xf830f000, 0x00070037, 1},
    {"T32 pli [n, m]", 1, 0xf910f000, 0x00070037, 1},
    {"T32 unallocated [n, m]", 1, 0xf930f000, 0x00070037, 1},
    {"T32 pld literal", 1, 0xf81ff000, 0x00800fff, 1},
    {"T32 pli literal", 1, 0xf91ff000, 0x00800fff, 1},
    {"T32 unallocated literal", 1, 0xf93ff000, 0x00800fff, 1},
};

static volatile int got;

static void on_signal(int number, siginfo_t *info, void *context)
{
    mcontext_t *m = &((ucontext_t *)context)->uc_mcontext;

    got = number;
    m->arm_pc = m->arm_lr & ~1ul; /* each is a function */
    m->arm_cpsr = m->arm_lr & 1 ? m->arm_cpsr | 0x20 : m->arm_cpsr & ~0x20ul;
}

static unsigned *page;

/* An instruction and a return, 16 bytes each. */
static void put(int at, int thumb, unsigned word)
{
    unsigned short half[4] = {word >> 16, word, 0x4770, 0x4770};

    if (thumb && word < 0x10000)
        half[0] = word, half[1] = 0x4770;
    if (thumb)
        memcpy(page + 4 * at, half, sizeof half);
    else
        page[4 * at] = word, page[4 * at + 1] = 0xe12fff1e;
}

/* r0, which is MARK before, as r1 is. */
static unsigned call(int at, int thumb)
{
    register unsigned r0 __asm__("r0") = MARK;
    register unsigned r1 __asm__("r1") = MARK;
    unsigned code = (unsigned)(page + 4 * at) | thumb;

    got = 0;
    __asm__ volatile("blx %2" : "+r"(r0), "+r"(r1) : "r"(code) : "lr", "cc", "memory");
    return r0;
}

static void flush(void)
{
    __builtin___clear_cache((char *)page, (char *)page + PAGE);
}

/* Number `e` of all MCR and MRC. */
enum { NUM_MOVES = 2 * 2 * 8 * 16 * 16 * 8 };

static int wanted(unsigned e)
{
    for (unsigned i = 0; i < sizeof registers / sizeof *registers; i++)
        if (registers[i].read == (e & 1) &&
            registers[i].coprocessor == 14 + (e >> 1 & 1) &&
            registers[i].op2 == (e >> 2 & 7) && registers[i].m == (e >> 5 & 15) &&
            registers[i].n == (e >> 9 & 15) && registers[i].op1 == e >> 13)
            return i;
    return -1;
}

static unsigned move_word(unsigned e)
{
    return 0xee000e10 | e >> 13 << 21 | (e & 1) << 20 | (e >> 9 & 15) << 16 |
           (e >> 1 & 1) << 8 | (e >> 2 & 7) << 5 | (e >> 5 & 15);
}

static int is_right(int i, unsigned value)
{
    if (i < 0)
        return got == SIGILL && value == MARK;
    if (got)
        return 0;
    return registers[i].value == ANY ||
           value == (registers[i].value == IGNORED ? MARK : registers[i].value);
}

static void sweep_moves(int thumb)
{
    unsigned allowed = 0, wrong = 0;

    for (unsigned e = 0; e < NUM_MOVES; e += BATCH) {
        for (int k = 0; k < BATCH; k++)
            put(k, thumb, move_word(e + k));
        flush();
        for (int k = 0; k < BATCH; k++) {
            unsigned value = call(k, thumb);

            allowed += !got;
            if (!is_right(wanted(e + k), value) && wrong++ < 20)
                printf("%08x: signal %d, %x\n", move_word(e + k), got, value);
        }
    }
    printf("%s: %d moves, %u allowed, %u wrong\n", thumb ? "T32" : "A32", NUM_MOVES,
           allowed, wrong);
}

static int pair_is_allowed(unsigned e)
{
    for (unsigned i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (pairs[i].read == (e & 1) && pairs[i].coprocessor == 14 + (e >> 1 & 1) &&
            pairs[i].m == (e >> 2 & 15) && pairs[i].op1 == e >> 6)
            return 1;
    return 0;
}

static void sweep_pairs(int thumb)
{
    enum { COUNT = 2 * 2 * 16 * 16 };
    unsigned allowed = 0, wrong = 0;

    for (unsigned e = 0; e < COUNT; e++)
        put(e % BATCH, thumb,
            0xec410e00 | (e & 1) << 20 | (e >> 1 & 1) << 8 | e >> 6 << 4 |
                (e >> 2 & 15));
    flush();
    for (unsigned e = 0; e < COUNT; e++) {
        call(e, thumb);
        allowed += !got;
        if (got != (pair_is_allowed(e) ? 0 : SIGILL) && wrong++ < 20)
            printf("pair %x: signal %d\n", e, got);
    }
    printf("%s: %d moves of pairs, %u allowed, %u wrong\n", thumb ? "T32" : "A32",
           COUNT, allowed, wrong);
}

/* The bits of `number` where `open` has ones. */
static unsigned spread(unsigned open, unsigned number)
{
    unsigned bits = 0;

    for (int i = 0; i < 32; i++)
        if (open >> i & 1) {
            bits |= (number & 1) << i;
            number >>= 1;
        }
    return bits;
}

static void try_hint(int which)
{
    unsigned count = 1u << __builtin_popcount(hints[which].open), wrong = 0;
    int step = count > BATCH ? count / BATCH | 1 : 1,
        many = count > BATCH ? BATCH : count;

    for (int k = 0; k < many; k++)
        put(k, hints[which].thumb,
            hints[which].word | spread(hints[which].open, k * step));
    flush();
    for (int k = 0; k < many; k++) {
        unsigned value = call(k, hints[which].thumb);

        if ((got != (hints[which].nothing ? 0 : SIGILL) || value != MARK) &&
            wrong++ < 3)
            printf("%08x: signal %d\n", page[4 * k], got);
    }
    printf("%s: %d, %s, %u wrong\n", hints[which].name, many,
           hints[which].nothing ? "nothing" : "SIGILL", wrong);
}

static unsigned long long counter(void)
{
    unsigned low, high;

    __asm__ volatile(".arch armv7-a\n mrrc p15, 1, %0, %1, c14"
                     : "=r"(low), "=r"(high));
    return (unsigned long long)high << 32 | low;
}

/* In code that is translated ahead of time. */
static void try_known(void)
{
    unsigned enable = MARK, frequency, id, flags, thread;

    __asm__ volatile("mrc p15, 0, %0, c9, c14, 0" : "=r"(enable));
    __asm__ volatile("mrc p15, 0, %0, c14, c0, 0" : "=r"(frequency));
    __asm__ volatile("mrc p14, 0, %0, c0, c0, 0" : "=r"(id));
    __asm__ volatile("mcr p15, 0, %1, c13, c0, 2\n mrc p15, 0, %0, c13, c0, 2"
                     : "=r"(thread)
                     : "r"(77));
    __asm__ volatile("cmp %1, %1\n mrc p14, 0, apsr_nzcv, c0, c1, 0\n mrs %0, apsr"
                     : "=r"(flags)
                     : "r"(0)
                     : "cc");
    __asm__ volatile(
        ".arch armv7-a\n mcr p15, 0, %0, c7, c10, 5\n nop\n yield\n sev\n dbg #3"
        :
        : "r"(0));
    unsigned long long start = counter();
    usleep(30000);
    unsigned long long ticks = counter() - start;
    printf("%x %u %d %x %d %x\n", enable, thread, id >> 16 & 15, flags >> 28, frequency,
           ticks * 1000 / frequency >= 30 && ticks * 1000 / frequency < 3000);
}

int main(void)
{
    struct sigaction action = {.sa_sigaction = on_signal, .sa_flags = SA_SIGINFO};

    sigaction(SIGILL, &action, NULL);
    page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC,
                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    for (int thumb = 0; thumb < 2; thumb++) {
        sweep_moves(thumb);
        sweep_pairs(thumb);
    }
    for (unsigned i = 0; i < sizeof hints / sizeof *hints; i++)
        try_hint(i);
    try_known();
    return 0;
}

/*
 * random_flow.c -- random IT blocks that end in all that may end a block.
 *
 *      random_flow make SEED COUNT KIND > table.S   to link with run_flow.c; KIND: t32
 *                                                   a32, t32-signals a32-signals
 *      random_flow compare WANT GOT                 the output of two runs of it
 *      random_flow compare-but-flags WANT GOT       the same, but for what handlers saw
 * of flags
 *
 * A case loads all registers, sets up an ending (flow.def), and has up to three random
 * instructions and the ending in an IT block, or with conditions of their own in A32.
 * Then come a change of flags, a system call, and instructions that show by their flags
 * whether the IT block is over.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lifter/arm/fpscr.h"
#include "tests/random/choose_arm.h"
#include "tests/random/flow.h"
#include "tests/random/numbers.h"

enum { T32 = 1, A32 = 2, SIGNALS = 4, MEMORY = 1 << 16, CONDITIONS = 14 };

typedef struct {
    unsigned sets;
    u32 avoid;
    const char *setup, *ending;
} Ending;

static const Ending endings[] = {
#define ENDING(sets, avoid, setup, ending) {sets, avoid, setup, ending},
#include "tests/random/flow.def"
#undef ENDING
};

static const char conditions[CONDITIONS][3] = {
    "eq", "ne", "hs", "lo", "mi", "pl", "vs", "vc", "hi", "ls", "ge", "lt", "gt", "le"};

typedef struct {
    u32 number;
    bool thumb, signals;
    const Ending *ending;
    u32 count;  /* instructions in the IT block */
    u32 cond;   /* of its IT instruction */
    u32 others; /* bit n: instruction n has the opposite */
} Flow;

/* Text with its labels and condition put in. */
static void put(const Flow *f, const char *text, const char *cond)
{
    for (const char *c = text; *c; c++)
        if (*c == '$')
            printf(".Lflow_%u_", f->number);
        else if (*c == '?')
            fputs(cond, stdout);
        else
            putchar(*c);
    putchar('\n');
}

static void put_insn(bool thumb, u32 word)
{
    if (!thumb)
        printf(".inst 0x%08x\n", word);
    else if (is_narrow(word))
        printf(".inst.n 0x%04x\n", word & 0xffff);
    else
        printf(".inst.w 0x%08x\n", word << 16 | word >> 16);
}

static Kind kind_of(const Flow *f)
{
    bool floats = below(8) == 0;

    return f->thumb ? (floats ? KIND_VFP32 : KIND_T32) : floats ? KIND_VFP : KIND_A32;
}

/* Both may be used after the ending is set up. */
enum { OF_ENDING = 1 << 7 | 1 << 14 };

static void put_random(const Flow *f, bool in_it, u32 avoid)
{
    ArmChoice choice = {.kind = kind_of(f),
                        .in_it = in_it,
                        .no_access = avoid & MEMORY,
                        .avoid = avoid & 0xffff};

    put_insn(f->thumb, random_insn(&choice));
}

static const char *condition_of(const Flow *f, u32 n)
{
    return conditions[f->cond ^ (f->others >> n & 1)];
}

static void put_it(const Flow *f)
{
    printf("i");
    for (u32 n = 0; n < f->count; n++)
        putchar(f->others >> n & 1 ? 'e' : 't');
    printf(" %s\n", conditions[f->cond]);
}

static u32 it_state(const Flow *f)
{
    u32 state = f->cond << 4;

    for (u32 n = 1; n < f->count; n++)
        state |= ((f->cond ^ f->others >> n) & 1) << (4 - n);
    return state | 1u << (4 - f->count);
}

/* From set-up to what comes where the ending does not go. */
static void put_block(const Flow *f)
{
    u32 avoid = f->ending->avoid;

    if (avoid & MEMORY)
        avoid |= 1 << 13;
    put(f, f->ending->setup, "");
    if (f->thumb)
        put_it(f);
    put(f, "$from:", "");
    for (u32 n = 0; n + 1 < f->count; n++)
        put_random(f, f->thumb, OF_ENDING | avoid);
    put(f, "$end:", "");
    put(f, f->ending->ending, condition_of(f, f->count - 1));
    put(f, "$to:", "");
    put_random(f, false, OF_ENDING | (avoid & 0xffff));
}

/* A change of flags, a call, and what shows whether anything is skipped. */
static void put_rest(const Flow *f)
{
    static const char *const changes[] = {"cmp r0, r1", "cmn r2, r3", "tst r4, r5",
                                          "adds r6, r6, r5", "subs r4, r4, r3"};
    const char *call = below(2) ? "158" : "199";

    put(f, "$on:", "");
    if (f->ending->avoid & 1) /* may be the process's number */
        printf(f->thumb ? "mov.w r0, #0\n" : "mov r0, #0\n");
    for (u32 n = 1 + below(2); n; n--)
        put(f, changes[below(ARRAY_LEN(changes))], "");
    printf("mov%s r7, #%s\nsvc #0\n", f->thumb ? ".w" : "", call);
    for (u32 n = 1 + below(4); n; n--)
        put_random(f, false, 0);
    printf(f->thumb ? ".balign 4\nldr.w pc, [pc]\n" : "ldr pc, [pc, #-4]\n");
    printf(".word case_leave\n");
}

/* What endings find elsewhere: the other instruction set, tables. */
static void put_island(const Flow *f)
{
    put(f, f->thumb ? ".arm\n$a32:" : ".thumb\n$a32:", "");
    printf("adds r3, r3, #1\n%s", f->thumb ? "ldr pc, 1f\n" : "ldr.w pc, 1f\n");
    put(f, f->thumb ? "1: .word $on + 1\n.thumb" : ".balign 4\n1: .word $on\n.arm", "");
    put(f, f->thumb ? "$word: .word $on + 1" : "$word: .word $on", "");
    if (f->thumb)
        put(f,
            "$bytes: .byte 0, ($on - $end - 4) / 2\n"
            "$halves: .hword 0, ($on - $end - 4) / 2\n.balign 4",
            "");
}

static void put_code(const Flow *f)
{
    put(f, f->thumb ? ".thumb\n.balign 4" : ".arm\n.balign 4", "");
    put(f, "$back:\nadds r5, r5, #1\nb $on", "");
    if (f->thumb)
        printf(".balign 4\n.thumb_func\n");
    printf(".type flow_%u, %%function\nflow_%u:\n", f->number, f->number);
    for (u32 n = below(3); n; n--)
        put_random(f, false, 0);
    put_block(f);
    put_rest(f);
    put_island(f);
}

static void put_words(const u32 *word, u32 count)
{
    for (u32 i = 0; i < count; i++)
        printf("%s0x%x%s", i % 8 ? ", " : ".word ", word[i],
               i % 8 == 7 || i + 1 == count ? "\n" : "");
}

/* The line of the table: a FlowCase. */
static void put_line(const Flow *f)
{
    CaseState before = {{0}, 0, 0, {0}};

    random_registers(&before);
    before.fpscr &= ~(u32)FPSCR_FZ;
    printf(".section .rodata\n.word flow_%u\n", f->number);
    put(f, f->thumb ? ".word $on + 1" : ".word $on", "");
    put(f, f->thumb ? ".word $from, $to" : ".word 0, 0", "");
    printf(".word 0x%x, 0x%x\n", f->thumb ? it_state(f) : 0, random32());
    put_words((const u32 *)&before, sizeof(before) / 4);
    printf(".text\n");
}

static const Ending *choose_ending(bool thumb, bool signals)
{
    for (;;) {
        const Ending *e = &endings[below(ARRAY_LEN(endings))];

        if (e->sets & (thumb ? T32 : A32) && (signals || !(e->sets & SIGNALS)))
            return e;
    }
}

/* Functions of each instruction set that return. */
static void put_callees(void)
{
    printf(".thumb\n.thumb_func\n.type flow_callee, %%function\nflow_callee:\n"
           "subs r4, r4, #3\nadds r2, r2, #1\nbx lr\n.balign 4\n"
           ".arm\n.type flow_callee_a32, %%function\nflow_callee_a32:\n"
           "subs r4, r4, #3\nadds r2, r2, #1\nbx lr\n");
}

static int make(char **argv)
{
    u32 count = (u32)atoi(argv[3]);
    bool thumb = argv[4][0] == 't', signals = strstr(argv[4], "-signals");

    random_begin(strtoull(argv[2], NULL, 0));
    printf(".syntax unified\n.arch armv7-a\n.fpu neon-vfpv4\n.text\n.balign 4\n");
    put_callees();
    printf(".section .rodata\n.balign 8\n.globl flow_table, flow_count\n"
           "flow_count: .word %u, 0\nflow_table:\n.text\n",
           count);
    for (u32 number = 0; number < count; number++) {
        Flow f = {.number = number, .thumb = thumb, .signals = signals};

        f.ending = choose_ending(thumb, signals);
        f.count = 1 + below(4);
        f.cond = below(CONDITIONS);
        f.others = below(16) & ~1u;
        put_code(&f);
        put_line(&f);
    }
    printf(".section .note.GNU-stack, \"\", %%progbits\n");
    return 0;
}

static void report_signal(const FlowResult *want, const FlowResult *got, u32 n)
{
    const FlowSignal *a = &got->signal[n], *b = &want->signal[n];

    show_difference("signal", n, 0, a->signal, b->signal);
    show_difference(" pc", n, 0, a->pc, b->pc);
    show_difference(" cpsr", n, 0, a->cpsr, b->cpsr);
    for (u32 i = 0; i < 15; i++)
        show_difference(" r", i, 0, a->r[i], b->r[i]);
}

static void report(u32 number, const FlowResult *want, const FlowResult *got)
{
    const CaseState *a = &got->after, *b = &want->after;

    printf("flow_%u: 0, ours, theirs:\n", number);
    for (u32 i = 0; i < NOT_USED; i++)
        show_difference("r", i, 0, a->r[i], b->r[i]);
    for (u32 i = 0; i < 32; i++)
        show_difference("d", i, 0, a->d[i], b->d[i]);
    show_difference("cpsr", 0, 0, a->cpsr, b->cpsr);
    show_difference("fpscr", 0, 0, a->fpscr, b->fpscr);
    show_difference("data", 0, 0, got->data, want->data);
    show_difference("signals", 0, 0, got->signals, want->signals);
    show_difference("wrong IT states", 0, 0, got->wrong_it, want->wrong_it);
    show_difference(" pc", 0, 0, got->wrong_pc, want->wrong_pc);
    show_difference(" cpsr", 0, 0, got->wrong_cpsr, want->wrong_cpsr);
    for (u32 n = 0; n < FLOW_SIGNALS; n++)
        report_signal(want, got, n);
}

/* Flags that are written before they are read again need not be exact for handlers. */
static void drop_flags(FlowResult *r)
{
    const uint32_t nzcv = 0xf0000000, ge = 0xf0000;

    for (u32 n = 0; n < FLOW_SIGNALS; n++)
        r->signal[n].cpsr &= ~(nzcv | ge);
}

static bool same(FlowResult *want, FlowResult *got, bool flags)
{
    if (!flags) {
        drop_flags(want);
        drop_flags(got);
    }
    want->after.fpscr &= ~(u32)FPSCR_UFC;
    got->after.fpscr &= ~(u32)FPSCR_UFC;
    /* The bytes of two files.  NOLINTNEXTLINE(*-memory-comparison,cert-*) */
    return !memcmp(want, got, sizeof(*want));
}

static int compare(char **argv, bool flags)
{
    enum { MAX_REPORTS = 20 };
    FILE *wants = fopen(argv[2], "rb"), *gots = fopen(argv[3], "rb");
    u32 number = 0, differ = 0;
    FlowResult want, got;

    if (!wants || !gots)
        return 1;
    for (; fread(&want, sizeof(want), 1, wants) == 1; number++) {
        if (fread(&got, sizeof(got), 1, gots) != 1) {
            printf("the results end at case %u\n", number);
            return 1;
        }
        if (same(&want, &got, flags))
            continue;
        if (++differ <= MAX_REPORTS)
            report(number, &want, &got);
    }
    printf("%u cases, %u differ\n", number, differ);
    return differ || !number;
}

int main(int argc, char **argv)
{
    if (argc == 5 && !strcmp(argv[1], "make"))
        return make(argv);
    if (argc == 4 && !strcmp(argv[1], "compare"))
        return compare(argv, true);
    if (argc == 4 && !strcmp(argv[1], "compare-but-flags"))
        return compare(argv, false);
    fprintf(stderr, "usage: %s make SEED COUNT KIND | compare[-but-flags] WANT GOT\n",
            argv[0]);
    return 2;
}

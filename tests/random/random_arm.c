/*
 * random_arm.c -- random instructions, ours against those of an ARM.
 *
 *      random_arm make SEED COUNT KIND > cases    KIND: a32 vfp neon, t32 vfp32 neon32
 *      run_cases.arm < cases > results            on the machine to compare with
 *      random_arm check cases results             blocks of each executor
 *      random_arm compare cases results others    others: of whole programs
 *      random_arm table cases > table.S           to link with run_cases.c -DCASE_TABLE
 *
 * What cases are made of is in choose_arm.h.  None branches, traps or calls the system:
 * those are in random_flow.c.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "lifter/arm/decode.h"
#include "lifter/arm/fpscr.h"
#include "lifter/arm/neon/neon.h"
#include "tests/executors.h"
#include "tests/random/choose_arm.h"
#include "tests/random/numbers.h"

enum { SLOW_EVERY = 50 /* cases: on LLVM, which takes longest */ };

#define A32_NOP 0xe1a00000u
#define T16_NOP 0xbf00u
/* ldr pc, [pc, #-4] and, of Thumb, ldr pc, [pc]: jumps to the address that follows. */
#define A32_JUMP 0xe51ff004u
#define T32_JUMP 0xf000f8dfu

static const char *const kind_names[NUM_KINDS] = {"a32",   "t32",  "vfp",
                                                  "vfp32", "neon", "neon32"};

/* An IT instruction and the one that is in the same word. */
static u32 random_it(Kind kind, u32 governed)
{
    u32 last = 1u << (4 - governed), mask = (below(16) & -2 * last) | last;
    u32 it = 0xbf00 | below(ALWAYS) << 4 | mask, first = T16_NOP;

    while (kind == KIND_T32 &&
           !is_narrow(first = random_insn(&(ArmChoice){.kind = kind, .in_it = true})))
        continue;
    return it | first << 16;
}

/* One or, with the IT block it may begin, more; how many.  After each narrow one is a
 * nop, which IT blocks count. */
static u32 random_words(Kind kind, u32 *insn, u32 room)
{
    u32 governed = 1 + below(4), words = 1;

    if (!kind_is_thumb(kind) || governed > room || below(4)) {
        insn[0] = random_insn(&(ArmChoice){.kind = kind});
        return 1;
    }
    insn[0] = random_it(kind, governed);
    for (u32 done = 1; done < governed; words++) {
        insn[words] = random_insn(&(ArmChoice){.kind = kind, .in_it = true});
        done += is_narrow(insn[words]) ? 2 : 1;
    }
    return words;
}

static Case random_case(Kind kind)
{
    Case c = {.seed = random32(), .thumb = kind_is_thumb(kind)};
    u32 *tail = &c.insn[CASE_FIRST + CASE_INSNS];

    random_registers(&c.before);
    if (kind_is_neon(kind)) /* which does not look at it, but the host's code does */
        c.before.fpscr &= ~(u32)FPSCR_RMODE;
    c.insn[0] = c.thumb ? A32_JUMP : A32_NOP;
    c.insn[1] = c.thumb ? (CASE_CODE + 4 * CASE_FIRST) | 1 : A32_NOP;
    for (u32 i = 0; i < CASE_INSNS;)
        i += random_words(kind, &c.insn[CASE_FIRST + i], CASE_INSNS - i);
    tail[0] = c.thumb ? T32_JUMP : A32_NOP;
    tail[1] = c.thumb ? CASE_CODE + 4 * CASE_WORDS : A32_NOP;
    return c;
}

static int make(char **argv)
{
    Kind kind = 0;

    while (strcmp(argv[4], kind_names[kind]) != 0)
        if (++kind == NUM_KINDS)
            return 2;
    random_begin(strtoull(argv[2], NULL, 0));
    for (u32 count = (u32)atoi(argv[3]); count; count--) {
        Case c = random_case(kind);
        if (fwrite(&c, sizeof(c), 1, stdout) != 1)
            return 1;
    }
    return 0;
}

static void load_state(ArmCpu *cpu, const CaseState *s)
{
    memset(cpu, 0, sizeof(*cpu));
    memcpy(cpu->r, s->r, sizeof(s->r));
    memcpy(cpu->d, s->d, sizeof(s->d));
    cpu->n = s->cpsr >> 31;
    cpu->z = s->cpsr >> 30 & 1;
    cpu->c = s->cpsr >> 29 & 1;
    cpu->v = s->cpsr >> 28 & 1;
    cpu->q = s->cpsr >> 27 & 1;
    cpu->ge = arm_ge_bytes(s->cpsr >> 16);
    arm_fpscr_write(cpu, s->fpscr);
}

static CaseState save_state(ArmCpu *cpu)
{
    CaseState s;

    memcpy(s.r, cpu->r, sizeof(s.r));
    memcpy(s.d, cpu->d, sizeof(s.d));
    s.cpsr = cpu->n << 31 | cpu->z << 30 | cpu->c << 29 | cpu->v << 28 | cpu->q << 27;
    s.cpsr |= arm_ge_bits(cpu->ge) << 16;
    s.fpscr = arm_fpscr_read(cpu);
    return s;
}

/* What blocks leave to the runtime's interpreter: the rest of an IT block. */
static u32 run_steps(const u8 *code, u32 pc, ArmCpu *cpu, u8 *ram)
{
    while (cpu->it) {
        Block blk = {.pc = pc, .mode = cpu->it, .steps = true};

        lift_block(&guest_arm, &blk, code + guest_code_at(&guest_arm, pc),
                   LIFT_MAX_BYTES, 1);
        pc = run_interpreter(&guest_arm, &blk, cpu, ram).pc;
        cpu->it = arm_it_after(cpu->it);
        ir_free(&blk);
    }
    return pc;
}

/* Run to the end of the case, block by block; false if it went elsewhere. */
static bool run_case(const Executor *executor, const Case *c, bool optimise,
                     ArmCpu *cpu, u8 *ram)
{
    const u8 *code = (const u8 *)c->insn;
    u32 start = CASE_CODE, end = start + sizeof(c->insn), pc = start;
    Block blk = {0};

    memcpy(ram + start, code, sizeof(c->insn));
    while (pc >= start && pc < end) {
        ir_clear(&blk);
        blk.pc = pc;
        blk.num_insns = 0;
        u32 at = guest_code_at(&guest_arm, pc) - start;
        lift_block(&guest_arm, &blk, code + at, end - start - at, CASE_WORDS);
        if (optimise)
            ir_optimise(&blk, guest_arm.names.helpers, false);
        pc = executor->run(&guest_arm, &blk, cpu, ram).pc;
        pc = run_steps(ram, pc, cpu, ram);
    }
    ir_free(&blk);
    return pc == end;
}

static void report(const Case *c, const char *executor, u32 number, const Result *ours,
                   const Result *theirs)
{
    const CaseState *before = &c->before, *a = &ours->after, *b = &theirs->after;

    printf("case %u, %s, fpscr %x:\n", number, executor, before->fpscr);
    for (u32 i = CASE_FIRST; i < CASE_FIRST + CASE_INSNS; i++) {
        char text[80];
        guest_arm.disassemble(text, sizeof(text), (const u8 *)&c->insn[i], 4,
                              CASE_CODE + 4 * i + c->thumb, NULL);
        printf("    %08x %s\n", c->insn[i], text);
    }
    for (u32 i = 0; i < NOT_USED; i++)
        show_difference("r", i, before->r[i], a->r[i], b->r[i]);
    for (u32 i = 0; i < 32; i++)
        show_difference("d", i, before->d[i], a->d[i], b->d[i]);
    show_difference("cpsr", 0, before->cpsr, a->cpsr, b->cpsr);
    show_difference("fpscr", 0, before->fpscr, a->fpscr, b->fpscr);
    show_difference("data", 0, c->seed, ours->data, theirs->data);
}

static bool has_neon(const Case *c)
{
    for (u32 i = CASE_FIRST; i < CASE_FIRST + CASE_INSNS; i++) {
        u32 insn = c->insn[i];

        if (arm_neon_word(c->thumb ? insn << 16 | insn >> 16 : insn, c->thumb))
            return true;
    }
    return false;
}

/* Of the status user mode sees; of the exceptions what docs/floating-point.md says is
 * not exact. */
static void forget_others(const Case *c, Result *r)
{
    u32 inexact = FPSCR_UFC;

    if (has_neon(c))
        inexact |= FPSCR_IXC;
    if (r->after.fpscr & FPSCR_FZ)
        inexact |= FPSCR_IDC | FPSCR_IXC;
    r->after.fpscr &= ~inexact;
    r->after.cpsr &= 0xf80f0000;
    r->unused = 0;
}

/* With flush-to-zero, a result that rounds up to the least normal number is 0 on ARM,
 * which looks before rounding, and that number on the host, which looks after it. */
static void forget_least_normal(Result *ours, const Result *theirs)
{
    const u64 least_double = 1ull << 52, double_sign = 1ull << 63;
    const u32 least_single = 1u << 23, single_sign = 1u << 31;

    for (u32 i = 0; i < 32; i++) {
        u64 *d = &ours->after.d[i], want = theirs->after.d[i];
        if ((*d & ~double_sign) == least_double && want == (*d & double_sign))
            *d = want;
        for (u32 half = 0; half < 64; half += 32) {
            u32 s = (u32)(*d >> half), want_s = (u32)(want >> half);
            if ((s & ~single_sign) == least_single && want_s == (s & single_sign))
                *d ^= (u64)least_single << half;
        }
    }
}

static bool same_results(const Case *c, const Result *want, Result *got, u32 number)
{
    forget_others(c, got);
    if (c->before.fpscr & FPSCR_FZ)
        forget_least_normal(got, want);
    bool same = !memcmp(got, want, sizeof(*got));
    if (!same)
        report(c, "the program", number, got, want);
    return same;
}

static bool check_case(const Case *c, const Result *want, u32 number, u8 *ram)
{
    bool good = true;

    for (u32 e = 0; e < 2 * num_executors && good; e++) {
        if (!strcmp(executors[e / 2].name, "LLVM") && number % SLOW_EVERY)
            continue;
        _Alignas(16) ArmCpu cpu;
        for (u32 i = 0; i < CASE_DATA_SIZE; i++)
            ram[CASE_DATA + i] = case_data(c->seed, i);
        load_state(&cpu, &c->before);
        bool ended = run_case(&executors[e / 2], c, e & 1, &cpu, ram);
        Result got = {.after = save_state(&cpu), .data = case_sum(ram + CASE_DATA)};
        arm_fpscr_write(&cpu, 0);
        good = ended && same_results(c, want, &got, number);
        if (!good)
            printf("case %u: %s\n", number, executors[e / 2].name);
    }
    return good;
}

static void make_comparable(Case *c, Result *want)
{
    forget_others(c, want);
}

static void print_insn(bool thumb, u32 word)
{
    if (!thumb)
        printf(".inst 0x%08x\n", word);
    else if (is_narrow(word))
        printf(".inst.n 0x%04x\n.inst.n 0x%04x\n", word & 0xffff, word >> 16);
    else
        printf(".inst.w 0x%08x\n", word << 16 | word >> 16);
}

/* A function of each instruction set, with jumps to where the case lies and to
 * case_leave. */
static void print_case(const Case *c, u32 number)
{
    printf(".arm\n.type case_%u, %%function\ncase_%u:\n", number, number);
    print_insn(false, c->insn[0]);
    if (c->thumb)
        printf(".word case_thumb_%u\n.thumb\n.thumb_func\n"
               ".type case_thumb_%u, %%function\ncase_thumb_%u:\n",
               number, number, number);
    else
        print_insn(false, c->insn[1]);
    for (u32 i = 0; i < CASE_INSNS; i++)
        print_insn(c->thumb, c->insn[CASE_FIRST + i]);
    print_insn(c->thumb, c->thumb ? T32_JUMP : A32_JUMP);
    printf(".word case_leave\n");
}

static int table(char **argv)
{
    FILE *cases = fopen(argv[2], "rb");
    u32 number = 0;
    Case c;

    printf(".syntax unified\n.arch armv7-a\n.text\n.balign 4\n");
    while (cases && fread(&c, sizeof(c), 1, cases) == 1)
        print_case(&c, number++);
    printf(".section .rodata\n.balign 4\n.globl case_table\ncase_table:\n");
    for (u32 i = 0; i < number; i++)
        printf(".word case_%u\n", i);
    printf(".section .note.GNU-stack, \"\", %%progbits\n");
    return !number;
}

#define RANDOM_WHOLE
#include "tests/random/frame.h"

/*
 * random_arm.c -- random instructions, ours against those of an ARM.
 *
 *      random_arm make SEED COUNT KIND > cases    KIND: a32 vfp neon, t32 vfp32 neon32
 *      run_cases.arm < cases > results            on the machine to compare with
 *      random_arm check cases results             blocks of each executor
 *      random_arm compare cases results others    others: of whole programs
 *      random_arm table cases > table.S           to link with run_cases.c -DCASE_TABLE
 *
 * Words are made from the pictures of the instruction tables.  So that cases are
 * defined, registers have roles: 0 to 7 are free, 8 and 9 are small indices, 10 to 13
 * point into the data, 14 is not used.
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
#include "tests/random/case_arm.h"
#include "tests/random/numbers.h"

enum { FREE = 8, INDEX = 8, BASE = 10, NOT_USED = 14 };
enum { SLOW_EVERY = 50 /* cases: on LLVM, which takes longest */ };

#define A32_NOP 0xe1a00000u
#define T16_NOP 0xbf00u
/* ldr pc, [pc, #-4] and, of Thumb, ldr pc, [pc]: jumps to the address that follows. */
#define A32_JUMP 0xe51ff004u
#define T32_JUMP 0xf000f8dfu

typedef enum {
    KIND_A32,
    KIND_T32,
    KIND_VFP,
    KIND_VFP32,
    KIND_NEON,
    KIND_NEON32,
    NUM_KINDS
} Kind;

static const char *const kind_names[NUM_KINDS] = {"a32",   "t32",  "vfp",
                                                  "vfp32", "neon", "neon32"};

#define NEON_TABLES                                                                    \
    neon_same_rows, neon_mixed_rows, neon_shift_rows, neon_immediate_rows,             \
        neon_misc_rows, neon_memory_rows
static const ArmRow *const tables[NUM_KINDS][6] = {
    {a32_alu_rows, a32_multiply_rows, a32_media_rows, a32_memory_rows},
    {t32_alu_rows, t32_multiply_rows, t32_media_rows, t32_memory_rows, t16_rows},
    {a32_vfp_rows},
    {t32_vfp_rows},
    {NEON_TABLES},
    {NEON_TABLES}};

/* What leaves the case, or is about the machine, not about values. */
static void (*const left_out[])(Block *, const ArmInsn *) = {
    arm_b,      arm_bl,     arm_blx,   arm_bx,         arm_blx_reg, arm_cbz,
    arm_cbnz,   arm_tbb,    arm_tbh,   arm_svc,        arm_bkpt,    arm_udf,
    arm_it,     arm_swp,    arm_swpb,  arm_privileged, arm_ldrex,   arm_ldrexb,
    arm_ldrexh, arm_ldrexd, arm_strex, arm_strexb,     arm_strexh,  arm_strexd,
    arm_clrex,  arm_vmsr,   arm_vmrs};

static bool is_left_out(const ArmRow *row)
{
    for (size_t i = 0; i < ARRAY_LEN(left_out); i++)
        if (row->lift == left_out[i])
            return true;
    return false;
}

static bool is_thumb(Kind kind)
{
    return kind == KIND_T32 || kind == KIND_VFP32 || kind == KIND_NEON32;
}

static bool is_neon(Kind kind)
{
    return kind == KIND_NEON || kind == KIND_NEON32;
}

static const ArmRow *random_row(Kind kind)
{
    for (;;) {
        const ArmRow *table = tables[kind][below(ARRAY_LEN(tables[kind]))];
        u32 count = 0;

        while (table && table[count].name)
            count++;
        if (count && !is_left_out(&table[count = below(count)]))
            return &table[count];
    }
}

static bool is_access(const ArmRow *row)
{
    return row->flags & (LOADS | STORES);
}

/* A row of Advanced SIMD: d, n and m are its own, of accesses but d. */
static u32 random_simd(const ArmRow *row)
{
    Pattern p = pattern_compile(row->picture);
    u32 word = p.match;

    for (int i = 0; i < p.num_runs; i++)
        set_field(&p, &word, (char)p.run[i].letter, random32());
    if (is_access(row)) {
        static const u8 index[] = {INDEX, INDEX + 1, 13, 15};
        set_field(&p, &word, 'n', BASE + below(4));
        set_field(&p, &word, 'm', index[below(ARRAY_LEN(index))]);
    }
    return word;
}

/* Exchanges with itself are not defined, nor do bases stay aligned. */
static bool is_defined_simd(const ArmRow *row, const ArmInsn *i)
{
    bool exchanges = row->lift == arm_neon_vswp || row->lift == arm_neon_vtrn ||
                     row->lift == arm_neon_vuzp || row->lift == arm_neon_vzip;

    return !(exchanges && i->d == i->m) && i->align <= 1;
}

/* Core registers by their roles; floating-point ones are any. */
static u32 random_word(const ArmRow *row)
{
    Pattern p = pattern_compile(row->picture);
    bool floats = row->flags & FLOATING;
    u32 word = p.match;

    for (int i = 0; i < p.num_runs; i++)
        set_field(&p, &word, (char)p.run[i].letter, random32());
    for (const char *c = floats ? "tu" : "dnmstua"; *c; c++)
        set_field(&p, &word, *c, below(FREE));
    if (!floats && has_field(&p, 'd') && has_field(&p, 'a')) /* halves of a product */
        set_field(&p, &word, 'a', pattern_fields(&p, word).d ^ (1 + below(FREE - 1)));
    if (has_field(&p, 'c'))
        set_field(&p, &word, 'c', below(4) ? ALWAYS : below(ALWAYS));
    if (is_access(row)) {
        set_field(&p, &word, 'n', BASE + below(4));
        set_field(&p, &word, 'v', floats ? below(20) : 4 * below(4));
        set_field(&p, &word, 'l', 1 + below(255));
        if (!floats)
            set_field(&p, &word, 'm', INDEX + below(2));
        if (has_field(&p, 'y')) { /* a shift */
            set_field(&p, &word, 'y', LSL);
            set_field(&p, &word, 'v', below(3));
        }
    }
    return word;
}

/* As memory has it: of Thumb the first half is the low one. */
static u32 in_memory(const ArmRow *row, u32 word, Kind kind)
{
    bool narrow = pattern_compile(row->picture).width == 16;

    if (!is_thumb(kind))
        return word;
    if (is_neon(kind))
        word = arm_neon_word_of_t32(word);
    return narrow ? word | 0xbf00u << 16 : word >> 16 | word << 16;
}

static bool keeps_roles(const ArmRow *row, const ArmInsn *i)
{
    bool floats = row->flags & FLOATING;

    if (is_access(row) && (i->n < BASE || i->n == 15 || i->n == NOT_USED))
        return false;
    return i->t < FREE && i->u < FREE && !(i->list >> FREE) &&
           (floats || is_access(row) || i->d < FREE);
}

static u32 random_insn(Kind kind, bool in_it)
{
    bool thumb = is_thumb(kind);

    for (;;) {
        const ArmRow *row = random_row(kind), *found;
        u32 drawn = is_neon(kind) ? random_simd(row) : random_word(row);
        u32 word = in_memory(row, drawn, kind);
        u8 code[4];
        ArmInsn insn;

        memcpy(code, &word, 4);
        if (arm_decode(code, 4, CASE_CODE | thumb, in_it, &found, &insn) &&
            !(in_it && found->flags & NOT_IN_IT) && !is_left_out(found) &&
            !((found->flags ^ row->flags) & FLOATING) &&
            (is_neon(kind) ? is_defined_simd(found, &insn) : keeps_roles(found, &insn)))
            return word;
    }
}

static bool is_narrow(u32 word)
{
    return (word & 0xffff) < 0xe800;
}

/* An IT instruction and the one that is in the same word. */
static u32 random_it(Kind kind, u32 governed)
{
    u32 last = 1u << (4 - governed), mask = (below(16) & -2 * last) | last;
    u32 it = 0xbf00 | below(ALWAYS) << 4 | mask, first = T16_NOP;

    while (kind == KIND_T32 && !is_narrow(first = random_insn(kind, true)))
        continue;
    return it | first << 16;
}

/* One or, with the IT block it may begin, more; how many.  After each narrow one is a
 * nop, which IT blocks count. */
static u32 random_words(Kind kind, u32 *insn, u32 room)
{
    u32 governed = 1 + below(4), words = 1;

    if (!is_thumb(kind) || governed > room || below(4)) {
        insn[0] = random_insn(kind, false);
        return 1;
    }
    insn[0] = random_it(kind, governed);
    for (u32 done = 1; done < governed; words++) {
        insn[words] = random_insn(kind, true);
        done += is_narrow(insn[words]) ? 2 : 1;
    }
    return words;
}

static u32 random_single(void)
{
    static const u32 special[] = {0,          0x3f800000, 0x7f800000, 0x7fc00000,
                                  0x7f800001, 0x00000001, 0x00800000, 0x7f7fffff};
    u32 sign = random32() & 0x80000000;

    if (!below(3))
        return sign | special[below(ARRAY_LEN(special))];
    if (!below(6))
        return random32();
    return sign | (127 + below(60) - 30) << 23 |
           (random32() & (below(2) ? 0x7fffff : 0x700000));
}

static u64 random_double(void)
{
    static const u64 special[] = {0,
                                  0x3ff0000000000000,
                                  0x7ff0000000000000,
                                  0x7ff8000000000000,
                                  0x7ff4000020000001,
                                  0x0000000000000001,
                                  0x0010000000000000,
                                  0x7fefffffffffffff,
                                  0x36a0000000000000,
                                  0x47efffffe0000000,
                                  0x41dfffffffc00000};
    u64 sign = (u64)(random32() & 1) << 63,
        fraction = (u64)random32() << 20 ^ random32();

    if (!below(3))
        return sign | special[below(ARRAY_LEN(special))];
    if (below(2))
        fraction &= ~0ull << 45;
    return sign | (u64)(1023 + below(80) - 40) << 52 | (fraction & ((1ull << 52) - 1));
}

static u32 random_modes(void)
{
    u32 modes = below(2) ? 0 : below(4) << FPSCR_RMODE_SHIFT;

    if (!below(4))
        modes |= FPSCR_DN;
    if (!below(4))
        modes |= FPSCR_FZ;
    return below(4) ? modes : modes | FPSCR_AHP;
}

static void random_registers(CaseState *s)
{
    for (u32 i = 0; i < FREE; i++)
        s->r[i] = random_value();
    for (u32 i = INDEX; i < BASE; i++)
        s->r[i] = 8 * below(4);
    for (u32 i = BASE; i < NOT_USED; i++)
        s->r[i] = CASE_DATA + CASE_DATA_SIZE / 2 + 8 * below(32) - 128;
    s->cpsr = random32() & 0xf80f0000;
    s->fpscr = random_modes();
    for (u32 i = 0; i < 32; i++)
        s->d[i] =
            below(2) ? random_double() : (u64)random_single() << 32 | random_single();
}

static Case random_case(Kind kind)
{
    Case c = {.seed = random32(), .thumb = is_thumb(kind)};
    u32 *tail = &c.insn[CASE_FIRST + CASE_INSNS];

    random_registers(&c.before);
    if (is_neon(kind)) /* which does not look at it, but the host's code does */
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

    while (strcmp(argv[4], kind_names[kind]))
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
                              CASE_CODE + 4 * i + c->thumb);
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

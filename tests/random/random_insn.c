/*
 * random_insn.c -- random instructions, ours against those of a PowerPC.
 *
 *      random_insn make SEED COUNT [new] > cases
 *      run_cases < cases > results             on the machine to compare with
 *      random_insn check cases results
 *
 * Words are made from the pictures of the instruction tables.  So that cases are
 * defined, registers have roles: 0 to 24 are free, 25 is a divisor, 26 and 27 are
 * small indices, 28 to 31 point into the data.  "new" makes cases for an e500
 * instead of a 7400.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "lifter/ppc/ppc.h"
#include "tests/executors.h"
#include "tests/random/case.h"

enum { DIVISOR = 25, INDEX = 26, BASE = 28, NOP = 0x60000000, MAX_REPORTS = 20 };

static const PpcInsn *const tables[] = {ppc_arith,   ppc_logic,     ppc_rotate,
                                        ppc_compare, ppc_condition, ppc_memory,
                                        ppc_string,  ppc_branch,    ppc_special};

/* What an e500 has and a 7400 has not, the other way round, and what neither has. */
static const char *const only_new[] = {"isel"};
static const char *const only_old[] = {"lswi", "stswi", "mcrxr"};
static const char *const none_has[] = {"popcntb", "popcntw", "cmpb"};

/* Undefined for some operands, or leaving the case. */
static const char *const left_out[] = {"divwe", "divweu", "lmw",   "lswx", "stswx",
                                       "b",     "bclr",   "bcctr", "mftb"};

static u64 random_state;

static u32 random32(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (u32)(random_state >> 16);
}

static u32 below(u32 n)
{
    return random32() % n;
}

/* Numbers near the places where things happen. */
static u32 random_value(void)
{
    static const u32 special[] = {0,          1,      0xffffffff, 0x7fffffff,
                                  0x80000000, 0x8000, 0xffff8000, 0x55555555};

    switch (below(4)) {
    case 0: return special[below(ARRAY_LEN(special))] + below(3) - 1;
    case 1: return random32() >> below(32);
    case 2: return (u32)((i32)random32() >> below(32));
    }
    return random32();
}

static bool is_named(const char *name, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(name, list[i]))
            return true;
    return false;
}

static void set_field(const Pattern *p, u32 *word, char letter, u32 value)
{
    for (int i = p->num_runs - 1; i >= 0; i--) {
        u32 ones = (1u << p->run[i].length) - 1;
        if (p->run[i].letter != (u8)letter)
            continue;
        *word &= ~(ones << p->run[i].shift);
        *word |= (value & ones) << p->run[i].shift;
        value >>= p->run[i].length;
    }
}

static bool has_field(const Pattern *p, char letter)
{
    for (int i = 0; i < p->num_runs; i++)
        if (p->run[i].letter == (u8)letter)
            return true;
    return false;
}

static void choose_register(const PpcInsn *insn, const Pattern *p, u32 *word,
                            char letter)
{
    bool divides = !strncmp(insn->name, "div", 3);

    set_field(p, word, letter, letter == 'b' && divides ? DIVISOR : below(DIVISOR));
}

/* The registers and displacement of a load or store. */
static void choose_address(const Pattern *p, u32 *word)
{
    set_field(p, word, 'a', BASE + below(4));
    if (has_field(p, 'i'))
        set_field(p, word, 'i', below(64) - 32);
    if (has_field(p, 'b'))
        set_field(p, word, 'b', INDEX + below(2));
}

/* Of the masks and special registers only some are defined, and of XER's bits. */
static void choose_others(const PpcInsn *insn, const Pattern *p, u32 *word)
{
    static const u32 special[] = {1, 8, 9};

    if (strstr(insn->name, "ocrf"))
        set_field(p, word, 'm', 1u << below(8));
    if (!strcmp(insn->name, "lswi"))
        set_field(p, word, 't', below(16));
    if (strstr(insn->name, "spr")) {
        u32 number = special[below(3)];
        set_field(p, word, 's', number << 5);
        if (number == 1 && !strcmp(insn->name, "mtspr"))
            set_field(p, word, 't', INDEX + below(2));
    }
    if (!strcmp(insn->name, "bc")) {
        set_field(p, word, 'i', 2 + below(2));
        set_field(p, word, 'A', 0);
    }
}

static u32 random_word(const PpcInsn *insn)
{
    Pattern p = pattern_compile(insn->picture);
    u32 word = p.match;
    const char *operands = insn->operands;

    for (int i = 0; i < p.num_runs; i++)
        set_field(&p, &word, (char)p.run[i].letter, random32());
    for (const char *c = operands; *c; c++)
        if (*c == 'r')
            choose_register(insn, &p, &word, c[1]);
    choose_others(insn, &p, &word);
    if (insn->lift == ppc_string[0].lift || insn->lift == ppc_string[2].lift)
        set_field(&p, &word, 'a', BASE + below(4));
    return word;
}

static bool is_left_out(const char *name, bool is_new)
{
    return is_named(name, left_out, ARRAY_LEN(left_out)) ||
           is_named(name, none_has, ARRAY_LEN(none_has)) ||
           (is_new ? is_named(name, only_old, ARRAY_LEN(only_old))
                   : is_named(name, only_new, ARRAY_LEN(only_new)));
}

static u32 random_insn(bool is_new)
{
    for (;;) {
        const PpcInsn *table = tables[below(ARRAY_LEN(tables))];
        u32 count = 0;
        while (table[count].name)
            count++;
        const PpcInsn *insn = &table[below(count)];
        if (is_left_out(insn->name, is_new))
            continue;
        u32 word = random_word(insn);
        if (table == ppc_memory) {
            Pattern p = pattern_compile(insn->picture);
            choose_address(&p, &word);
        }
        return word;
    }
}

static Case random_case(bool is_new)
{
    Case c = {.seed = random32()};

    for (u32 i = 0; i < CASE_INSNS; i++)
        c.insn[i] = random_insn(is_new);
    c.insn[CASE_INSNS] = c.insn[CASE_INSNS + 1] = NOP;
    for (u32 i = 0; i < DIVISOR; i++)
        c.before.gpr[i] = random_value();
    c.before.gpr[DIVISOR] = 3 + (random32() >> (2 + below(29)));
    for (u32 i = INDEX; i < BASE; i++)
        c.before.gpr[i] = below(16);
    for (u32 i = BASE; i < 32; i++)
        c.before.gpr[i] = CASE_DATA + CASE_DATA_SIZE / 2 + below(256) - 128;
    c.before.cr = random32();
    c.before.xer = random32() & 0xe000007f;
    c.before.ctr = random_value();
    c.before.lr = random_value();
    return c;
}

static u32 swap(u32 word)
{
    return __builtin_bswap32(word);
}

static void swap_words(void *words, size_t size)
{
    u32 *word = words;

    for (size_t i = 0; i < size / 4; i++)
        word[i] = swap(word[i]);
}

static int make(int argc, char **argv)
{
    bool is_new = argc > 4 && !strcmp(argv[4], "new");

    random_state = 88172645463325252ull ^ strtoull(argv[2], NULL, 0) << 20;
    for (u32 count = (u32)atoi(argv[3]); count; count--) {
        Case c = random_case(is_new);
        swap_words(&c, sizeof(c));
        if (fwrite(&c, sizeof(c), 1, stdout) != 1)
            return 1;
    }
    return 0;
}

/* CR as a word from its bits, and back; likewise XER. */
static void load_state(PpcCpu *cpu, const CaseState *s)
{
    memset(cpu, 0, sizeof(*cpu));
    memcpy(cpu->gpr, s->gpr, sizeof(s->gpr));
    for (u32 n = 0; n < 32; n++)
        cpu->cr[n] = s->cr >> (31 - n) & 1;
    cpu->so = s->xer >> 31;
    cpu->ov = s->xer >> 30 & 1;
    cpu->ca = s->xer >> 29 & 1;
    cpu->count = s->xer & 127;
    cpu->ctr = s->ctr;
    cpu->lr = s->lr;
}

static CaseState save_state(const PpcCpu *cpu)
{
    CaseState s = {.ctr = cpu->ctr, .lr = cpu->lr};

    memcpy(s.gpr, cpu->gpr, sizeof(s.gpr));
    for (u32 n = 0; n < 32; n++)
        s.cr |= cpu->cr[n] << (31 - n);
    s.xer = cpu->so << 31 | cpu->ov << 30 | cpu->ca << 29 | cpu->count;
    return s;
}

/* Run to the end of the case, block by block; false if it went elsewhere. */
static bool run_case(const Executor *executor, const Case *c, bool optimise,
                     PpcCpu *cpu, u8 *ram)
{
    u8 code[sizeof(c->insn)];
    u32 start = CASE_CODE, end = start + sizeof(code), pc = start;
    Block blk = {0};

    memcpy(code, c->insn, sizeof(code));
    swap_words(code, sizeof(code));
    while (pc >= start && pc < end) {
        ir_clear(&blk);
        blk.pc = pc;
        blk.num_insns = 0;
        lift_block(&guest_ppc, &blk, code + (pc - start), end - pc, CASE_INSNS + 2);
        if (optimise)
            ir_optimise(&blk, guest_ppc.names.helpers, false);
        pc = executor->run(&guest_ppc, &blk, cpu, ram).pc;
    }
    ir_free(&blk);
    return pc == end;
}

static void report(const Case *c, const char *executor, u32 number, const Result *ours,
                   const Result *theirs)
{
    static const char *const names[] = {"cr", "xer", "ctr", "lr", "data"};
    const u32 *a = (const u32 *)ours, *b = (const u32 *)theirs;
    const u32 *before = (const u32 *)&c->before;

    printf("case %u, %s:\n", number, executor);
    for (u32 i = 0; i < CASE_INSNS; i++) {
        u8 code[4];
        char text[80];
        u32 word = swap(c->insn[i]);
        memcpy(code, &word, 4);
        guest_ppc.disassemble(text, sizeof(text), code, 4, CASE_CODE + 4 * i);
        printf("    %08x %s\n", c->insn[i], text);
    }
    for (u32 i = 0; i < 37; i++)
        if (a[i] != b[i])
            printf("    %s%.0u: before %08x, ours %08x, theirs %08x\n",
                   i < 32 ? "r" : names[i - 32], i < 32 ? i : 0,
                   i < 36 ? before[i] : c->seed, a[i], b[i]);
}

static bool check_case(const Case *c, const Result *want, u32 number, u8 *ram)
{
    bool good = true;

    for (u32 e = 0; e < 2 * num_executors && good; e++) {
        _Alignas(16) PpcCpu cpu;
        load_state(&cpu, &c->before);
        for (u32 i = 0; i < CASE_DATA_SIZE; i++)
            ram[CASE_DATA + i] = case_data(c->seed, i);
        bool ended = run_case(&executors[e / 2], c, e & 1, &cpu, ram);
        Result got = {save_state(&cpu), case_sum(ram + CASE_DATA)};
        good = ended && !memcmp(&got, want, sizeof(got));
        if (!good)
            report(c, executors[e / 2].name, number, &got, want);
    }
    return good;
}

static int check(char **argv)
{
    FILE *cases = fopen(argv[2], "rb"), *results = fopen(argv[3], "rb");
    u8 *ram = mmap(NULL, 1ull << 32, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    u32 number = 0, wrong = 0;
    Result want;
    Case c;

    if (!cases || !results || ram == MAP_FAILED)
        return 1;
    for (; fread(&c, sizeof(c), 1, cases) == 1 && wrong < MAX_REPORTS; number++) {
        if (fread(&want, sizeof(want), 1, results) != 1) {
            printf("the results end at case %u\n", number);
            return 1;
        }
        swap_words(&c, sizeof(c));
        swap_words(&want, sizeof(want));
        wrong += !check_case(&c, &want, number, ram);
    }
    printf("%u cases, %u instructions, %u cases differ\n", number, number * CASE_INSNS,
           wrong);
    return wrong || !number;
}

int main(int argc, char **argv)
{
    if (argc >= 4 && !strcmp(argv[1], "make"))
        return make(argc, argv);
    if (argc == 4 && !strcmp(argv[1], "check"))
        return check(argv);
    fprintf(stderr, "usage: random_insn make SEED COUNT [new] | check CASES RESULTS\n");
    return 2;
}

/*
 * insn_test.c -- run files of cases, tests/<guest>/ *.txt:
 *
 *      assembly | encoding | before -> after
 *
 * Each line checks the decoder, the disassembler, the micro-ops and their
 * meaning on each executor, before and after ir_optimise.  Items of `before` and
 * `after`, all in hexadecimal:
 *
 *      r3=5 ca=1 f1=3ff0000000000000   registers
 *      cr0=9                           a field of CR
 *      [2000]=0badcafe                 memory, as many bytes as there are digits
 *      pc=1004                         where it starts (1000); where it leaves to
 *      by=call                         how it leaves: jump call return syscall
 *                                      resync raise
 *      raise=trap                      what it raises: illegal privileged trap float
 *
 * What `after` does not name must not change; it leaves by jump to the next
 * instruction.  Several words, with a space between, make a longer block; then
 * the assembly is of the first.  ARM code is A32, or Thumb after a "t": words of 4
 * and, with the first half first, of 8 digits.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#define _GNU_SOURCE
#include <fenv.h>
#include <glob.h>
#include <setjmp.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

#include "lifter/lifter.h"
#include "tests/executors.h"

enum { START = 0x1000, MAX_CODE = 64, MAX_STATE = 2048, GUARD = 0x10000 };
enum { BATCH = 64 }; /* lines whose blocks LLVM compiles together */

typedef struct {
    _Alignas(16) u8 state[MAX_STATE];
    Left left;
} Machine;

/* What a line's block becomes: as lifted, optimised so that registers are exact at
 * faults, and optimised. */
enum { RAW, PRECISE, OPTIMISED, STAGES };
static const char *const stage_names[STAGES] = {"raw", "precise", "optimised"};

typedef struct {
    const Guest *guest;
    const char *file;
    u32 number; /* of the line */
    char *text;
    const char *executor; /* what is being checked: a back end ... */
    const char *stage;    /* ... and on which stage, or NULL */
    u32 failures;
    char *before, *after; /* in `copy` */
    char copy[800];
    u8 code[MAX_CODE];
    u32 size;
    Block block[STAGES]; /* without ops where it is as the stage before */
} Case;

static u8 *ram; /* 4 GiB and guards */

/* One complaint a line is enough: the other executors and stages likely fail alike. */
#define FAIL(c, ...)                                                                   \
    do {                                                                               \
        if ((c)->failures++ == 0) {                                                    \
            printf("%s:%u: %s\n    %s%s%s: ", (c)->file, (c)->number, (c)->text,       \
                   (c)->executor, (c)->stage ? ", " : "",                              \
                   (c)->stage ? (c)->stage : "");                                      \
            printf(__VA_ARGS__);                                                       \
            printf("\n");                                                              \
        }                                                                              \
    } while (0)

static const char *const left_names[] = {"jump",    "call",   "return",
                                         "syscall", "resync", "raise"};
static const char *const raise_names[] = {"illegal", "privileged", "trap",  "debug",
                                          "fetch",   "align",      "float", "step"};
_Static_assert(ARRAY_LEN(raise_names) == NUM_RAISES, "a name for each Raise");

static u32 index_of(Case *c, const char *const *names, u32 count, const char *name)
{
    for (u32 i = 0; i < count; i++)
        if (!strcmp(names[i], name))
            return i;
    FAIL(c, "no such word: %s", name);
    return 0;
}

/* The 0 or 1 of a register slot of 4 bytes. */
static u32 *slot32(Machine *m, u32 slot)
{
    return (u32 *)(void *)(m->state + slot);
}

/* "cr0" is four slots: crb0 to crb3. */
static bool is_cr_field(Case *c, const char *name, u32 *slot)
{
    return strlen(name) == 3 && !strncmp(name, "cr", 2) && name[2] >= '0' &&
           name[2] <= '7' && guest_reg_slot(c->guest, "crb0", slot) &&
           (*slot += 16 * (u32)(name[2] - '0'), true);
}

/* As many bytes as the register has, of a number of any length. */
static void set_bytes(u8 *bytes, u32 size, const char *digits)
{
    size_t length = strlen(digits);

    for (u32 i = 0; i < size; i++) {
        char byte[3] = "0";
        size_t end = length - (2 * i < length ? 2 * i : length);
        size_t start = end < 2 ? 0 : end - 2;

        memcpy(byte, digits + start, end - start);
        byte[end - start] = 0;
        bytes[i] = (u8)strtoul(byte, NULL, 16);
    }
}

static void set_register(Case *c, Machine *m, const char *name, const char *value)
{
    const GuestReg *row;
    u32 slot;

    if (is_cr_field(c, name, &slot))
        for (u32 i = 0; i < 4; i++)
            *slot32(m, slot + 4 * i) = strtoul(value, NULL, 16) >> (3 - i) & 1;
    else if ((row = guest_reg_row(c->guest, name, &slot)))
        set_bytes(m->state + slot, row->size, value);
    else
        FAIL(c, "no register %s", name);
}

static void write_memory(const char *item, const char *digits)
{
    u32 address = (u32)strtoul(item + 1, NULL, 16);

    for (u32 i = 0; digits[2 * i] && digits[2 * i + 1]; i++) {
        char byte[3] = {digits[2 * i], digits[2 * i + 1], 0};
        ram[(u32)(address + i)] = (u8)strtoul(byte, NULL, 16);
    }
}

static void check_memory(Case *c, const char *item, const char *digits)
{
    u32 address = (u32)strtoul(item + 1, NULL, 16);
    char held[520] = "";

    for (u32 i = 0; 2 * i < strlen(digits) && i < 256; i++)
        snprintf(held + 2 * i, 3, "%02x", ram[(u32)(address + i)]);
    if (strcmp(held, digits) != 0)
        FAIL(c, "[%x] is %s", address, held);
}

/* Does `each` with the items of "r3=5 ca=1". */
static void for_items(Case *c, const char *text, Machine *m,
                      void (*each)(Case *c, Machine *m, const char *name,
                                   const char *value))
{
    char copy[600], *save;

    snprintf(copy, sizeof(copy), "%s", text);
    for (char *item = strtok_r(copy, " \n", &save); item;
         item = strtok_r(NULL, " \n", &save)) {
        char *value = strchr(item, '=');
        if (!value) {
            FAIL(c, "no = in %s", item);
            continue;
        }
        *value++ = 0;
        each(c, m, item, value);
    }
}

static void set_item(Case *c, Machine *m, const char *name, const char *value)
{
    if (name[0] == '[')
        write_memory(name, value);
    else if (strcmp(name, "pc") != 0)
        set_register(c, m, name, value);
    else
        m->left.pc = (u32)strtoul(value, NULL, 16);
}

/* Items of `after`, made part of the machine to compare with. */
static void want_item(Case *c, Machine *m, const char *name, const char *value)
{
    if (name[0] == '[')
        check_memory(c, name, value);
    else if (!strcmp(name, "pc"))
        m->left.pc = (u32)strtoul(value, NULL, 16);
    else if (!strcmp(name, "by"))
        m->left.by = (u8)index_of(c, left_names, ARRAY_LEN(left_names), value);
    else if (!strcmp(name, "raise"))
        m->left.raise = (u8)index_of(c, raise_names, ARRAY_LEN(raise_names), value);
    else
        set_register(c, m, name, value);
}

/* What the back ends keep for themselves is not part of a case; nor is qc, which bits
 * of are 1 if FPSCR.QC is. */
static bool is_private(const GuestReg *r, const Guest *g)
{
    return !strncmp(r->name, "last_", 5) || !strcmp(r->name, "qc") ||
           r->slot == g->pc_slot;
}

static void compare_registers(Case *c, const Machine *got, const Machine *want)
{
    for (const GuestReg *r = c->guest->regs; r->name; r++) {
        for (u32 i = 0; i < (r->count ? r->count : 1u); i++) {
            u32 slot = r->slot + i * r->size;
            char name[24];
            u64 is = 0, wanted = 0;
            if (is_private(r, c->guest) ||
                !memcmp(got->state + slot, want->state + slot, r->size))
                continue;
            memcpy(&is, got->state + slot, r->size > 8 ? 8 : r->size);
            memcpy(&wanted, want->state + slot, r->size > 8 ? 8 : r->size);
            guest_reg_name(c->guest, slot, name, sizeof(name));
            FAIL(c, "%s is %llx, want %llx", name, (unsigned long long)is,
                 (unsigned long long)wanted);
        }
    }
}

static void compare_leaving(Case *c, const Left *got, const Left *want)
{
    if (got->by != want->by)
        FAIL(c, "leaves by %s", left_names[got->by]);
    if (got->pc != want->pc)
        FAIL(c, "pc is %x", got->pc);
    if (want->by == LEFT_RAISE && got->raise != want->raise)
        FAIL(c, "raises %s", raise_names[got->raise]);
}

static void forget_memory(void)
{
    madvise(ram, 1ull << 32, MADV_DONTNEED);
}

typedef Left RunBlock(const Guest *guest, const Block *blk, void *state, u8 *ram);

/* A block may leave to a later place of its own: a Thumb one into an IT block, others
 * behind an instruction that ends one, if the case names no pc. */
static Left go_on(const Case *c, RunBlock *run, Machine *m, Left left, u32 start)
{
    if (!(start & 1) && strstr(c->after, "pc="))
        return left;
    while (left.by == LEFT_JUMP && left.pc > start && left.pc - start < c->size) {
        Block blk = {.pc = left.pc};
        u32 done = left.pc - start;
        lift_block(c->guest, &blk, c->code + done, c->size - done, MAX_CODE);
        left = run(c->guest, &blk, m->state, ram);
        ir_free(&blk);
    }
    return left;
}

/* Run a stage's block on an executor, or as `code` if it is compiled already, and
 * compare with what is wanted after it. */
static void run_on(Case *c, const Executor *executor, u32 stage, AloneRun *code)
{
    const Block *blk = &c->block[stage];
    Machine m = {.left.pc = START}, want;

    c->executor = executor->name;
    c->stage = stage_names[stage];
    forget_memory();
    for_items(c, c->before, &m, set_item);
    want = m;
    want.left = (Left){.pc = blk->pc + c->size, .by = LEFT_JUMP};

    fesetenv(FE_DFL_ENV);
    *fp_events() = 0;
    if (code)
        code(m.state, ram, &m.left);
    else
        m.left = executor->run(c->guest, blk, m.state, ram);
    m.left = go_on(c, executor->run, &m, m.left, blk->pc);
    fesetenv(FE_DFL_ENV);

    for_items(c, c->after, &want, want_item);
    compare_registers(c, &m, &want);
    compare_leaving(c, &m.left, &want.left);
}

static void check_text(Case *c, const u8 *code, u32 size, u32 pc, const char *assembly)
{
    char text[100];

    c->executor = "disassembler";
    c->guest->disassemble(text, sizeof(text), code, size, pc, NULL);
    if (strcmp(text, assembly) != 0)
        FAIL(c, "%s", text);
}

static void put_bytes(u8 *code, unsigned long word, u32 size, bool big_endian)
{
    for (u32 i = 0; i < size; i++)
        code[i] = (u8)(word >> 8 * (big_endian ? size - 1 - i : i));
}

/* The bytes of the words; how many.  *thumb: they began with "t". */
static u32 encode(const Case *c, const char *words, u8 *code, bool *thumb)
{
    u32 size = 0;
    char *end;

    words += strspn(words, " ");
    *thumb = *words == 't';
    words += *thumb;
    for (unsigned long w = strtoul(words, &end, 16);
         end != words && size + 4 < MAX_CODE;
         words = end, w = strtoul(words, &end, 16)) {
        bool half = *thumb && end - words - strspn(words, " ") == 4;
        if (*thumb && !half)
            w = w >> 16 | (w & 0xffff) << 16;
        put_bytes(code + size, w, half ? 2 : 4, c->guest->big_endian);
        size += half ? 2 : 4;
    }
    return size;
}

static bool same_ops(const Block *a, const Block *b)
{
    return a->count == b->count && !memcmp(a->ops, b->ops, a->count * sizeof(Op));
}

static Block copy_of(const Block *blk)
{
    Block copy = *blk;

    copy.ops = base_alloc(blk->count * sizeof(Op));
    copy.capacity = blk->count;
    memcpy(copy.ops, blk->ops, blk->count * sizeof(Op));
    return copy;
}

/* The stages of a block.  What optimising leaves as it was need not be run again. */
static void make_stages(Case *c, u32 start)
{
    Machine at = {.left.pc = start};

    for_items(c, c->before, &at, set_item);
    Block blk = {.pc = at.left.pc};
    lift_block(c->guest, &blk, c->code, c->size, MAX_CODE);
    for (u32 stage = 0; stage < STAGES; stage++) {
        const Block *last = &c->block[RAW];
        const char *complaint;

        if (stage == PRECISE)
            ir_optimise(&blk, c->guest->names.helpers, true);
        if (stage == OPTIMISED)
            ir_optimise(&blk, c->guest->names.helpers, false);
        if (stage == OPTIMISED && c->block[PRECISE].count)
            last = &c->block[PRECISE];
        if (stage == RAW || !same_ops(&blk, last))
            c->block[stage] = copy_of(&blk);
        c->stage = stage_names[stage];
        if ((complaint = ir_verify(&blk)))
            FAIL(c, "%s", complaint);
    }
    ir_free(&blk);
}

static void read_line(Case *c)
{
    bool thumb;

    snprintf(c->copy, sizeof(c->copy), "%s", c->text);
    char *words = strchr(c->copy, '|'), *before = words ? strchr(words + 1, '|') : NULL;
    char *after = before ? strstr(before, "->") : NULL;
    c->executor = "lifter";
    if (!after) {
        FAIL(c, "not a case");
        return;
    }
    for (char *end = words; end > c->copy && end[-1] == ' ';)
        *--end = 0;
    *words++ = *before++ = *after = 0;
    c->before = before;
    c->after = after + 2;
    c->size = encode(c, words, c->code, &thumb);
    check_text(c, c->code, c->size, START | thumb, c->copy);
    c->executor = "lifter";
    make_stages(c, START | thumb);
}

/* On all executors but LLVM, whose code is made of many blocks at a time. */
static void run_quick(Case *c)
{
    for (u32 stage = 0; stage < STAGES; stage++)
        for (u32 i = 0; i < num_executors && c->block[stage].count; i++)
            if (executors[i].run != run_llvm && !c->failures)
                run_on(c, &executors[i], stage, NULL);
}

static const Executor *llvm_executor(void)
{
    for (u32 i = 0; i < num_executors; i++)
        if (executors[i].run == run_llvm)
            return &executors[i];
    return NULL;
}

/* The blocks of some cases, compiled together. */
static void run_compiled(Case *cases, u32 count)
{
    const Block *block[STAGES * BATCH];
    AloneRun *run[STAGES * BATCH];
    u32 n = 0;

    for (u32 i = 0; i < count; i++)
        for (u32 stage = 0; stage < STAGES; stage++)
            if (cases[i].block[stage].count)
                block[n++] = &cases[i].block[stage];
    void *engine = alone_compile_all(block, n, cases->guest->names.helpers, 3, run);
    n = 0;
    for (u32 i = 0; i < count; i++)
        for (u32 stage = 0; stage < STAGES; stage++) {
            if (!cases[i].block[stage].count)
                continue;
            if (!cases[i].failures)
                run_on(&cases[i], llvm_executor(), stage, run[n]);
            n++;
        }
    alone_free_all(engine);
}

static void free_cases(Case *cases, u32 count)
{
    for (u32 i = 0; i < count; i++) {
        for (u32 stage = 0; stage < STAGES; stage++)
            ir_free(&cases[i].block[stage]);
        free(cases[i].text);
    }
    free(cases);
}

/* tests/ppc/arith.txt is of guest ppc. */
static const Guest *guest_of(const char *file)
{
    for (u32 i = 0; i < NUM_GUESTS; i++) {
        char folder[40];
        snprintf(folder, sizeof(folder), "tests/%s/", guests[i]->name);
        if (strstr(file, folder))
            return guests[i];
    }
    fail_msg("no guest for %s", file);
    return NULL;
}

/* The cases of a file; *count is how many.  Lines that are none have failed already. */
static Case *read_file(const char *file, u32 *count)
{
    FILE *in = fopen(file, "r");
    Case *cases = NULL;
    char line[800];
    u32 number = 0;

    assert_non_null(in);
    *count = 0;
    while (fgets(line, sizeof(line), in)) {
        number++;
        line[strcspn(line, "\n")] = 0;
        if (!line[0] || line[0] == '#')
            continue;
        cases = base_resize(cases, (*count + 1) * sizeof(Case));
        cases[(*count)++] = (Case){.guest = guest_of(file),
                                   .file = file,
                                   .number = number,
                                   .text = strdup(line)};
    }
    fclose(in);
    return cases;
}

static void run_file(void **state)
{
    u32 count, failures = 0;
    Case *cases = read_file(*state, &count);

    for (u32 i = 0; i < count; i++) {
        read_line(&cases[i]);
        run_quick(&cases[i]);
    }
    for (u32 i = 0; i < count; i += BATCH)
        run_compiled(cases + i, count - i < BATCH ? count - i : BATCH);
    for (u32 i = 0; i < count; i++)
        failures += cases[i].failures != 0;
    free_cases(cases, count);
    assert_int_equal(failures, 0);
}

static void tables_are_sound(void **state)
{
    (void)state;
    for (u32 i = 0; i < NUM_GUESTS; i++)
        assert_null(guests[i]->check());
}

/* All files, or those named on the command line. */
int main(int argc, char **argv)
{
    size_t size = (1ull << 32) + 2 * GUARD;
    struct CMUnitTest tests[100] = {cmocka_unit_test(tables_are_sound)};
    size_t count = 1;
    glob_t files;

    ram = mmap(NULL, size, PROT_READ | PROT_WRITE,
               MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (ram == MAP_FAILED || glob("tests/ppc/*.txt", 0, NULL, &files) ||
        glob("tests/arm/*.txt", GLOB_APPEND, NULL, &files))
        return 1;
    ram += GUARD;
    char **file = argc > 1 ? argv + 1 : files.gl_pathv;
    for (; *file && count < ARRAY_LEN(tests); file++)
        tests[count++] = (struct CMUnitTest){*file, run_file, NULL, NULL, *file};
    int failed = _cmocka_run_group_tests("insn_test", tests, count, NULL, NULL);
    globfree(&files);
    return failed;
}

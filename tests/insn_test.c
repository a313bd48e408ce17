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

typedef struct {
    _Alignas(16) u8 state[MAX_STATE];
    Left left;
} Machine;

typedef struct {
    const Guest *guest;
    const char *file;
    u32 number; /* of the line */
    const char *text;
    const char *executor;
    u32 failures;
    const u8 *code;
    u32 size;
} Case;

static u8 *ram; /* 4 GiB and guards */

#define FAIL(c, ...)                                                                   \
    do {                                                                               \
        printf("%s:%u: %s\n    %s: ", (c)->file, (c)->number, (c)->text,               \
               (c)->executor);                                                         \
        printf(__VA_ARGS__);                                                           \
        printf("\n");                                                                  \
        (c)->failures++;                                                               \
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
    if (strcmp(held, digits))
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
    else if (strcmp(name, "pc"))
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

/* A block may leave to a later place of its own: a Thumb one into an IT block, others
 * behind an instruction that ends one, if the case names no pc. */
static Left go_on(const Case *c, const Executor *executor, Machine *m, Left left,
                  u32 start, const char *after)
{
    if (!(start & 1) && strstr(after, "pc="))
        return left;
    while (left.by == LEFT_JUMP && left.pc > start && left.pc - start < c->size) {
        Block blk = {.pc = left.pc};
        u32 done = left.pc - start;
        lift_block(c->guest, &blk, c->code + done, c->size - done, MAX_CODE);
        left = executor->run(c->guest, &blk, m->state, ram);
        ir_free(&blk);
    }
    return left;
}

/* Run the block on an executor, and compare with `after`. */
static void run_on(Case *c, const Executor *executor, const Block *blk,
                   const char *before, const char *after)
{
    Machine m = {.left.pc = START}, want;

    c->executor = executor->name;
    forget_memory();
    for_items(c, before, &m, set_item);
    want = m;
    want.left = (Left){.pc = blk->pc + c->size, .by = LEFT_JUMP};

    fesetenv(FE_DFL_ENV);
    *fp_events() = 0;
    m.left = executor->run(c->guest, blk, m.state, ram);
    m.left = go_on(c, executor, &m, m.left, blk->pc, after);
    fesetenv(FE_DFL_ENV);

    for_items(c, after, &want, want_item);
    compare_registers(c, &m, &want);
    compare_leaving(c, &m.left, &want.left);
}

static void check_text(Case *c, const u8 *code, u32 size, u32 pc, const char *assembly)
{
    char text[100];

    c->executor = "disassembler";
    c->guest->disassemble(text, sizeof(text), code, size, pc);
    if (strcmp(text, assembly))
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

static void run_everywhere(Case *c, const Block *blk, const char *before,
                           const char *after)
{
    const char *complaint = ir_verify(blk);
    u32 failures = c->failures;

    if (complaint)
        FAIL(c, "%s", complaint);
    for (u32 i = 0; i < num_executors && c->failures == failures; i++)
        run_on(c, &executors[i], blk, before, after);
}

static void run_block(Case *c, const u8 *code, u32 size, u32 start, const char *before,
                      const char *after)
{
    Machine at = {.left.pc = start};

    c->executor = "lifter";
    for_items(c, before, &at, set_item);
    Block blk = {.pc = at.left.pc};
    lift_block(c->guest, &blk, code, size, MAX_CODE);
    run_everywhere(c, &blk, before, after);
    ir_optimise(&blk, c->guest->names.helpers, true);
    run_everywhere(c, &blk, before, after);
    ir_optimise(&blk, c->guest->names.helpers, false);
    run_everywhere(c, &blk, before, after);
    ir_free(&blk);
}

static void run_line(Case *c)
{
    char copy[800];
    u8 code[MAX_CODE];

    snprintf(copy, sizeof(copy), "%s", c->text);
    char *words = strchr(copy, '|'), *before = words ? strchr(words + 1, '|') : NULL;
    char *after = before ? strstr(before, "->") : NULL;
    if (!after) {
        FAIL(c, "not a case");
        return;
    }
    for (char *end = words; end > copy && end[-1] == ' ';)
        *--end = 0;
    *words++ = *before++ = *after = 0;
    bool thumb;
    u32 size = encode(c, words, code, &thumb);
    c->code = code;
    c->size = size;
    check_text(c, code, size, START | thumb, copy);
    run_block(c, code, size, START | thumb, before, after + 2);
}

/* tests/ppc/arith.txt is of guest ppc. */
static const Guest *guest_of(const char *file)
{
    for (const Guest *const *g = guests; *g; g++) {
        char folder[40];
        snprintf(folder, sizeof(folder), "tests/%s/", (*g)->name);
        if (strstr(file, folder))
            return *g;
    }
    fail_msg("no guest for %s", file);
    return NULL;
}

static void run_file(void **state)
{
    Case c = {.guest = guest_of(*state), .file = *state};
    FILE *in = fopen(c.file, "r");
    char line[800];

    assert_non_null(in);
    while (fgets(line, sizeof(line), in)) {
        c.number++;
        line[strcspn(line, "\n")] = 0;
        c.text = line;
        if (line[0] && line[0] != '#')
            run_line(&c);
    }
    fclose(in);
    assert_int_equal(c.failures, 0);
}

static void tables_are_sound(void **state)
{
    (void)state;
    for (const Guest *const *g = guests; *g; g++)
        assert_null((*g)->check());
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

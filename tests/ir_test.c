/* ir_test.c -- blocks: building, printing and parsing, verifying, running.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/expression.h"
#include "tests/lines.h"
#include "tests/random_block.h"

/* Text collected in memory. */
typedef struct {
    char text[65536];
    size_t length;
} Page;

static void write_to_page(Out *out, const char *text, size_t length)
{
    Page *page = out->to;

    assert_true(page->length + length < sizeof(page->text));
    memcpy(page->text + page->length, text, length);
    page->length += length;
    page->text[page->length] = 0;
}

static void print(const Block *blk, Page *page)
{
    Out out = {write_to_page, page};

    page->length = 0;
    ir_print(blk, &random_names, &out);
}

/* Each op once or more, so that this is what the printer's text looks like. */
static void prints_what_was_built(void **unused)
{
    static const char expected[] = "block 0x1000\n"
                                   "0x1000:\n"
                                   "   1 = get.i32 [12]\n"
                                   "   2 = constant.i32 #0x10\n"
                                   "   3 = add.i32 %1 %2\n"
                                   "   4 = load.i32 %3 16|signed|big -4\n"
                                   "       store.i32 %3 %4 8 +8\n"
                                   "   6 = set.i32 %1 %4 ltu\n"
                                   "       exit_if.i32 %6 ->0x1010\n"
                                   "   8 = extu.i64 %1\n"
                                   "   9 = helper.i64 %8 test_step\n"
                                   "       helper %8 %9 test_gather\n"
                                   "       put.i64 %9 [16]\n"
                                   "       call ->0x2000 ->0x1004\n";
    static Page page;
    Block blk = {.pc = 0x1000};
    Val x, sixteen, sum, loaded, less, wide, stepped;

    (void)unused;
    ir_insn(&blk, 0x1000);
    x = ir_get(&blk, TY_I32, 12);
    sixteen = ir_constant(&blk, TY_I32, 16);
    sum = ir_add(&blk, x, sixteen);
    loaded = ir_load(&blk, TY_I32, sum, -4, MEM_2 | MEM_SIGNED | MEM_BIG);
    ir_store(&blk, sum, 8, loaded, MEM_1);
    less = ir_set(&blk, x, loaded, CC_LTU);
    ir_exit_if(&blk, less, 0x1010);
    wide = ir_extu(&blk, TY_I64, x);
    stepped = ir_helper(&blk, random_names.helpers, 2, wide, VAL_NONE, VAL_NONE);
    ir_helper(&blk, random_names.helpers, 3, wide, stepped, VAL_NONE);
    ir_put(&blk, stepped, 16);
    ir_call(&blk, 0x2000, 0x1004);
    assert_null(ir_verify(&blk));
    print(&blk, &page);
    assert_string_equal(page.text, expected);
    assert_int_equal(blk.num_insns, 1);
    ir_free(&blk);
}

static void parses_what_it_prints(void **unused)
{
    static Page first, second;
    Block blk = {0}, read = {0};

    (void)unused;
    for (u64 seed = 0; seed < 1000; seed++) {
        Random rnd = random_from(seed);
        const char *complaint;

        random_block(&blk, &rnd,
                     &(RandomShape){.num_ops = 80, .fp = true, .vectors = true});
        print(&blk, &first);
        ir_clear(&read);
        complaint = ir_parse(&read, first.text, &random_names);
        if (complaint)
            fail_msg("seed %d: %s in\n%s", (int)seed, complaint, first.text);
        print(&read, &second);
        assert_string_equal(first.text, second.text);
        assert_int_equal(read.num_insns, blk.num_insns);
        assert_null(ir_verify(&read));
    }
    ir_free(&blk);
    ir_free(&read);
}

/* Mostly other numbers, so that some of it is still well formed. */
static void damage(Random *rnd, char *text)
{
    static const char bytes[] = "%0129-+.#>|[]@\n =xab_";
    size_t length = strlen(text);

    for (u32 n = 1 + random_below(rnd, 3); n > 0; n--) {
        u32 from = random_below(rnd, (u32)length), to = random_below(rnd, (u32)length);

        if (random_below(rnd, 8) == 0)
            text[to] = random_below(rnd, 2) ? text[from] : bytes[from % sizeof(bytes)];
        else if (text[to] >= '0' && text[to] <= '9')
            text[to] = (char)('0' + random_below(rnd, 10));
    }
}

/* Damaged text gives a complaint, or a block that the verifier may complain of
 * or that can be optimised: never a crash. */
static void survives_damaged_text(void **unused)
{
    static Page page;
    Block blk = {0};
    u32 accepted = 0;

    (void)unused;
    for (u64 seed = 0; seed < 5000; seed++) {
        Random rnd = random_from(seed);

        random_block(&blk, &rnd,
                     &(RandomShape){.num_ops = 30, .fp = true, .vectors = true});
        print(&blk, &page);
        damage(&rnd, page.text);
        ir_clear(&blk);
        if (ir_parse(&blk, page.text, &random_names) || ir_verify(&blk))
            continue;
        for (u32 i = 0; i < blk.count; i++)
            if (blk.ops[i].code == OP_helper &&
                blk.ops[i].imm >= random_names.num_helpers)
                blk.ops[i].imm = 0; /* the verifier does not know the helpers */
        ir_optimise(&blk, random_names.helpers, seed & 3);
        assert_null(ir_verify(&blk));
        accepted++;
    }
    assert_in_range(accepted, 1000, 4500);
    ir_free(&blk);
}

/* Numbers before `=` are names, comments and blank lines nothing. */
static void parses_text_of_hand(void **unused)
{
    Block blk = {0};

    (void)unused;
    assert_null(ir_parse(&blk,
                         "; a comment\n\n"
                         "  7 = constant.i32 #-1 ; another\n"
                         "9=constant.i64 #-1\r\n"
                         "    put.i32 %7 [0]\n"
                         "    jump ->4096",
                         NULL));
    assert_int_equal(blk.count, 4);
    assert_int_equal(blk.ops[0].imm, 0xffffffff);
    assert_true(blk.ops[1].imm == ~0ull);
    assert_int_equal(blk.ops[2].a, 0);
    assert_int_equal(blk.ops[3].imm, 4096);
    ir_free(&blk);
}

/* tests/ir_errors.txt: text with \n for line ends, and what is said of it. */
static void check_error(const char *where, char *line)
{
    char *complaint = lines_split(line, "=>"), text[600];
    size_t length = 0;
    Block blk = {0};
    const char *got;

    assert_non_null(complaint);
    for (const char *at = line; *at; at++) {
        bool newline = at[0] == '\\' && at[1] == 'n';

        text[length++] = newline ? '\n' : *at;
        at += newline;
    }
    text[length] = 0;
    got = ir_parse(&blk, text, &random_names);
    if (!got)
        got = ir_verify(&blk);
    if (!got || strcmp(got, complaint) != 0)
        fail_msg("%s: \"%s\" instead of \"%s\"", where, got ? got : "no complaint",
                 complaint);
    ir_free(&blk);
}

static void complaints(void **unused)
{
    (void)unused;
    assert_true(lines_each("tests/ir_errors.txt", check_error) > 50);
}

static void a_trimmed_block_has_its_ops(void **unused)
{
    Block blk = {.pc = 0x1000}, none = {.pc = 0x1000};

    (void)unused;
    ir_put(&blk, ir_get(&blk, TY_I32, 0), 4);
    ir_trim(&blk);
    assert_int_equal(blk.capacity, 2);
    ir_jump(&blk, 0x1004);
    assert_int_equal(blk.count, 3);
    assert_null(ir_verify(&blk));
    ir_free(&blk);
    ir_trim(&none);
    assert_null(none.ops);
}

/* What no text can say. */
static void complaints_of_damage(void **unused)
{
    Block blk = {.pc = 0x1000};

    (void)unused;
    assert_string_equal(ir_verify(&blk), "block is empty");
    ir_jump(&blk, 0x1004);
    assert_null(ir_verify(&blk));
    blk.ops[0].code = NUM_OPS;
    assert_string_equal(ir_verify(&blk), "op 0 (?): no such op");
    blk.ops[0].code = OP_jump;
    blk.ops[0].type = NUM_TYPES;
    assert_string_equal(ir_verify(&blk), "op 0 (jump): no such type");
    ir_clear(&blk);
    ir_put(&blk, ir_get(&blk, TY_I32, 0), 4);
    ir_jump(&blk, 0x1004);
    blk.ops[1].a = VAL_NONE;
    assert_string_equal(ir_verify(&blk),
                        "op 1 (put): operand is used before it is made");
    blk.ops[1].a = 1;
    assert_string_equal(ir_verify(&blk),
                        "op 1 (put): operand is used before it is made");
    ir_clear(&blk);
    for (u32 i = 0; i < BLOCK_MAX_OPS; i++)
        ir_fence(&blk);
    ir_jump(&blk, 0x1004);
    assert_string_equal(ir_verify(&blk), "block has too many ops");
    ir_free(&blk);
}

static V128 value_of(const char *where, const char *text, bool optimised)
{
    static u8 memory[16];
    u8 state[RANDOM_STATE_SIZE] = {0};
    Block blk = {0};
    const char *complaint;
    V128 value;

    expression_block(&blk, text, &complaint);
    if (complaint)
        fail_msg("%s: \"%s\": %s", where, text, complaint);
    if (optimised)
        ir_optimise(&blk, NULL, 0);
    ir_run(&blk, NULL, state, memory);
    memcpy(&value, state + RESULT_SLOT, sizeof(value));
    ir_free(&blk);
    return value;
}

static bool same_value(V128 x, V128 y)
{
    return x.low == y.low && x.high == y.high;
}

static void check_value(const char *where, char *line)
{
    char *result = lines_split(line, "->");
    V128 expected, got, folded;

    assert_non_null(result);
    expected = value_of(where, result, false);
    got = value_of(where, line, false);
    folded = value_of(where, line, true);
    if (!same_value(got, expected) || !same_value(folded, expected))
        fail_msg("%s: %s is %#llx:%#llx, folded %#llx:%#llx, and not %s", where, line,
                 (unsigned long long)got.high, (unsigned long long)got.low,
                 (unsigned long long)folded.high, (unsigned long long)folded.low,
                 result);
}

static void values(void **unused)
{
    (void)unused;
    assert_true(lines_each("tests/ops.txt", check_value) > 80);
}

/* Run `text` on state that holds 0, 1, 2 ... and on memory that does so too. */
static Left run(const char *text, u8 *state, u8 *memory)
{
    Block blk = {0};
    const char *complaint = ir_parse(&blk, text, &random_names);
    Left left;

    for (u32 i = 0; i < 64; i++)
        state[i] = memory[i] = (u8)i;
    if (!complaint)
        complaint = ir_verify(&blk);
    if (complaint)
        fail_msg("%s in\n%s", complaint, text);
    left = ir_run(&blk, random_names.helpers, state, memory);
    ir_free(&blk);
    return left;
}

static u64 u64_at(const u8 *bytes)
{
    u64 value;

    memcpy(&value, bytes, sizeof(value));
    return value;
}

/* The i64 that loading from address 8 with this shape gives. */
static u64 loaded(const char *type, const char *shape)
{
    u8 state[64], memory[64];
    char text[200];

    base_format(text, sizeof(text),
                "1 = constant.i32 #4\n 2 = load.%s %%1 %s +4\n"
                "3 = constant.i64 #0\n put.i64 %%3 [0]\n"
                "put.%s %%2 [0]\n jump ->0\n",
                type, shape, type);
    run(text, state, memory);
    return u64_at(state);
}

static void loads(void **unused)
{
    (void)unused;
    assert_int_equal(loaded("i32", "8"), 0x08);
    assert_int_equal(loaded("i32", "16"), 0x0908);
    assert_int_equal(loaded("i32", "16|big"), 0x0809);
    assert_int_equal(loaded("i32", "32"), 0x0b0a0908);
    assert_int_equal(loaded("i32", "32|big"), 0x08090a0b);
    assert_int_equal(loaded("f32", "32|big"), 0x08090a0b);
    assert_true(loaded("i64", "64") == 0x0f0e0d0c0b0a0908);
    assert_true(loaded("f64", "64|big") == 0x08090a0b0c0d0e0f);
    assert_true(loaded("i64", "32|signed|big") == 0x08090a0b);
}

static void signed_loads(void **unused)
{
    u8 state[64], memory[64];

    (void)unused;
    run("1 = constant.i32 #8\n 2 = constant.i32 #0xff80\n store.i32 %1 %2 16|big\n"
        "3 = load.i32 %1 16|signed|big\n put.i32 %3 [0]\n"
        "4 = load.i64 %1 8|signed +1\n put.i64 %4 [8]\n"
        "5 = load.i64 %1 8 +1\n put.i64 %5 [16]\n jump ->0\n",
        state, memory);
    assert_int_equal((u32)u64_at(state), 0xffffff80);
    assert_true(u64_at(state + 8) == 0xffffffffffffff80);
    assert_true(u64_at(state + 16) == 0x80);
}

static void vectors_are_carried(void **unused)
{
    u8 state[64], memory[64];

    (void)unused;
    run("1 = constant.i32 #0\n 2 = get.v128 [16]\n store.v128 %1 %2 128\n"
        "store.v128 %1 %2 128|big +32\n"
        "3 = load.v128 %1 128|big +32\n put.v128 %3 [48]\n jump ->0\n",
        state, memory);
    for (u8 i = 0; i < 16; i++) {
        assert_int_equal(memory[i], 16 + i);
        assert_int_equal(memory[32 + i], 31 - i);
        assert_int_equal(state[48 + i], 16 + i);
    }
}

static void compare_and_swap(void **unused)
{
    u8 state[64], memory[64];

    (void)unused;
    run("1 = constant.i32 #8\n 2 = constant.i32 #0x08090a0b\n"
        "3 = constant.i32 #0x11223344\n"
        "4 = cas.i32 %1 %2 %3 32|big\n put.i32 %4 [0]\n"
        "5 = cas.i32 %1 %2 %3 32|big +4\n put.i32 %5 [4]\n jump ->0\n",
        state, memory);
    assert_true(u64_at(state) == 0x0c0d0e0f08090a0b);
    assert_true(u64_at(memory + 8) == 0x0f0e0d0c44332211);
}

/* Addresses are cut to 32 bits after the displacement is added. */
static void addresses_wrap(void **unused)
{
    u8 state[64], memory[64];

    (void)unused;
    run("1 = constant.i32 #-4\n 2 = load.i32 %1 8 +20\n put.i32 %2 [0]\n jump ->0\n",
        state, memory);
    assert_int_equal((u32)u64_at(state), 16);
}

static void leaves(const char *end, LeftBy by, u32 pc, u32 ret, u32 raise)
{
    u8 state[64], memory[64];
    char text[200];
    Left left;

    base_format(text, sizeof(text), "1 = constant.i32 #0x2000\n %s", end);
    left = run(text, state, memory);
    assert_int_equal(left.by, by);
    assert_int_equal(left.pc, pc);
    assert_int_equal(left.ret, ret);
    assert_int_equal(left.raise, raise);
}

static void leaving(void **unused)
{
    (void)unused;
    leaves("jump ->0x3000", LEFT_JUMP, 0x3000, 0, 0);
    leaves("exit_if.i32 %1 ->0x4000\n jump ->0x3000", LEFT_JUMP, 0x4000, 0, 0);
    leaves("2 = constant.i32 #0\n exit_if.i32 %2 ->0x4000\n jump ->0x3000", LEFT_JUMP,
           0x3000, 0, 0);
    leaves("jump_to.i32 %1 #0", LEFT_JUMP, 0x2000, 0, 0);
    leaves("jump_to.i32 %1 #1", LEFT_RETURN, 0x2000, 0, 0);
    leaves("call ->0x3000 ->0x1004", LEFT_CALL, 0x3000, 0x1004, 0);
    leaves("call_to.i32 %1 ->0x1004", LEFT_CALL, 0x2000, 0x1004, 0);
    leaves("syscall ->0x1004", LEFT_SYSCALL, 0x1004, 0, 0);
    leaves("resync ->0x1004", LEFT_RESYNC, 0x1004, 0, 0);
    leaves("raise trap ->0x1004", LEFT_RAISE, 0x1004, 0, RAISE_TRAP);
    leaves("raise_if.i32 %1 align ->0x1004\n jump ->0x3000", LEFT_RAISE, 0x1004, 0,
           RAISE_ALIGN);
    leaves("2 = constant.i32 #0\n raise_if.i32 %2 align ->0x1004\n jump ->0x3000",
           LEFT_JUMP, 0x3000, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prints_what_was_built),
        cmocka_unit_test(parses_what_it_prints),
        cmocka_unit_test(survives_damaged_text),
        cmocka_unit_test(parses_text_of_hand),
        cmocka_unit_test(complaints),
        cmocka_unit_test(a_trimmed_block_has_its_ops),
        cmocka_unit_test(complaints_of_damage),
        cmocka_unit_test(values),
        cmocka_unit_test(loads),
        cmocka_unit_test(signed_loads),
        cmocka_unit_test(vectors_are_carried),
        cmocka_unit_test(compare_and_swap),
        cmocka_unit_test(addresses_wrap),
        cmocka_unit_test(leaving),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* jit_test.c -- every op, and random blocks: the JIT does as the interpreter.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/compiled.h"
#include "tests/dynamic.h"

enum { NUM_HOSTS = 3, NUM_LEVELS = 2 };

/* Slots that hold 0 or 1; random blocks themselves use only those below. */
enum { BITS = 128, NUM_BITS = 16 };
static const SlotRange bit_slots[] = {{BITS, 4 * NUM_BITS}, {0, 0}};

/* x86-64-v2 without AES and SHA; v3, then v2, with those that this host has.  A block
 * is compiled for v3 and one of the others. */
static Dynamic *host[NUM_HOSTS];
static u32 which;

static int setup(void **unused)
{
    for (u32 i = 0; i < NUM_HOSTS; i++) {
        JitConfig config = {
            .pc_shift = 2, .helpers = random_names.helpers, .bit_slots = bit_slots};

        if (i > 0)
            dynamic_ask_host(&config);
        config.v3 = i == 1;
        host[i] = dynamic_new(&config);
    }
    return outcome_setup(unused);
}

static int teardown(void **unused)
{
    (void)unused;
    for (u32 i = 0; i < NUM_HOSTS; i++)
        dynamic_free(host[i]);
    return 0;
}

/* A return that nobody expects is a jump; see returns() for the others. */
static Left plain(Left left)
{
    if (left.by == LEFT_RETURN)
        left.by = LEFT_JUMP;
    return left;
}

static void make_bits(void *state)
{
    for (u32 i = 0; i < 4 * NUM_BITS; i++)
        ((u8 *)state)[BITS + i] &= i % 4 == 0;
}

/* In every other block let about every second put of a bit, and some gets, be of bit
 * slots. */
static void use_bit_slots(Block *blk, Random *rnd, u64 seed)
{
    if (!(seed & 4))
        return;
    for (u32 i = 0; i < blk->count; i++) {
        Op *op = &blk->ops[i];
        bool put = op->code == OP_put && op_info[blk->ops[op->a].code].traits & BOOL;
        bool get = op->code == OP_get && op->type == TY_I32;

        if ((put || get) && random_below(rnd, 2))
            op->imm = BITS + 4 * random_below(rnd, NUM_BITS);
    }
}

static Left run_compiled(const Block *blk, void *state, u8 *ram)
{
    (void)blk;
    make_bits(state);
    return plain(dynamic_run(host[which], state, ram));
}

static Left interpret(const Block *blk, void *state, u8 *ram)
{
    make_bits(state);
    return plain(run_interpreter(blk, state, ram));
}

/* JIT_TEST_CODE=file gets the host code, for objdump -D -b binary -mi386:x86-64. */
static void show_failure(const Block *blk)
{
    const char *name = getenv("JIT_TEST_CODE");
    FILE *file = name ? fopen(name, "wb") : NULL;

    print_error("host %u, %u ops\n", which, blk->count);
    if (file) {
        fwrite(host[which]->code, 1, host[which]->block.code_size, file);
        fclose(file);
    }
}

static void compile(const Block *blk, u64 seed, unsigned variant)
{
    which = variant == 0 && seed & 1 ? 2 : variant;
    assert_int_equal(dynamic_compile(host[which], blk), JIT_DONE);
}

static const Compiled jit = {compile, run_compiled, interpret, NUM_LEVELS,
                             show_failure};

static u64 how_many(u64 by_default)
{
    return compiled_count("JIT_TEST_BLOCKS", by_default);
}

static void every_op(void **unused)
{
    (void)unused;
    compiled_check_ops(&jit, how_many(20), 40);
}

static void integer_blocks(void **unused)
{
    (void)unused;
    compiled_check_random(&jit, &(RandomShape){.num_ops = 60}, 0, how_many(1000),
                          use_bit_slots);
}

static void float_blocks(void **unused)
{
    const RandomShape shape = {.num_ops = 60, .fp = true, .vectors = true};

    (void)unused;
    compiled_check_random(&jit, &shape, 1000000, how_many(1000), use_bit_slots);
}

static void long_blocks(void **unused)
{
    (void)unused;
    compiled_check_random(&jit, &(RandomShape){.num_ops = 300, .fp = true}, 2000000,
                          how_many(1000) / 10, use_bit_slots);
}

static Block text_block(const char *text)
{
    Block blk = {.pc = 0x1000};

    assert_null(ir_parse(&blk, text, &random_names));
    assert_null(ir_verify(&blk));
    return blk;
}

static void leaves_when_pending(void **unused)
{
    Block blk = text_block("0x1000:\n jump ->0x1004\n");
    Dynamic *d = host[1];

    (void)unused;
    assert_int_equal(dynamic_compile(d, &blk), JIT_DONE);
    dynamic_head(d)->pending = 1;

    StubCall call = dynamic_enter(d, NULL);

    dynamic_head(d)->pending = 0;
    assert_int_equal(call.stub, BY_PENDING);
    assert_int_equal(call.pc, 0x1000);
    ir_free(&blk);
}

static void returns(void **unused)
{
    Block blk = text_block("0 = constant.i32 #0x4444\n jump_to.i32 %0 #1\n");
    Dynamic *d = host[1];
    StubCall call;

    (void)unused;
    assert_int_equal(dynamic_compile(d, &blk), JIT_DONE);
    assert_int_equal(dynamic_enter(d, NULL).stub, BY_LOOKUP);
    dynamic_head(d)->expected = 0x4444;
    call = dynamic_enter(d, NULL);
    dynamic_head(d)->expected = NO_RETURN;
    assert_int_equal(call.stub, BY_RET);
    assert_int_equal(call.pc, 0x4444);
    ir_free(&blk);
}

/* An entry of the cache is found by its pc, and left alone for others. */
static void uses_jump_cache(void **unused)
{
    Block blk = text_block("0 = get.i32 [8]\n call_to.i32 %0 ->0x5000\n");
    Dynamic *d = host[1];
    JumpCacheEntry *cache = (JumpCacheEntry *)(uintptr_t)dynamic_head(d)->jump_cache;
    JumpCacheEntry *entry = &cache[0x20004448 / 4 % JUMP_CACHE_SIZE];
    u64 old = entry->host;
    u32 pc = 0x20004448;
    StubCall call;

    (void)unused;
    assert_int_equal(dynamic_compile(d, &blk), JIT_DONE);
    *entry = (JumpCacheEntry){.pc = pc, .host = dynamic_stub(BY_RET)};
    memcpy(d->thread + 8, &pc, 4);
    call = dynamic_enter(d, NULL);
    assert_int_equal(call.stub, BY_RET);
    assert_int_equal(call.edx, 0x5000);
    pc += 4 * JUMP_CACHE_SIZE;
    memcpy(d->thread + 8, &pc, 4);
    assert_int_equal(dynamic_enter(d, NULL).stub, BY_LOOKUP);
    *entry = (JumpCacheEntry){.pc = 0, .host = old};
    ir_free(&blk);
}

/* A block that jumps to itself until its condition fails. */
static void chains(void **unused)
{
    Block blk = text_block("0 = get.i32 [8]\n 1 = constant.i32 #1\n"
                           "2 = sub.i32 %0 %1\n put.i32 %2 [8]\n"
                           "exit_if.i32 %2 ->0x1000\n jump ->0x1004\n");
    Dynamic *d = host[1];
    u32 count = 5;
    StubCall call;

    (void)unused;
    assert_int_equal(dynamic_compile(d, &blk), JIT_DONE);
    assert_int_equal(d->block.num_exits, 2);
    memcpy(d->thread + 8, &count, 4);
    call = dynamic_enter(d, NULL);
    assert_int_equal(call.pc, 0x1000);
    jit_patch(call.exit, d->code + (call.exit->patch - d->code), d->code);
    call = dynamic_enter(d, NULL);
    assert_int_equal(call.pc, 0x1004);
    memcpy(&count, d->thread + 8, 4);
    assert_int_equal(count, 0);
    jit_patch(&d->exits[0], d->code + (d->exits[0].patch - d->code), d->exits[0].stub);
    assert_int_equal(dynamic_enter(d, NULL).pc, 0x1000);
    ir_free(&blk);
}

/* The table leads from every offset to an instruction: in order, to all; then, where
 * out-of-line code begins and where the stubs do, again from the first. */
static void finds_guest_pcs(void **unused)
{
    Block blk = {0};
    Random rnd = random_from(5);
    u32 last = 0, restarts = 0, final, cold, leaves;

    (void)unused;
    random_block(&blk, &rnd, &(RandomShape){.num_ops = 400, .fp = true});
    assert_int_equal(dynamic_compile(host[1], &blk), JIT_DONE);
    final = 0x1000 + 4 * (blk.num_insns - 1);
    cold = host[1]->block.cold;
    leaves = host[1]->block.leaves;
    for (u32 offset = 0; offset < host[1]->block.code_size; offset++) {
        u32 pc = jit_guest_pc(host[1]->code, host[1]->block.table, offset);

        if (pc < last) {
            assert_true(offset == cold || offset == leaves);
            assert_true(offset != cold || last == final);
            restarts++;
        }
        assert_in_range(pc, 0x1000, final);
        last = pc;
    }
    assert_int_equal(restarts, 2);
    ir_free(&blk);
}

static void says_when_full(void **unused)
{
    Block blk =
        text_block("0 = get.i32 [8]\n exit_if.i32 %0 ->0x1000\n jump ->0x1004\n");
    Dynamic *d = host[1];
    JitBlock out = {.exits = d->exits, .exit_room = 1};

    (void)unused;
    assert_int_equal(jit_compile(d->jit, &blk, d->code, d->code, 8192, &out), JIT_FULL);
    out.exit_room = 2;
    assert_int_equal(jit_compile(d->jit, &blk, d->code, d->code, 8192, &out), JIT_DONE);
    assert_int_equal(jit_compile(d->jit, &blk, d->code, d->code, 100, &out), JIT_FULL);
    ir_free(&blk);
}

/* More values alive than there is room for. */
static void says_when_too_big(void **unused)
{
    Block blk = {.pc = 0x1000};
    Val sum = ir_get(&blk, TY_I64, 0), v[400];

    (void)unused;
    for (u32 i = 0; i < ARRAY_LEN(v); i++)
        v[i] = sum = ir_mul(&blk, sum, sum);
    for (u32 i = 0; i < ARRAY_LEN(v); i++)
        sum = ir_xor(&blk, sum, v[i]);
    ir_put(&blk, sum, 0);
    ir_jump(&blk, 0);
    assert_int_equal(dynamic_compile(host[1], &blk), JIT_TOO_BIG);
    ir_free(&blk);
}

/* Code of any size; each byte of it may change, its neighbours do not matter. */
static void checks_code(void **unused)
{
    enum { AT = 3, LONGEST = 70, RAM = 256 };
    static u8 ram[RAM], copy[RAM];
    Dynamic *d = host[1];
    ThreadHead *head = dynamic_head(d);
    JitCheck check = {.pc = AT + 1,
                      .at = AT,
                      .bytes = copy,
                      .block = (const u8 *)(uintptr_t)dynamic_stub(BY_LOOKUP),
                      .changed = (const void *)(uintptr_t)dynamic_stub(BY_RESYNC),
                      .left = offsetof(ThreadHead, checks_left)};

    (void)unused;
    for (check.size = 1; check.size <= LONGEST; check.size++) {
        assert_int_equal(jit_check(&check, d->code, d->code, 16), 0);
        assert_int_not_equal(jit_check(&check, d->code, d->code, 4096), 0);
        for (u32 i = 0; i < RAM - AT; i++) {
            head->checks_left = 1;
            ram[AT + i] ^= 0x10;
            StubCall left = dynamic_enter(d, ram);
            ram[AT + i] ^= 0x10;
            assert_int_equal(left.stub, i < check.size ? BY_RESYNC : BY_LOOKUP);
            assert_int_equal(head->checks_left, 0);
            if (left.stub == BY_RESYNC)
                assert_int_equal(left.pc, check.pc);
        }
        assert_int_equal(dynamic_enter(d, ram).stub, BY_RESYNC);
        assert_int_equal((i32)head->checks_left, -1);
    }
}

int main(void)
{
    const char *only = getenv("JIT_TEST_ONLY");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_op),
        cmocka_unit_test(integer_blocks),
        cmocka_unit_test(float_blocks),
        cmocka_unit_test(long_blocks),
        cmocka_unit_test(leaves_when_pending),
        cmocka_unit_test(returns),
        cmocka_unit_test(uses_jump_cache),
        cmocka_unit_test(chains),
        cmocka_unit_test(finds_guest_pcs),
        cmocka_unit_test(checks_code),
        cmocka_unit_test(says_when_full),
        cmocka_unit_test(says_when_too_big),
    };

    if (only)
        cmocka_set_test_filter(only);
    return cmocka_run_group_tests(tests, setup, teardown);
}

/*
 * float_edges_test.c -- every op of floats: value and exception flags at the edges.
 *
 * Each op that has the trait FP, with each imm and types it takes, runs alone in a
 * block on the interpreter and on both back ends, in every rounding mode.  Value, flags
 * of MXCSR and *fp_events() must agree; the flags also where nothing uses the value.
 * Operands are all that stand beside a change of what an op does: powers of two and
 * their neighbours, halves, the least and the largest numbers of both formats and of
 * integers, infinities, NaNs.  Of pairs and triples FLOAT_EDGES (default 4000, 0 for
 * all pairs) are tried for each block and mode.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#define _DEFAULT_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

#include "aot/llvm/alone.h"
#include "ir/fp_host.h"
#include "tests/compiled.h"
#include "tests/dynamic.h"

enum {
    SLOT_A = 0,
    SLOT_RESULT = 48,
    SLOT_STEP = 16,
    MAX_EDGES = 700,
    MAX_REPORTS = 30
};

typedef struct {
    u64 value[MAX_EDGES];
    u32 count;
} Edges;

static Edges edges[NUM_TYPES];
static u8 *ram;
static u64 pairs;
static u32 failures;

/* --- operands --- */

static void add_edge(Type type, u64 value)
{
    Edges *e = &edges[type];

    value &= ~0ull >> (64 - type_bits(type));
    for (u32 i = 0; i < e->count; i++)
        if (e->value[i] == value)
            return;
    if (e->count == MAX_EDGES)
        panic("more edges than there is room for");
    e->value[e->count++] = value;
}

/* A number, the next ones on both sides, and all of that with the other sign. */
static void add_around(Type type, u64 value)
{
    u64 sign = 1ull << (type_bits(type) - 1);

    for (u64 v = value - (value != 0); v <= value + 1; v++) {
        add_edge(type, v);
        add_edge(type, type_is_float(type) ? v ^ sign : -v);
    }
}

static void add_number(double number)
{
    float single = (float)number;

    add_around(TY_F64, double_bits(number));
    add_around(TY_F32, float_bits(single));
}

/* What only an f64 can be, by its exponent. */
static void add_power(int exponent)
{
    add_around(TY_F64, (u64)(1023 + exponent) << 52);
}

static void make_float_edges(void)
{
    static const int power[] = {-31, -24, -23, -2, -1, 0,  1,  2,  7,  8,  15, 16, 22,
                                23,  24,  30,  31, 32, 51, 52, 53, 62, 63, 64, 100};
    static const int far[] = {-1022, -1021, -970, -537, -151, -150, -149, -148,
                              -127,  -126,  -125, 127,  128,  512,  1022, 1023};

    for (u32 i = 0; i < ARRAY_LEN(power); i++)
        add_number(bits_double((u64)(1023 + power[i]) << 52));
    for (u32 i = 0; i < ARRAY_LEN(far); i++)
        add_power(far[i]);
    for (u32 i = 0; i < 4; i++)
        add_number(i + 0.5);
    static const double number[] = {0.25,
                                    0.75,
                                    1.25,
                                    3,
                                    1.0 / 3,
                                    8388607.5,
                                    4194303.25,
                                    2147483646.5,
                                    2147483647,
                                    2147483647.5,
                                    2147483648.5,
                                    4294967294.5,
                                    4294967295.0,
                                    4294967295.25,
                                    4294967295.5,
                                    65535.5,
                                    32767.5,
                                    255.5,
                                    127.5,
                                    65535,
                                    4503599627370495.5,
                                    1e300};
    for (u32 i = 0; i < ARRAY_LEN(number); i++)
        add_number(number[i]);
    /* 0 and the least denormal; the largest denormal and the least normal; the largest
     * number and infinity; NaNs. */
    static const u64 bits64[] = {0,
                                 1ull << 52,
                                 0x7ffull << 52,
                                 0x7ff8ull << 48,
                                 0x7ff4567812345678,
                                 0x7ff8123456789abc};
    static const u64 bits32[] = {0,          0x00800000, 0x7f800000,
                                 0x7fc00000, 0x7fa12345, 0x7fc54321};
    for (u32 i = 0; i < ARRAY_LEN(bits64); i++)
        add_around(TY_F64, bits64[i]);
    for (u32 i = 0; i < ARRAY_LEN(bits32); i++)
        add_around(TY_F32, bits32[i]);
    /* The largest f32; half way from there to 2^128, and between two other f32. */
    static const u64 halves[] = {
        0x47efffffe0000000, 0x47effffff0000000, 0x3ff0000010000000, 0x3ff0000030000000,
        0x380fffffe0000000, 0x380ffffff0000000, 0x3690000000000000, 0x36a8000000000000};
    for (u32 i = 0; i < ARRAY_LEN(halves); i++)
        add_around(TY_F64, halves[i]);
}

static void make_integer_edges(Type type)
{
    unsigned bits = type_bits(type);

    for (unsigned n = 0; n < bits; n++)
        add_around(type, 1ull << n);
    /* Half way between two f32, and two f64. */
    for (unsigned n = 24; n < bits; n += 5) {
        add_around(type, (1ull << n) + (1ull << (n - 24)));
        add_around(type, (1ull << n) + (3ull << (n - 24)));
        if (n > 53) {
            add_around(type, (1ull << n) + (1ull << (n - 53)));
            add_around(type, (1ull << n) + (3ull << (n - 53)));
        }
    }
    add_around(type, (~0ull >> (64 - bits)) & ~0ull << (bits - 25));
}

/* --- executors --- */

typedef struct {
    const char *name;
    u32 mxcsr, events;
} Mode;

static const Mode modes[] = {
    {"to nearest", MX_MASKS, 0},
    {"down", MX_MASKS | MX_ROUND_DOWN, FPE_DIRECTED},
    {"up", MX_MASKS | MX_ROUND_UP, FPE_DIRECTED},
    {"to zero", MX_MASKS | MX_ROUND_ZERO, FPE_DIRECTED},
    {"to nearest, default NaN", MX_MASKS, FPE_DEFAULT_NAN},
};

typedef struct {
    u64 value[3][2]; /* the low and the high half of each */
} Operands;

typedef struct {
    u64 result[2];
    u32 flags, events;
} Did;

static Alone alone[2];      /* x86-64-v2 and v3 */
static Dynamic *dynamic[2]; /* the same */

static Left run_alone(const Block *blk, void *state, u32 which)
{
    Left left;

    (void)blk;
    alone[which].run(state, ram, &left);
    return left;
}

static Left run_dynamic(const Block *blk, void *state, u32 which)
{
    (void)blk;
    return dynamic_run(dynamic[which], state, ram);
}

static Left run_meaning(const Block *blk, void *state, u32 which)
{
    (void)which;
    return ir_run(blk, NULL, state, ram);
}

static const struct {
    const char *name;
    Left (*run)(const Block *blk, void *state, u32 which);
    u32 which;
} ways[] = {
    {"interpreter", run_meaning, 0}, {"LLVM v2", run_alone, 0},
    {"LLVM v3", run_alone, 1},       {"JIT v2", run_dynamic, 0},
    {"JIT v3", run_dynamic, 1},
};

static Did do_it(u32 way, const Block *blk, const Mode *mode, const Operands *operand)
{
    _Alignas(16) u8 state[RANDOM_STATE_SIZE] = {0};
    Did did;

    for (u32 k = 0; k < 3; k++)
        memcpy(state + SLOT_A + k * SLOT_STEP, operand->value[k], 16);
    *fp_events() = mode->events;
    host_set_mxcsr(mode->mxcsr);
    ways[way].run(blk, state, ways[way].which);
    did.flags = host_mxcsr() & MX_FLAGS & ~(u32)MX_DENORMAL;
    host_set_mxcsr(MX_MASKS);
    did.events = *fp_events();
    memcpy(did.result, state + SLOT_RESULT, sizeof(did.result));
    return did;
}

static bool same(const Did *x, const Did *y)
{
    return x->result[0] == y->result[0] && x->result[1] == y->result[1] &&
           x->flags == y->flags && x->events == y->events;
}

static void report(u32 way, const Block *blk, const Mode *mode, const Operands *operand,
                   const Did *want, const Did *got)
{
    if (failures++ >= MAX_REPORTS)
        return;
    print_block("block", blk);
    printf("%s, %s, of %llx %llx %llx:\n    %llx:%llx flags %x events %x, want "
           "%llx:%llx flags %x events %x\n",
           ways[way].name, mode->name, (unsigned long long)operand->value[0][0],
           (unsigned long long)operand->value[1][0],
           (unsigned long long)operand->value[2][0], (unsigned long long)got->result[1],
           (unsigned long long)got->result[0], got->flags, got->events,
           (unsigned long long)want->result[1], (unsigned long long)want->result[0],
           want->flags, want->events);
}

/* --- blocks --- */

static bool has_failed; /* the block: one report of each is enough */

static void check_operands(const Block *blk, const Mode *mode, const Operands *operand)
{
    Did want = do_it(0, blk, mode, operand);

    for (u32 way = 1; way < ARRAY_LEN(ways) && !has_failed; way++) {
        Did got = do_it(way, blk, mode, operand);
        has_failed = !same(&want, &got);
        if (has_failed)
            report(way, blk, mode, operand, &want, &got);
    }
}

/* What stands in lane 0 is what is tried; the others have it from other places. */
static void choose(u64 operand[2], Type type, u32 index)
{
    Type lane = type == TY_V128 ? TY_F32 : type;
    const Edges *e = &edges[lane];

    operand[0] = e->value[index % e->count];
    operand[1] = 0;
    if (type != TY_V128)
        return;
    operand[0] |= e->value[(index * 7 + 3) % e->count] << 32;
    operand[1] = e->value[(index * 11 + 5) % e->count] |
                 e->value[(index * 13 + 8) % e->count] << 32;
}

static u32 num_edges(Type type)
{
    return edges[type == TY_V128 ? TY_F32 : type].count;
}

static void check_mode(const Block *blk, const Mode *mode, Type from, u32 args)
{
    Random rnd = random_from(blk->ops[blk->count - 1].imm);
    u64 count = num_edges(from), all = args == 1 ? count : count * count;
    u64 tries = args == 1 || (!pairs && args == 2) ? all : pairs ? pairs : 100000;
    Operands operand = {{{0}}};

    for (u64 i = 0; i < tries && !has_failed; i++) {
        u64 n = tries == all ? i : random_u64(&rnd);
        choose(operand.value[0], from, (u32)(n % count));
        choose(operand.value[1], from, (u32)(n / count % count));
        choose(operand.value[2], from, random_below(&rnd, (u32)count));
        check_operands(blk, mode, &operand);
    }
}

static void check_block(const Block *blk, Type from, u32 args, u32 num_modes)
{
    has_failed = false;
    for (u32 i = 0; i < 2; i++) {
        alone[i] = alone_compile(blk, NULL, i + 2);
        assert_int_equal(dynamic_compile(dynamic[i], blk), JIT_DONE);
    }
    for (u32 m = 0; m < num_modes; m++)
        check_mode(blk, &modes[m], from, args);
    for (u32 i = 0; i < 2; i++)
        alone_free(&alone[i]);
}

/* The op alone in a block, which uses its value or not.  Returns false if it does not
 * go with the imm and types. */
static bool make_block(Block *blk, Opcode code, Type type, Type from, u64 imm,
                       bool used)
{
    Op op = {.code = (u8)code, .type = (u8)type, .imm = imm};
    u32 args = op_info[code].args;

    ir_clear(blk);
    blk->pc = 0x1000;
    ir_insn(blk, blk->pc);
    op.a = ir_get(blk, from, SLOT_A);
    if (args > 1)
        op.b = ir_get(blk, from, SLOT_A + SLOT_STEP);
    if (args > 2)
        op.c = ir_get(blk, from, SLOT_A + 2 * SLOT_STEP);
    Val result = ir_emit(blk, op);
    if (used)
        ir_put(blk, result, SLOT_RESULT);
    ir_jump(blk, 0x1004);
    return !ir_verify(blk);
}

static bool takes(unsigned types, Type type)
{
    return types >> type & 1;
}

/* The imms below this that the op takes are all there are, but for counts. */
enum { IMM_END = 4096 };

/* NAN_OF_DIV and NAN_OF_SQRT are not for an op's imm to say. */
static bool is_tried(const OpInfo *info, u64 imm)
{
    return info->imm != IMM_NAN || !(imm & (NAN_OF_DIV | NAN_OF_SQRT));
}

static void check_types(Opcode code, Type type, Type from)
{
    static const unsigned counts[] = {0, 1, 16, 31, 32};
    const OpInfo *info = &op_info[code];
    Block blk = {0};

    for (u64 imm = 0; imm < (info->imm == IMM__ ? 1 : IMM_END); imm++)
        for (u32 i = 0; i < (info->flags & VEC_COUNT ? ARRAY_LEN(counts) : 1); i++) {
            u64 whole = imm | (u64)counts[i] << 32;
            if (!is_tried(info, imm) ||
                !make_block(&blk, code, type, from, whole, true))
                continue;
            check_block(&blk, from, info->args, ARRAY_LEN(modes));
            if (info->traits & FP && make_block(&blk, code, type, from, whole, false))
                check_block(&blk, from, info->args, 1);
        }
    ir_free(&blk);
}

/* A result of the operands' type, or for conversions and comparisons of its own. */
static void check_op(Opcode code)
{
    const OpInfo *info = &op_info[code];

    for (Type from = TY_I32; from < NUM_TYPES; from++)
        for (Type type = TY_I32; type < NUM_TYPES; type++)
            if (takes(info->from, from))
                check_types(code, type, from);
}

/* Those without the trait, but of floats, may raise nothing. */
static bool is_of_floats(const OpInfo *info)
{
    return info->pure && info->args &&
           (info->traits & FP || (info->from | info->types) & TYPES_F) &&
           info->from != TYPES_IF;
}

static void every_op(void **unused)
{
    (void)unused;
    for (unsigned code = 0; code < NUM_OPS; code++)
        if (is_of_floats(&op_info[code]))
            check_op((Opcode)code);
    if (failures)
        fail_msg("%u blocks differ", failures);
}

static int setup(void **unused)
{
    (void)unused;
    for (u32 i = 0; i < 2; i++)
        dynamic[i] = dynamic_new(&(JitConfig){.v3 = i == 1, .pc_shift = 2});
    ram = mmap(NULL, 1ull << 32, PROT_READ | PROT_WRITE,
               MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    pairs = compiled_count("FLOAT_EDGES", 4000);
    make_float_edges();
    make_integer_edges(TY_I32);
    make_integer_edges(TY_I64);
    printf("edges: %u f32, %u f64, %u i32, %u i64\n", edges[TY_F32].count,
           edges[TY_F64].count, edges[TY_I32].count, edges[TY_I64].count);
    return ram == MAP_FAILED;
}

static int teardown(void **unused)
{
    (void)unused;
    for (u32 i = 0; i < 2; i++)
        dynamic_free(dynamic[i]);
    return munmap(ram, 1ull << 32);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_op)};

    return cmocka_run_group_tests(tests, setup, teardown);
}

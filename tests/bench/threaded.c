/*
 * threaded.c -- an interpreter as those of scripting languages are: each instruction
 * jumps to the next one's, values have types, and what is not simple is a call.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include "bench.h"

typedef enum { INTEGER, NUMBER } Type;

typedef struct {
    union {
        int32_t i;
        double d;
    } as;
    Type type;
} Value;

/* An instruction: its code, and three registers or small numbers. */
typedef struct {
    uint8_t code, a, b, c;
} Insn;

enum { SET, MOVE, ADD, SUB, MUL, REST, LESS, JUMP, GET, PUT, CALL, RETURN, NUM_CODES };
enum { FRAME = 12, SLOTS = 64 };

static Value stack[32 * FRAME], table[SLOTS];

/* r0 = fib(r0); and a loop of arithmetic on both types, of stores and loads by key. */
static const Insn fib[] = {{SET, 1, 2, 0},   {LESS, 0, 0, 1}, {RETURN, 0, 0, 0},
                           {SET, 2, 1, 0},   {SUB, 3, 0, 2},  {CALL, 3, 0, 0},
                           {SUB, 4, 0, 1},   {CALL, 4, 0, 0}, {ADD, 0, 3, 4},
                           {RETURN, 0, 0, 0}};
static const Insn loop[] = {{SET, 1, 0, 0},    {SET, 2, 1, 0},  {SET, 3, 7, 0},
                            {MOVE, 4, 5, 0},   {MUL, 6, 1, 3},  {REST, 6, 6, 7},
                            {PUT, 6, 1, 0},    {GET, 8, 1, 0},  {MUL, 4, 4, 9},
                            {ADD, 4, 4, 8},    {ADD, 1, 1, 2},  {LESS, 0, 1, 10},
                            {JUMP, 247, 0, 0}, {REST, 0, 1, 7}, {RETURN, 0, 0, 0}};

NOINLINE static double number(Value v)
{
    return v.type == INTEGER ? v.as.i : v.as.d;
}

NOINLINE static Value arithmetic(unsigned code, Value x, Value y)
{
    Value v = {{.d = 0}, NUMBER};
    double a = number(x), b = number(y);
    switch (code) {
    case ADD: v.as.d = a + b; break;
    case SUB: v.as.d = a - b; break;
    default: v.as.d = a * b; break;
    }
    return v;
}

NOINLINE static Value *slot(Value key)
{
    return &table[(uint32_t)key.as.i * 2654435761u >> 26];
}

NOINLINE static void run(const Insn *start, Value *r)
{
    static const void *const label[NUM_CODES] = {&&set, &&move, &&add,  &&sub,
                                                 &&mul, &&rest, &&less, &&jump,
                                                 &&get, &&put,  &&call, &&leave};
    const Insn *pc = start;
    Insn i;
#define NEXT                                                                           \
    do {                                                                               \
        i = *pc++;                                                                     \
        goto *label[i.code];                                                           \
    } while (0)
#define ARITHMETIC(op)                                                                 \
    do {                                                                               \
        if (r[i.b].type == INTEGER && r[i.c].type == INTEGER) {                        \
            uint32_t x = (uint32_t)r[i.b].as.i, y = (uint32_t)r[i.c].as.i;             \
            r[i.a].as.i = (int32_t)(x op y);                                           \
            r[i.a].type = INTEGER;                                                     \
        } else {                                                                       \
            r[i.a] = arithmetic(i.code, r[i.b], r[i.c]);                               \
        }                                                                              \
        NEXT;                                                                          \
    } while (0)

    NEXT;
set:
    r[i.a].as.i = i.b;
    r[i.a].type = INTEGER;
    NEXT;
move:
    r[i.a] = r[i.b];
    NEXT;
add:
    ARITHMETIC(+);
sub:
    ARITHMETIC(-);
mul:
    ARITHMETIC(*);
rest:
    r[i.a].as.i = (int32_t)((uint32_t)r[i.b].as.i % (uint32_t)r[i.c].as.i);
    r[i.a].type = INTEGER;
    NEXT;
less: /* go on, or over the next */
    pc += r[i.b].as.i >= r[i.c].as.i;
    NEXT;
jump:
    pc += (int8_t)i.a;
    NEXT;
get:
    r[i.a] = *slot(r[i.b]);
    NEXT;
put:
    *slot(r[i.b]) = r[i.a];
    NEXT;
call:
    r[FRAME] = r[i.a];
    run(start, r + FRAME);
    r[i.a] = r[FRAME];
    NEXT;
leave:
    return;
}

int main(int argc, char **argv)
{
    unsigned count = bench_count(argc, argv);
    uint32_t sum = 0;
    for (unsigned i = 0; i < count; i++) {
        Value *r = stack;
        r[0].as.i = 10 + i % 4;
        r[0].type = INTEGER;
        run(fib, r);
        sum = sum * 31 + (uint32_t)r[0].as.i;
        for (int k = 0; k < FRAME; k++)
            r[k].as.i = 0, r[k].type = INTEGER;
        r[5].as.d = 1.5, r[5].type = NUMBER;
        r[7].as.i = 61;
        r[9].as.d = 0.5, r[9].type = NUMBER;
        r[10].as.i = 200 + (int)(i % 7);
        run(loop, r);
        sum = sum * 31 + (uint32_t)r[0].as.i + (uint32_t)(int32_t)r[4].as.d;
    }
    return bench_result(sum);
}

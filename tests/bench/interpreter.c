/* interpreter.c -- a bytecode machine: a switch in a loop.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "bench.h"

typedef enum {
    PUSH,
    ADD,
    SUB,
    MUL,
    LOAD,
    STORE,
    LESS,
    BRANCH,
    JUMP,
    XOR,
    DUP,
    HALT
} Code;

/* c = 1; for (i = 0; i < n; i++) c = (c * 3 + i) ^ (i - c);  result c */
static const int32_t program[] = {
    PUSH,  0, STORE, 1,                              /* 0: c = 1 */
    PUSH,  0, STORE, 2,                              /* 4: i = 0 */
    LOAD,  2, LOAD,  0, LESS, BRANCH, 18,            /* 8: i < n? to 18 */
    LOAD,  1, HALT,                                  /* 15 */
    LOAD,  1, PUSH,  3, MUL,  LOAD,   2,   ADD,      /* 18: c * 3 + i */
    LOAD,  2, LOAD,  1, SUB,  XOR,    DUP, STORE, 1, /* 26: ^ (i - c) */
    STORE, 3,                                        /* 35 */
    LOAD,  2, PUSH,  1, ADD,  STORE,  2,             /* 37: i++ */
    JUMP,  8,                                        /* 44 */
};

NOINLINE static uint32_t run(const int32_t *code, uint32_t argument)
{
    uint32_t stack[16], local[4] = {argument, 0, 0, 0};
    uint32_t *sp = stack;
    for (const int32_t *pc = code;;) {
        switch ((Code)*pc++) {
        case PUSH: *sp++ = (uint32_t)*pc++; break;
        case ADD: sp--, sp[-1] += *sp; break;
        case SUB: sp--, sp[-1] -= *sp; break;
        case MUL: sp--, sp[-1] *= *sp; break;
        case XOR: sp--, sp[-1] ^= *sp; break;
        case LESS: sp--, sp[-1] = sp[-1] < *sp; break;
        case LOAD: *sp++ = local[*pc++]; break;
        case STORE: local[*pc++] = *--sp; break;
        case DUP: sp[0] = sp[-1], sp++; break;
        case BRANCH: pc = *--sp ? code + *pc : pc + 1; break;
        case JUMP: pc = code + *pc; break;
        case HALT: return sp[-1];
        }
    }
}

int main(int argc, char **argv)
{
    unsigned count = bench_count(argc, argv);
    uint32_t sum = 0;
    for (unsigned i = 0; i < count; i++)
        sum = sum * 31 + run(program, 1000 + i % 10);
    return bench_result(sum);
}

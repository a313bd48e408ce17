/*
 * tail_calls.c -- an interpreter whose instructions are functions: each ends in a call
 * of the next one's, through a table and in tail position, with the machine's registers
 * as arguments.
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include "bench.h"

typedef struct {
    uint8_t code, a;
    int16_t b;
} Insn;

typedef struct {
    const Insn *start;
    uint32_t cell[64];
    uint32_t slow; /* how often arithmetic took the long way */
} Machine;

typedef uint32_t Handler(const Insn *pc, uint32_t *stack, uint32_t top, uint32_t count,
                         Machine *m);

enum { PUSH, GET, PUT, ADD, MUL, XOR, LESS, SKIP, LOOP, END, NUM_CODES };
static Handler *const handlers[NUM_CODES];

#define NEXT return handlers[pc->code](pc, stack, top, count, m)

static uint32_t push(const Insn *pc, uint32_t *stack, uint32_t top, uint32_t count,
                     Machine *m)
{
    *stack++ = top;
    top = (uint32_t)pc->b;
    pc++;
    NEXT;
}

static uint32_t get(const Insn *pc, uint32_t *stack, uint32_t top, uint32_t count,
                    Machine *m)
{
    *stack++ = top;
    top = m->cell[pc->a];
    pc++;
    NEXT;
}

static uint32_t put(const Insn *pc, uint32_t *stack, uint32_t top, uint32_t count,
                    Machine *m)
{
    m->cell[pc->a] = top;
    top = *--stack;
    pc++;
    NEXT;
}

NOINLINE static uint32_t fold(uint32_t x, uint32_t y, uint32_t *slow)
{
    ++*slow;
    return (x >> 1) + (y >> 1);
}

/* The sum, or by a call if it is too great: what needs a frame. */
static uint32_t add(const Insn *pc, uint32_t *stack, uint32_t top, uint32_t count,
                    Machine *m)
{
    uint32_t other = *--stack;
    if (((top | other) & 0xf8000000) == 0xf8000000)
        top = fold(top, other, &m->slow);
    else
        top += other;
    pc++;
    NEXT;
}

static uint32_t mul(const Insn *pc, uint32_t *stack, uint32_t top, uint32_t count,
                    Machine *m)
{
    top *= *--stack;
    pc++;
    NEXT;
}

static uint32_t xor
    (const Insn *pc, uint32_t *stack, uint32_t top, uint32_t count, Machine *m) {
        top ^= *--stack;
        pc++;
        NEXT;
    }

    static uint32_t
    less(const Insn *pc, uint32_t *stack, uint32_t top, uint32_t count, Machine *m)
{
    top = *--stack < top;
    pc++;
    NEXT;
}

static uint32_t skip(const Insn *pc, uint32_t *stack, uint32_t top, uint32_t count,
                     Machine *m)
{
    pc += top ? pc->b : 1;
    top = *--stack;
    NEXT;
}

static uint32_t loop(const Insn *pc, uint32_t *stack, uint32_t top, uint32_t count,
                     Machine *m)
{
    pc = --count ? m->start : pc + 1;
    NEXT;
}

static uint32_t end(const Insn *pc, uint32_t *stack, uint32_t top, uint32_t count,
                    Machine *m)
{
    return top + m->slow;
}

static Handler *const handlers[NUM_CODES] = {push, get,  put,  add,  mul,
                                             xor,  less, skip, loop, end};

static const Insn program[] = {
    {GET, 0, 0},  {PUSH, 0, 31}, {MUL, 0, 0},  {PUSH, 0, 12345}, {ADD, 0, 0},
    {PUT, 0, 0},  {GET, 1, 0},   {GET, 0, 0},  {XOR, 0, 0},      {PUT, 1, 0},
    {GET, 1, 0},  {GET, 0, 0},   {LESS, 0, 0}, {SKIP, 0, 5},     {GET, 2, 0},
    {PUSH, 0, 1}, {ADD, 0, 0},   {PUT, 2, 0},  {GET, 2, 0},      {GET, 1, 0},
    {ADD, 0, 0},  {PUT, 2, 0},   {LOOP, 0, 0}, {GET, 2, 0},      {END, 0, 0}};

int main(int argc, char **argv)
{
    unsigned count = bench_count(argc, argv);
    uint32_t sum = 0;
    Machine m = {program, {1, 2, 3}, 0};
    uint32_t stack[64];
    for (unsigned i = 0; i < count; i++)
        sum = sum * 31 + handlers[program->code](program, stack, 0, 1000, &m);
    return bench_result(sum);
}

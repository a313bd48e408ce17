/* plugin.c -- a shared object for program.c: -DNUMBER says which.  It has what may go
 * wrong with one: tables of pointers, constants that code jumps by, functions that are
 * chosen when it is loaded, calls out of it and back into it, data of its own.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifndef CONSTANT
#define CONSTANT 17
#endif

static uint32_t calls = NUMBER;

static uint32_t add(uint32_t x)
{
    return x + CONSTANT;
}
static uint32_t rotate(uint32_t x)
{
    return x << 7 | x >> 25;
}
static uint32_t mix(uint32_t x)
{
    return x * 2654435761u ^ NUMBER;
}
static uint32_t (*steps[])(uint32_t) = {add, rotate, mix};

/* A jump table. */
uint32_t plugin_choose(uint32_t which, uint32_t x)
{
    switch (which) {
    case 0: return x + 3;
    case 1: return x ^ 0x5a5a;
    case 2: return x * 5;
    case 3: return x >> 3;
    case 4: return x - CONSTANT;
    case 5: return ~x;
    case 6: return x & 0xffff;
    case 7: return rotate(x);
    default: return 0;
    }
}

uint32_t plugin_run(uint32_t count, uint32_t x)
{
    for (uint32_t i = 0; i < count; i++) {
        x = steps[i % 3](x);
        x = plugin_choose(i & 7, x);
    }
    calls++;
    return x;
}

uint32_t plugin_calls(void)
{
    return calls;
}

/* Calls out of the module: to libc, and to the program. */
uint32_t plugin_visit(uint32_t (*visit)(uint32_t), uint32_t count)
{
    uint32_t *number = malloc(count * sizeof *number), sum = 0;

    for (uint32_t i = 0; i < count; i++)
        number[i] = visit(i);
    for (uint32_t i = 0; i < count; i++)
        sum = sum * 31 + number[i];
    free(number);
    return sum;
}

#ifdef WITH_IFUNC
static uint32_t twice(uint32_t x)
{
    return 2 * x + NUMBER;
}
static void *choose_twice(void)
{
    return (void *)twice;
}
uint32_t plugin_twice(uint32_t x) __attribute__((ifunc("choose_twice")));
#else
uint32_t plugin_twice(uint32_t x)
{
    return 2 * x + NUMBER;
}
#endif

/* A loop without an end that a signal's handler ends. */
uint32_t plugin_wait(volatile int *flag)
{
    uint32_t turns = 0;

    while (!*flag)
        turns = add(turns);
    return turns != 0;
}

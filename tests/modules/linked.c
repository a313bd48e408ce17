/* linked.c -- a program that is linked to a shared object, plugin.c, and calls it.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdint.h>
#include <stdio.h>

uint32_t plugin_run(uint32_t count, uint32_t x);
uint32_t plugin_visit(uint32_t (*visit)(uint32_t), uint32_t count);
uint32_t plugin_twice(uint32_t x);
uint32_t plugin_calls(void);

static uint32_t visit(uint32_t x)
{
    return x * 3 + 1;
}

int main(void)
{
    uint32_t (*volatile twice)(uint32_t) = plugin_twice;
    uint32_t sum = 0;

    for (uint32_t i = 0; i < 1000; i++)
        sum += plugin_run(3, i) ^ twice(i);
    printf("%08x %08x %u\n", sum, plugin_visit(visit, 50), plugin_calls());
    return 0;
}

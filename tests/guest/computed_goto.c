/* computed_goto.c -- a threaded interpreter: indirect jumps with no switch.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdio.h>

static int run(const unsigned char *code)
{
    static const void *const label[] = {&&op_push, &&op_add,  &&op_mul,
                                        &&op_dup,  &&op_loop, &&op_halt};
    int stack[16], *sp = stack, turns = 0;
#define NEXT goto *label[*code++]
    NEXT;
op_push:
    *sp++ = *code++;
    NEXT;
op_add:
    sp--;
    sp[-1] += sp[0];
    NEXT;
op_mul:
    sp--;
    sp[-1] = sp[-1] * sp[0] % 10007;
    NEXT;
op_dup:
    sp[0] = sp[-1];
    sp++;
    NEXT;
op_loop:
    if (++turns < 5000)
        code -= *code;
    else
        code++;
    NEXT;
op_halt:
    return sp[-1];
}

/* The distances of labels, not their addresses. */
static int relative(int n)
{
    static const int distance[] = {&&one - &&one, &&two - &&one, &&three - &&one};
    int sum = 0;
    for (int i = 0; i < n; i++) {
        goto *(&&one + distance[i % 3]);
    one:
        sum += 1;
        continue;
    two:
        sum += 20;
        continue;
    three:
        sum += 300;
    }
    return sum;
}

int main(void)
{
    static const unsigned char code[] = {0, 3, 0, 7, 2, 0, 5, 1, 4, 7, 3, 2, 5};
    printf("%d %d\n", run(code), relative(100));
    return 0;
}

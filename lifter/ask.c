/* ask.c -- questions that are whole functions of the vDSO.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/ask.h"

AskFunction *lifter_ask;

Ask ask_of_function(Ask function)
{
    return function == ASK_GETTIMEOFDAY ? ASK_NOW : ASK_CLOCK;
}

static Val is_zero(Block *b, Val v, Cond cond)
{
    return ir_set(b, v, ir_constant(b, TY_I32, 0), cond);
}

/* Returns 1 if only the kernel knows what is asked. */
static Val needs_kernel(Block *b, Ask function, Val answer, const Val argument[2])
{
    Val none = ir_set(b, answer, ir_constant(b, TY_I64, 0), CC_LT);

    if (function != ASK_GETTIMEOFDAY)
        return none;
    Val odd = ir_or(b, is_zero(b, argument[0], CC_EQ), is_zero(b, argument[1], CC_NE));
    return ir_or(b, none, odd);
}

void ask_store_time(Block *b, Ask function, Val answer, const Val argument[2], bool big,
                    u32 next)
{
    bool wide = function == ASK_GETTIME64;
    unsigned shape = (wide ? MEM_8 : MEM_4) | (big ? MEM_BIG : 0);
    Val to = argument[function == ASK_GETTIMEOFDAY ? 0 : 1];

    ir_exit_if(b, needs_kernel(b, function, answer, argument), next);
    Val seconds = ir_shr(b, answer, ir_constant(b, TY_I64, ASK_SECONDS_SHIFT));
    Val mask = ir_constant(b, TY_I64, (1u << ASK_SECONDS_SHIFT) - 1);
    Val rest = ir_and(b, answer, mask);
    if (!wide) {
        seconds = ir_trunc(b, TY_I32, seconds);
        rest = ir_trunc(b, TY_I32, rest);
    }
    if (function == ASK_GETTIMEOFDAY)
        rest = ir_divu(b, rest, ir_constant(b, TY_I32, 1000));
    ir_store(b, to, 0, seconds, shape);
    ir_store(b, to, wide ? 8 : 4, rest, shape);
}

/* float_convert.c -- rounding, and to and from integers.  Book I, 4.6.7.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include "lifter/ppc/float.h"

static void frsp(Block *b, const Fields *f)
{
    Val x = fpr(b, f->b), result = to_single(b, x);

    note_operation(b, LAST_FRSP | LAST_SINGLE, x, VAL_NONE, VAL_NONE);
    set_result(b, f, result);
}

static void to_int(Block *b, const Fields *f, u32 last, u32 how)
{
    Val x = fpr(b, f->b), n;

    if (last == LAST_TO_INT32) /* the high word is undefined */
        n = ir_exts(b, TY_I64, ir_ftoi(b, TY_I32, x, how));
    else
        n = ir_ftoi(b, TY_I64, x, how);
    note_operation(b, last | how << LAST_HOW_SHIFT, x, VAL_NONE, VAL_NONE);
    set_result(b, f, ir_as_float(b, TY_F64, n));
}

#define TO_INT(name, last, how)                                                        \
    static void name(Block *b, const Fields *f)                                        \
    {                                                                                  \
        to_int(b, f, last, how);                                                       \
    }

TO_INT(fctiw, LAST_TO_INT32, ROUND_CURRENT | INT_NAN_MIN)
TO_INT(fctiwz, LAST_TO_INT32, ROUND_ZERO | INT_NAN_MIN)
TO_INT(fctiwu, LAST_TO_INT32, ROUND_CURRENT | INT_UNSIGNED)
TO_INT(fctiwuz, LAST_TO_INT32, ROUND_ZERO | INT_UNSIGNED)
TO_INT(fctid, LAST_TO_INT64, ROUND_CURRENT | INT_NAN_MIN)
TO_INT(fctidz, LAST_TO_INT64, ROUND_ZERO | INT_NAN_MIN)
TO_INT(fctidu, LAST_TO_INT64, ROUND_CURRENT | INT_UNSIGNED)
TO_INT(fctiduz, LAST_TO_INT64, ROUND_ZERO | INT_UNSIGNED)

/* fcfids rounds once, so not by way of a double. */
#define FROM_INT(name, op, last)                                                       \
    static void name(Block *b, const Fields *f)                                        \
    {                                                                                  \
        Val n = fpr(b, f->b), result = ir_##op(b, TY_F64, ir_as_int(b, TY_I64, n));    \
                                                                                       \
        note_operation(b, last, n, VAL_NONE, VAL_NONE);                                \
        set_result(b, f, result);                                                      \
    }                                                                                  \
    static void name##s(Block *b, const Fields *f)                                     \
    {                                                                                  \
        Val n = fpr(b, f->b), single = ir_##op(b, TY_F32, ir_as_int(b, TY_I64, n));    \
        Val result = ir_fwiden(b, TY_F64, single);                                     \
                                                                                       \
        note_operation(b, (last) | LAST_SINGLE, n, VAL_NONE, VAL_NONE);                \
        set_result(b, f, result);                                                      \
    }

FROM_INT(fcfid, stof, LAST_FROM_SIGNED)
FROM_INT(fcfidu, utof, LAST_FROM_UNSIGNED)

#define TO_INTEGRAL(name, how)                                                         \
    static void name(Block *b, const Fields *f)                                        \
    {                                                                                  \
        Val x = fpr(b, f->b), result = ir_fround(b, x, (how) | ROUND_EXACT);           \
        u32 last = LAST_TO_INTEGRAL | ((how) | ROUND_EXACT) << LAST_HOW_SHIFT;         \
                                                                                       \
        note_operation(b, last, x, VAL_NONE, VAL_NONE);                                \
        set_result(b, f, result);                                                      \
    }

TO_INTEGRAL(frin, ROUND_AWAY)
TO_INTEGRAL(friz, ROUND_ZERO)
TO_INTEGRAL(frip, ROUND_UP)
TO_INTEGRAL(frim, ROUND_DOWN)

/* clang-format off */
const PpcInsn ppc_float_convert[] = {
    INSN(frsp,    "111111 ttttt 00000 bbbbb 0000001100 r", "ft, fb"),
    INSN(fctiw,   "111111 ttttt 00000 bbbbb 0000001110 r", "ft, fb"),
    INSN(fctiwz,  "111111 ttttt 00000 bbbbb 0000001111 r", "ft, fb"),
    INSN(fctiwu,  "111111 ttttt 00000 bbbbb 0010001110 r", "ft, fb"),
    INSN(fctiwuz, "111111 ttttt 00000 bbbbb 0010001111 r", "ft, fb"),
    INSN(fctid,   "111111 ttttt 00000 bbbbb 1100101110 r", "ft, fb"),
    INSN(fctidz,  "111111 ttttt 00000 bbbbb 1100101111 r", "ft, fb"),
    INSN(fctidu,  "111111 ttttt 00000 bbbbb 1110101110 r", "ft, fb"),
    INSN(fctiduz, "111111 ttttt 00000 bbbbb 1110101111 r", "ft, fb"),
    INSN(fcfid,   "111111 ttttt 00000 bbbbb 1101001110 r", "ft, fb"),
    INSN(fcfids,  "111011 ttttt 00000 bbbbb 1101001110 r", "ft, fb"),
    INSN(fcfidu,  "111111 ttttt 00000 bbbbb 1111001110 r", "ft, fb"),
    INSN(fcfidus, "111011 ttttt 00000 bbbbb 1111001110 r", "ft, fb"),
    INSN(frin,    "111111 ttttt 00000 bbbbb 0110001000 r", "ft, fb"),
    INSN(friz,    "111111 ttttt 00000 bbbbb 0110101000 r", "ft, fb"),
    INSN(frip,    "111111 ttttt 00000 bbbbb 0111001000 r", "ft, fb"),
    INSN(frim,    "111111 ttttt 00000 bbbbb 0111101000 r", "ft, fb"),
    {0}
};
/* clang-format on */

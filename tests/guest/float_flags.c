/* float_flags.c -- the sticky exceptions: raised, tested, cleared, held.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <fenv.h>
#include <float.h>
#include <math.h>
#include <stdio.h>

static void show(const char *what)
{
    int set = fetestexcept(FE_ALL_EXCEPT);
    printf("%s:%s%s%s%s%s\n", what, set & FE_INVALID ? " invalid" : "",
           set & FE_DIVBYZERO ? " division" : "", set & FE_OVERFLOW ? " overflow" : "",
           set & FE_UNDERFLOW ? " underflow" : "", set & FE_INEXACT ? " inexact" : "");
    feclearexcept(FE_ALL_EXCEPT);
}

int main(void)
{
    volatile double zero = 0, one = 1, three = 3, big = DBL_MAX, small = DBL_MIN,
                    nan = NAN;
    volatile double infinity = HUGE_VAL, result;
    volatile float f;
    volatile int n;
    feclearexcept(FE_ALL_EXCEPT);
    result = one + three;
    show("exact");
    result = one / three;
    show("1/3");
    result = one / zero;
    show("1/0");
    result = zero / zero;
    show("0/0");
    result = infinity - infinity;
    show("inf-inf");
    result = infinity * zero;
    show("inf*0");
    result = big * three;
    show("overflow");
    result = small / three;
    show("underflow");
    result = small / 2;
    show("denormal");
    result = sqrt(-one);
    show("sqrt(-1)");
    f = (float)big;
    show("narrow");
    f = (float)(one / three);
    show("narrow 1/3");
    n = (int)1e10;
    result = 1e10;
    n = (int)result;
    show("to int");
    result = 1.5;
    n = (int)result;
    show("to int inexact");
    result = nan + one;
    show("quiet nan");
    n = nan == one;
    show("nan equal");
    result = rint(one / 2);
    show("rint");
    result = nearbyint(one / 2);
    show("nearbyint");
    feraiseexcept(FE_OVERFLOW | FE_INVALID);
    show("raised");
    fenv_t saved;
    result = one / three;
    feholdexcept(&saved);
    result = one / zero;
    show("held");
    fesetenv(&saved);
    show("restored");
    feraiseexcept(FE_DIVBYZERO);
    feholdexcept(&saved);
    result = one / three;
    feupdateenv(&saved);
    show("updated");
    (void)f, (void)n, (void)result;
    return 0;
}

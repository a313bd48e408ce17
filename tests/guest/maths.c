/* maths.c -- libm, as many digits as every correct one agrees on.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <complex.h>
#include <math.h>
#include <stdio.h>

#define SHOW(f) printf(#f " %.12g\n", f(x))

int main(void)
{
    static const double at[] = {0.3, 1.7, 0.999, 0.0001};
    for (int i = 0; i < 4; i++) {
        double x = at[i];
        SHOW(sin), SHOW(cos), SHOW(tan), SHOW(exp), SHOW(log), SHOW(sqrt), SHOW(cbrt);
        SHOW(atan), SHOW(sinh), SHOW(tanh), SHOW(log2), SHOW(exp2), SHOW(expm1);
        SHOW(log1p), SHOW(erf), SHOW(tgamma), SHOW(lgamma), SHOW(j0);
        printf("%.12g %.12g %.12g\n", pow(x, 2.7), atan2(x, -1), hypot(x, 3));
        printf("%.6g %.6g %.6g\n", (double)sinf((float)x), (double)expf((float)x),
               (double)powf((float)x, 1.5f));
    }
    printf("%.12g %.12g\n", asin(0.5), acos(-0.5));
    printf("%.12g %.10g\n", sin(1e22), cos(1e6));
    double complex z = csqrt(-2 + 1.0 * I) * cexp(1.0 * I);
    printf("%.10g %.10g\n", creal(z), cimag(z));
    printf("%.15Lg %.15Lg\n", sqrtl(2.0L), expl(1.0L));
    return 0;
}

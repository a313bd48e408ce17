/* print.c -- printf of integers, floats and long doubles.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <inttypes.h>
#include <stddef.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>

int main(void)
{
    printf("%d %i %u %x %X %o\n", -1, INT_MIN, UINT_MAX, 0xbeef, 0xbeef, 0777);
    printf("%" PRId64 " %" PRIu64 " %" PRIx64 "\n", INT64_MIN, UINT64_MAX,
           (int64_t)0x123456789abcdef);
    printf("[%5d] [%-5d] [%05d] [%+d] [% d] [%.3d]\n", 42, 42, 42, 42, 42, 7);
    printf("[%10s] [%-10s] [%.3s] [%c]\n", "right", "left", "truncate", 'c');
    printf("%f %e %g %a\n", 3.14159265358979, 6.02214076e23, 0.0001, 1.5);
    printf("%.0f %.1f %.15g %.17g\n", 2.5, 0.05, 0.1, 0.1);
    printf("%g %g %g %g\n", HUGE_VAL, -HUGE_VAL, 0.0, -0.0);
    printf("%g %g\n", 5e-324, 1.7976931348623157e308);
    printf("%.10Lf %.6Le %Lg\n", 0.5L, 12345.678L, -1e-10L);
    printf("%.12Lf\n", 1.0L / 3.0L);
    printf("%*d|%-*d|%.*f\n", 6, 12, 6, 12, 3, 2.0 / 3);
    printf("%hhd %hd %ld %lld %zu %td\n", 300, 70000, 123L, -5LL, sizeof(int),
           (ptrdiff_t)-3);
    int written;
    printf("12345%n", &written);
    printf(" %d%%\n", written);
    return 0;
}

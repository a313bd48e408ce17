/* variadic.c -- variable arguments of all kinds, more than registers hold.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdarg.h>
#include <stdio.h>

__attribute__((noinline)) static double sum(const char *kinds, ...)
{
    double total = 0;
    va_list list;
    va_start(list, kinds);
    for (; *kinds; kinds++) {
        switch (*kinds) {
        case 'i': total += va_arg(list, int); break;
        case 'l': total += (double)va_arg(list, long long); break;
        case 'd': total += va_arg(list, double); break;
        case 's': total += va_arg(list, const char *)[0]; break;
        }
    }
    va_end(list);
    return total;
}

__attribute__((noinline)) static int twice(const char *format, ...)
{
    char first[200], second[200];
    va_list list, copy;
    va_start(list, format);
    va_copy(copy, list);
    int a = vsnprintf(first, sizeof first, format, list);
    int b = vsnprintf(second, sizeof second, format, copy);
    va_end(copy);
    va_end(list);
    puts(first);
    puts(second);
    return a + b;
}

int main(void)
{
    printf("%g\n", sum("iii", 1, 2, 3));
    printf("%g\n", sum("ilil", 1, 2LL << 33, 3, 4LL));
    printf("%g\n",
           sum("dddddddddddd", 1., 2., 3., 4., 5., 6., 7., 8., 9., 10., 11., 12.));
    printf("%g\n",
           sum("idlsidlsidls", 1, .5, 7LL, "a", 2, .25, 8LL, "b", 3, .125, 9LL, "c"));
    printf("%d\n", twice("%d %s %.2f %lld %c", 42, "text", 2.5, 1LL << 40, 'z'));
    return 0;
}

/* scan.c -- numbers to text and back.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void)
{
    int n, m;
    unsigned h;
    float f;
    double d;
    char word[16], set[16];
    int got = sscanf("  12 -34 0xff 2.5 1e-3 word [abc]x",
                     "%d %d %x %f %lf %15s [%15[a-c]", &n, &m, &h, &f, &d, word, set);
    printf("%d: %d %d %x %g %g %s %s\n", got, n, m, h, (double)f, d, word, set);
    printf("%d\n", sscanf("12abc", "%d%*[a-b]%c", &n, word));

    static const char *const numbers[] = {
        "0",       "1e23", "-0.1",   "1e-320",           "1e400",
        "0x1.8p3", "inf",  "3.4e38", "9007199254740993", "2.2250738585072011e-308"};
    for (unsigned i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        char *end;
        double value = strtod(numbers[i], &end);
        char text[40];
        snprintf(text, sizeof text, "%.17g", value);
        printf("%s -> %s %d\n", numbers[i], text, strtod(text, NULL) == value);
    }
    printf("%g\n", (double)strtof("0.1", NULL) - 0.1);
    errno = 0;
    long big = strtol("99999999999999999999", NULL, 10);
    printf("%d %d\n", big > 0, errno == ERANGE);
    printf("%ld %lu %lld\n", strtol("-0x7f", NULL, 0), strtoul("777", NULL, 8),
           strtoll("-123456789012345", NULL, 10));
    return 0;
}

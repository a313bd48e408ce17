/* structs.c -- structures as arguments and results, copied, unions, arrays.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdio.h>

typedef struct {
    int a;
} One;
typedef struct {
    short a, b;
    char c;
} Small;
typedef struct {
    double x, y;
    int tag;
} Point;
typedef struct {
    int part[40];
} Big;
typedef struct {
    float real, imaginary;
} Complex;

#define NOINLINE __attribute__((noinline))

NOINLINE static One one(One x, int n)
{
    return (One){x.a + n};
}

NOINLINE static Small small(Small x, Small y)
{
    return (Small){(short)(x.a + y.b), (short)(x.b - y.a), (char)(x.c + y.c)};
}

NOINLINE static Point point(int n, Point p, double scale, Point q)
{
    return (Point){p.x * scale + q.x, p.y * scale - q.y, p.tag + q.tag * n};
}

NOINLINE static Big big(Big x, int seed)
{
    for (int i = 0; i < 40; i++)
        x.part[i] += seed * i;
    return x;
}

NOINLINE static Complex multiply(Complex a, Complex b)
{
    return (Complex){a.real * b.real - a.imaginary * b.imaginary,
                     a.real * b.imaginary + a.imaginary * b.real};
}

int main(void)
{
    printf("%d\n", one((One){40}, 2).a);
    Small s = small((Small){1, 2, 'a'}, (Small){30, 40, 1});
    printf("%d %d %c\n", s.a, s.b, s.c);
    Point p = point(3, (Point){1.5, 2.5, 1}, 2, (Point){.25, .75, 10});
    printf("%g %g %d\n", p.x, p.y, p.tag);
    Big b = {{1, 2, 3}};
    for (int i = 0; i < 10; i++)
        b = big(b, i);
    printf("%d %d %d\n", b.part[0], b.part[1], b.part[39]);
    Complex c = {1, 0};
    for (int i = 0; i < 5; i++)
        c = multiply(c, (Complex){.5f, 2});
    printf("%g %g\n", (double)c.real, (double)c.imaginary);
    return 0;
}

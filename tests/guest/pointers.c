/* pointers.c -- function pointers in data: tables, objects, mutual recursion.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdio.h>

typedef struct Shape Shape;
typedef struct {
    const char *name;
    int (*area)(const Shape *);
    void (*scale)(Shape *, int);
} Class;
struct Shape {
    const Class *class;
    int width, height;
};

static int box_area(const Shape *s)
{
    return s->width * s->height;
}

static int triangle_area(const Shape *s)
{
    return s->width * s->height / 2;
}

static void both(Shape *s, int n)
{
    s->width *= n;
    s->height *= n;
}

static void wide(Shape *s, int n)
{
    s->width *= n;
}

static const Class classes[] = {{"box", box_area, both},
                                {"triangle", triangle_area, wide},
                                {"strip", box_area, wide}};

typedef int Parity(unsigned n);
static Parity even, odd;
static Parity *volatile parity[] = {even, odd};

static int even(unsigned n)
{
    return n == 0 ? 1 : parity[1](n - 1);
}

static int odd(unsigned n)
{
    return n == 0 ? 0 : parity[0](n - 1);
}

static int apply(int (*f)(int), int n)
{
    return f(n) + 1;
}

static int negate(int n)
{
    return -n;
}

int main(void)
{
    Shape shape[6];
    for (int i = 0; i < 6; i++)
        shape[i] = (Shape){&classes[i % 3], i + 1, i + 2};
    for (int turn = 0; turn < 3; turn++)
        for (int i = 0; i < 6; i++) {
            shape[i].class->scale(&shape[i], turn + 1);
            printf("%s %d ", shape[i].class->name, shape[i].class->area(&shape[i]));
        }
    printf("\n%d %d\n", even(1000), odd(4001));
    int (*volatile f)(int) = negate;
    printf("%d %d\n", apply(f, 5), f == negate);
    return 0;
}
